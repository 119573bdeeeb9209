"""What people read of items that change hands, or could have."""
