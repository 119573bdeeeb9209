"""What a form says before it is submitted."""
