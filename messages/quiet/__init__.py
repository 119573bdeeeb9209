"""What people read about how much they are told at once."""
