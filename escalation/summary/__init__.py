"""A channel's week: its slots and its numbers."""
