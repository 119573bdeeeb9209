"""Ladders in words: what they say, what changed, what they would have done."""
