"""Buttons, menus and message shortcuts."""
