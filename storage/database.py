"""The database: one engine, short transactions, and its schema kept up to date.

SQLite runs in WAL mode with full synchronisation. A write takes SQLite's lock at its start: one
that reads first and writes later can fail as busy at once (`reliability` §2). Writers of this
process queue on a lock of their own: SQLite's own waiting is unfair (`performance` §1.5).
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from storage import schema

Transaction = Connection
"""What `Database.read` and `write` hand out; every function of this room takes it first."""

PATIENCE = timedelta(seconds=30)
"""How long a write waits for others that are writing the same SQLite file."""


class Busy(Exception):
    """Other writers of this process kept a write waiting for longer than its patience."""


class Database:
    """The way into one database; nothing is opened before the first transaction.

    `url` is an SQLAlchemy URL: an SQLite file or `postgresql+psycopg://…`. Anything else raises
    ValueError, also a database in memory: each thread would see another one.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.dialect = parsed.get_backend_name()
        if self.dialect not in {"sqlite", "postgresql"}:
            raise ValueError(f"DATABASE_URL: {self.dialect} is not known; use sqlite or postgresql")
        if self.dialect == "sqlite" and parsed.database in {None, "", ":memory:"}:
            raise ValueError("DATABASE_URL: name a file, such as sqlite:///backstop.db")
        self.name = parsed.render_as_string(hide_password=True)
        self._engine = _sqlite(url) if self.dialect == "sqlite" else _postgresql(url)
        self._turn = threading.Lock()

    @contextmanager
    def write(self, patience: timedelta = PATIENCE) -> Iterator[Transaction]:
        """A transaction that commits at the end and rolls back on any exception.

        Keep it short and never open a second one inside: writers wait for each other. On SQLite it
        waits up to `patience` for those of this process, then as long for those of others; after
        that nothing is done, and Busy or SQLAlchemy's OperationalError is raised.
        """
        with self._in_turn(patience), self._transaction("BEGIN IMMEDIATE", patience) as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction for looking only; on SQLite it sees one state and delays nobody."""
        with self._transaction("BEGIN") as tx:
            yield tx

    def migrate(self) -> None:
        """Bring the schema up to date, all or nothing; raises `schema.TooNew` for a later one."""
        with self.write() as tx:
            schema.upgrade(tx)

    def status(self) -> schema.Status:
        """Which schema the database has and which one this program wants."""
        with self.read() as tx:
            return schema.status(tx)

    def close(self) -> None:
        """Close every idle connection."""
        self._engine.dispose()

    @contextmanager
    def _in_turn(self, patience: timedelta) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=patience.total_seconds()):
            raise Busy
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _transaction(self, begin: str, patience: timedelta = PATIENCE) -> Iterator[Transaction]:
        with self._engine.begin() as tx:
            if self.dialect == "sqlite":
                timeout = patience // timedelta(milliseconds=1)
                tx.exec_driver_sql(f"PRAGMA busy_timeout = {timeout}").close()
                tx.exec_driver_sql(begin)
            yield tx


def _sqlite(url: str) -> Engine:
    # The driver would begin a transaction late, at its first write; `_transaction` does so in time.
    engine = create_engine(url, connect_args={"isolation_level": None})
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # The mode stays with the file. Busy here, which no timeout cures, is another one setting it.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")


def _postgresql(url: str) -> Engine:
    return create_engine(url, pool_size=8, pool_pre_ping=True)
