"""Measurements of a channel as a whole."""
