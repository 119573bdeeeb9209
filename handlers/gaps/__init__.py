"""Ownership gaps: the buttons and lists in their notices."""
