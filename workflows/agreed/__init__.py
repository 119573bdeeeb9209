"""Agreed dates: since when their owners are asked."""
