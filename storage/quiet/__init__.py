"""How much people want to be told at once, and what they were told today."""
