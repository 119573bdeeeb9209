"""Ladders of channels, apart from the current one, which is a column of the channel."""
