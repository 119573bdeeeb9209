"""Ownership gaps: find them, tell somebody, close them."""
