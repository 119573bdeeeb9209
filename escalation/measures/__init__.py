"""Measures of a channel's items over whole weeks: each formula is in docs/measures.md."""
