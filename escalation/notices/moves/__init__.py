"""Notices of moves: how news is told, and whom a hand-over concerns."""
