"""Who is told when somebody cannot answer."""
