"""Since when nobody answers for an item."""
