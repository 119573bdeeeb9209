"""Ownership gaps in words."""
