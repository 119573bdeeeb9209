"""Typed commands about items, such as `B-12 done`."""
