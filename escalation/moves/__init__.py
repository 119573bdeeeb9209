"""Moves: what people may do with an item, and what each move changes."""
