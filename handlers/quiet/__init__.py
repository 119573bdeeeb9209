"""`quiet`: typed, and in its form."""
