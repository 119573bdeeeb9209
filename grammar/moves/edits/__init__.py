"""Edits: which field of an item gets which words; a module for each thing that is read."""
