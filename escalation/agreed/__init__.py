"""Agreed dates: a date is a promise once its owner has said yes."""
