"""The forms of a channel's ladder: the list of its steps, and a form for each part of it."""
