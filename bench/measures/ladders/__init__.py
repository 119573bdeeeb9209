"""Measures of what is asked of a ladder."""
