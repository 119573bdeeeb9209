"""Agreed dates: what owners are asked, what they said, and what others can do about it."""
