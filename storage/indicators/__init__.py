"""Indicators, and every value that was recorded of them."""
