"""Who is in which channel."""
