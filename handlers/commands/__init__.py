"""Slash commands, from the typed line to its answer."""
