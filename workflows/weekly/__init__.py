"""The weekly summary: what a channel's week was."""
