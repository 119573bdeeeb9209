"""The forms of a channel's ladder."""
