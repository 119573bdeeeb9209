"""What people read of indicators."""
