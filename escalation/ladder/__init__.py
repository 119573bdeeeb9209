"""The ladder of an item: who is told what, and when."""
