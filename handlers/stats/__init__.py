"""`stats`: figures of a channel, one's own, and those of somebody in it."""
