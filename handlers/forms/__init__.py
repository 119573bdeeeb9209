"""Submitted forms: read them, carry them out and answer."""
