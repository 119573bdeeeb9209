"""The week of a channel, in periods and numbers."""
