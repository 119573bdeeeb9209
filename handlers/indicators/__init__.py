"""Answers what people type of indicators."""
