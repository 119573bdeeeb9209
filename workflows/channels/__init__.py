"""Setting up a channel, and who is in it."""
