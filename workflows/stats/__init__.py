"""Figures that people ask for: of a channel, and of one person."""
