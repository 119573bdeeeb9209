"""What Backstop is compared with."""
