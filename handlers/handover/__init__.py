"""Answers to offers of items, and to people who ask for one."""
