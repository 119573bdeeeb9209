"""Typed requests for figures."""
