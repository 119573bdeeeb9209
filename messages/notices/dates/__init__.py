"""What people read of a date that moved."""
