"""What is said about an owner at once, and what people may do about it."""
