"""Absences: typed, listed, and changed with buttons."""
