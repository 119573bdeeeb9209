"""Moves that settle whether an owner keeps a date."""
