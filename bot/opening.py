"""Opening the database; each failure says how to mend it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bot.refusals import CannotRun
from storage import alone as lock
from storage.alone import NotAlone
from storage.copying import CannotCopy
from storage.database import Database
from storage.schema import Status, TooNew


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


def current(url: str) -> Database:
    """The database behind this URL, if its schema is the one wanted; raises CannotRun."""
    database = opened(url)
    with explained(database):
        found = database.status()
    if not found.is_current:
        raise CannotRun(behind(database.name, found))
    return database


def behind(name: str, found: Status) -> str:
    """What is wrong with a schema that is not the one wanted, with its mend."""
    mend = "backstop db upgrade" if found.known else "start the newer Backstop that made it"
    return (
        f"{name} has schema {found.current or 'none'}, wanted is {found.wanted}. To mend it: {mend}"
    )


def migrated(url: str) -> Database:
    """The database behind this URL, its schema brought up to date; raises CannotRun."""
    database = opened(url)
    with explained(database):
        database.migrate()
    return database


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Inside, no other bot runs on this database if it is an SQLite file; raises CannotRun."""
    with ExitStack() as held:
        try:
            held.enter_context(lock.alone(url))
        except NotAlone as other:
            raise CannotRun(f"DATABASE_URL: {other}") from None
        except OSError as fault:
            raise CannotRun(
                f"DATABASE_URL: {fault.filename} cannot be made: {fault.strerror}. "
                "To mend it, check that its folder exists and may be written to."
            ) from None
        yield


@contextmanager
def explained(database: Database) -> Iterator[None]:
    """Whatever goes wrong with the database inside is said as CannotRun."""
    try:
        yield
    except (TooNew, CannotCopy) as refused:
        raise CannotRun(str(refused)) from None
    except Exception as fault:
        said = str(getattr(fault, "orig", fault)).strip().splitlines() or [type(fault).__name__]
        raise CannotRun(
            f"DATABASE_URL: {database.name} cannot be used: {said[0]}. "
            "To mend it, check that it exists, is running, and may be written to."
        ) from fault
