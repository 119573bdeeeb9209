"""Opening the database; each failure says how to mend it."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.refusals import CannotRun
from storage.database import Database
from storage.schema import TooNew


def opened(url: str) -> Database:
    """The database behind this URL, as it is; raises CannotRun."""
    try:
        return Database(url)
    except ValueError as unknown:
        raise CannotRun(str(unknown)) from None
    except ImportError:
        raise CannotRun(
            "DATABASE_URL names PostgreSQL, whose driver is not installed. "
            "To mend it: pip install 'backstop[postgres]'"
        ) from None


def migrated(url: str) -> Database:
    """The database behind this URL, its schema brought up to date; raises CannotRun."""
    database = opened(url)
    with explained(database):
        database.migrate()
    return database


@contextmanager
def explained(database: Database) -> Iterator[None]:
    """Whatever goes wrong with the database inside is said as CannotRun."""
    try:
        yield
    except TooNew as newer:
        raise CannotRun(str(newer)) from None
    except Exception as fault:
        said = str(getattr(fault, "orig", fault)).strip().splitlines() or [type(fault).__name__]
        raise CannotRun(
            f"DATABASE_URL: {database.name} cannot be used: {said[0]}. "
            "To mend it, check that it exists, is running, and may be written to."
        ) from fault
