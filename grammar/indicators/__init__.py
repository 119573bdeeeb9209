"""Reads what people type about indicators: what they are, their values, and which days."""
