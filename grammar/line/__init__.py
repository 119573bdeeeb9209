"""Typed lines that log an item."""
