"""Whom and what an item is about: its customers and its links."""
