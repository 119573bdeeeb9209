"""What somebody types about how much they are told at once."""
