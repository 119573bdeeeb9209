"""Notices: who is told what, and when it is worth telling."""
