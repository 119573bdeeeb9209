"""Notices in words, alone or several in one message."""
