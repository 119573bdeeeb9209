"""Hand over everything of somebody: what there is, all of it at once, and answers to it."""
