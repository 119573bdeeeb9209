"""Unwell: what is raised when the database is to blame, and no single row or message is."""

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, ProgrammingError

from storage.chain import WrongKey

UNWELL = (OperationalError, InterfaceError, InternalError, ProgrammingError, WrongKey)
"""Whoever goes on without a bad row lets these pass."""
