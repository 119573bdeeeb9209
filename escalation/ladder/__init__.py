"""The ladder of an item: what is owed when, and to whom."""
