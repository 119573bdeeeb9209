"""Notices on their way to Slack, and what became of them."""
