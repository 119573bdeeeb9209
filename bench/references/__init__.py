"""What Backstop is measured against."""
