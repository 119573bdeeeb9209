"""Watches the process and reports its health."""
