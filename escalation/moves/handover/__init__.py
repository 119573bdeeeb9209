"""Moves that make somebody else the owner, or offer to."""
