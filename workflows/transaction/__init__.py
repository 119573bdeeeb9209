"""What the workflows share: the unit of work, its guards and its effects."""
