"""Opens the database; each failure says how to fix it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile

from bot.errors import CannotRun
from storage import workspaces
from storage.copying import CannotCopy
from storage.engine import instance_lock as lock
from storage.engine.database import Database
from storage.engine.instance_lock import NotAlone
from storage.engine.schema import Status, TooNew
from storage.items.chain import WrongKey

FIXES = {
    "unable to open database file": "check that its folder exists and may be written to",
    "readonly database": "let whoever runs Backstop write to the file and to its folder",
    "database is locked": "stop the other process that writes to it",
    "not a database": "name another file, or restore a backup",
    "authentication failed": "check the user and the password in it",
    "no password supplied": "write the password into it, or set PGPASSWORD",
    "permission denied": "make its user the owner of that database",
    "read-only transaction": "name the primary server: this one is a copy",
    "during recovery": "name the primary server: this one is a copy",
    "does not exist": "create it, with its user as the owner",
    "connection refused": "check host and port, and that the server is running",
    "Connection refused": "check host and port, and that the server is running",
    "resolve host": "check the name of its host",
    "translate host": "check the name of its host",
}
"""By what SQLite or PostgreSQL says."""


LOCKED = "another program holds the lock"


def opened(url: str, chain_key: str = "") -> Database:
    """Open the database at this URL as it is; raises CannotRun."""
    try:
        return Database(url, chain_key)
    except ValueError as unknown:
        raise CannotRun(str(unknown)) from None
    except ImportError:
        raise CannotRun(
            "DATABASE_URL names PostgreSQL, whose driver is not installed. "
            "To fix it: pip install 'backstop[postgres]'"
        ) from None


def current(url: str, chain_key: str = "") -> Database:
    """Open the database at this URL if its schema is current; raises CannotRun."""
    database = opened(url, chain_key)
    with explained(database):
        found = database.status()
    if not found.is_current:
        database.close()
        raise CannotRun(behind(database.name, found))
    return database


def behind(name: str, found: Status) -> str:
    """Say what is wrong with a schema that is not current, and how to fix it."""
    fix = "backstop db upgrade" if found.known else "start the newer Backstop that made it"
    return (
        f"{name} has schema {found.current or 'none'}, wanted is {found.wanted}. To fix it: {fix}"
    )


def migrated(url: str, now: datetime, chain_key: str = "") -> Database:
    """Open the database at this URL and upgrade its schema; raises CannotRun."""
    database = opened(url, chain_key)
    with explained(database):
        database.migrate(now=now)
        database.rehearse()
    return database


def on_own_disk(url: str) -> None:
    """Raise CannotRun if an SQLite file is on another machine's disk."""
    try:
        lock.refuse_network(url)
    except NotAlone as elsewhere:
        raise CannotRun(f"DATABASE_URL: {elsewhere}") from None


def is_to_be_made(url: str) -> bool:
    """True if it is an SQLite file that does not exist yet; raises CannotRun if it never can.

    Creates nothing: the bot might not be allowed to open a file that the operator made.
    """
    path = lock.file_of(url)
    if path is None or path.exists():
        return False
    try:
        with TemporaryFile(dir=path.parent):
            return True
    except OSError as fault:
        raise CannotRun(_unmade(path, fault)) from None


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Keep other bots off this SQLite file while inside the block; raises CannotRun."""
    with ExitStack() as held:
        try:
            held.enter_context(lock.alone(url))
        except NotAlone as other:
            raise CannotRun(f"DATABASE_URL: {other}") from None
        except OSError as fault:
            raise CannotRun(_unmade(fault.filename, fault)) from None
        yield


def _unmade(path: Path, fault: OSError) -> str:
    return (
        f"DATABASE_URL: {path} cannot be made: {fault.strerror}. "
        "To fix it, check that its folder exists and may be written to."
    )


def reached(database: Database) -> str:
    """Read from the database for /readyz: "ok", or why nothing can be written."""
    with database.read_all() as tx:
        workspaces.get_all(tx)
    return LOCKED if database.is_locked() else "ok"


@contextmanager
def explained(database: Database) -> Iterator[None]:
    """Close the database on any error inside the block and raise it as CannotRun."""
    try:
        yield
    except (TooNew, CannotCopy, WrongKey) as refused:
        database.close()
        raise CannotRun(str(refused)) from None
    except Exception as fault:
        database.close()
        said, *_ = str(getattr(fault, "orig", fault)).strip().splitlines() or [type(fault).__name__]
        raise CannotRun(
            f"DATABASE_URL: {database.name} cannot be used: {said}. To fix it, {_fix(said)}."
        ) from fault


def _fix(said: str) -> str:
    """Say how to fix an error from SQLite or PostgreSQL."""
    return next(
        (fix for words, fix in FIXES.items() if words in said),
        "check that it exists, is running, and may be written to",
    )
