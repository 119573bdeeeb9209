"""Ownership gaps: the answers to what tells of one."""
