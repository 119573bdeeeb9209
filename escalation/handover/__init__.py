"""Hand-overs: when a new owner is asked first, how long, and who is told."""
