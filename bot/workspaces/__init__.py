"""Keeps one workspace going: its heartbeat, its auditor, and all its parts together."""
