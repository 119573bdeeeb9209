"""Submitted forms: read, carried out and answered."""
