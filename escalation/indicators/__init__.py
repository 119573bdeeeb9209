"""Indicators: figures that somebody owns and records, when they are due, and how they stand."""
