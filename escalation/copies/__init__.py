"""Copies of frozen values that a pass of the clock makes by the thousand."""
