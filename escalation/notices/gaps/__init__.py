"""Who is told that somebody cannot answer."""
