"""Ownership gaps: when one opens, and when it is closed."""
