"""What people do with items: log, move, look."""
