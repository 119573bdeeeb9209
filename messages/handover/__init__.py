"""Hand-overs and their answers in a few words."""
