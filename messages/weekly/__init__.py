"""The weekly post of a channel."""
