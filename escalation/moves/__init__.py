"""Moves: what people may do to an item, and what each move changes."""
