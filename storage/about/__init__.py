"""Whom and what items are about: their customers and their links."""
