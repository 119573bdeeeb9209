"""What a typed line is about."""
