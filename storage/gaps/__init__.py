"""Ownership gaps, as rows of their items."""
