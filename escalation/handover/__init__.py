"""Hand-overs: when a new owner is asked first, and how long."""
