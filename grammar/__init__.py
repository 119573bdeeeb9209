"""Turns what people type into what they mean; pure."""
