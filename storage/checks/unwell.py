"""Unwell: errors for which the database is to blame, not a single row or message."""

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, ProgrammingError

from storage.items.chain import WrongKey

UNWELL = (OperationalError, InterfaceError, InternalError, ProgrammingError, WrongKey)
"""Code that catches everything in order to skip a bad row has to let these through."""
