"""The database: one engine, short transactions, and its schema kept up to date.

SQLite runs in WAL mode with full synchronisation. A write takes SQLite's lock at its start, because
SQLite fails a transaction as busy, without waiting, if it reads first and tries to write when
another one has written. Writers of this process queue on a lock of their own (`write_queue`),
because SQLite's own waiting is unfair.

On PostgreSQL writers take turns too, across all replicas (`docs/reliability.md`): a transaction
decides by what it has read, so nothing it has read may change before it commits. Whatever can
still cut it off (an administrator, a lost connection, a turn that does not come) raises
`Interrupted`; `again` repeats the transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError

from storage.engine import dialects, instance_lock, schema
from storage.engine.file_guard import FileGuard
from storage.engine.write_queue import WriteQueue

T = TypeVar("T")

OperatorTransaction = Connection
"""Sees every workspace; only for the operator's tools (check, verify, copy, migrate)."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One workspace's transaction: it reads, claims and saves only what belongs to that workspace.

    `workspace` is Slack's team id. Every `Prepared` statement takes it from here.
    """

    connection: Connection
    workspace: str


PATIENCE = dialects.PATIENCE
"""How long a write waits by default."""

LEAST_PATIENCE = timedelta(milliseconds=100)
"""The least that a write waits for other processes, however long it queued in this one."""

UPGRADE_PATIENCE = timedelta(minutes=10)
"""How long the start waits for another replica that is bringing the schema up to date."""

REHEARSAL_PATIENCE = timedelta(seconds=5)
"""How long a rehearsal waits for its turn: longer than any write of a running bot takes."""

LOCK_PATIENCE = timedelta(seconds=1)
"""How long another program may keep an SQLite file locked before we report it."""

ATTEMPTS = 3
"""How often `again` tries; by then, whatever was in the way has finished."""


class Interrupted(Exception):
    """A transaction was cut off by another one or by a lost connection.

    Nothing was saved, unless the connection was lost during the commit: then nobody knows. Do all
    of it `again`. A repeat that finds its own traces (the key of a request, the fence of a claim,
    the version of an item) gives the same answer and changes nothing more.
    """


class _Rehearsed(Exception):
    """Roll a rehearsal back."""


class Busy(Exception):
    """A write waited for other writers of this process longer than its patience."""


def again(work: Callable[[], T]) -> T:
    """Run `work`, and repeat all of it when it is Interrupted; returns its answer.

    `work` is one transaction with everything it decides from; it may change nothing outside.
    Raises Interrupted if none of ATTEMPTS tries gets through.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return work()
        except Interrupted:
            continue
    return work()


class Database:
    """The way into one database; nothing is opened before the first transaction.

    `url` is an SQLAlchemy URL: an SQLite file or `postgresql+psycopg://…`. Anything else raises
    ValueError, even an in-memory database, because each thread would get its own. `chain_key` keys
    the links that are added to a history.
    """

    def __init__(self, url: str, chain_key: str = "") -> None:
        parsed = make_url(url)
        self.dialect = parsed.get_backend_name()
        if self.dialect not in {"sqlite", "postgresql"}:
            raise ValueError(f"DATABASE_URL: {self.dialect} is not known; use sqlite or postgresql")
        if self.dialect == "sqlite" and parsed.database in {None, "", ":memory:"}:
            raise ValueError("DATABASE_URL: name a file, such as sqlite:///backstop.db")
        if "@" in (parsed.host or ""):  # the end of a password, which `name` would show
            raise ValueError("DATABASE_URL: write @ as %40 in the user and the password")
        # A password may stand among the parameters too.
        self.name = parsed.set(query={}).render_as_string(hide_password=True)
        is_file = self.dialect == "sqlite"
        self._file = FileGuard(instance_lock.file_of(url))
        self._engine = dialects.sqlite(parsed) if is_file else dialects.postgresql(parsed)
        self._engine.update_execution_options(chain_key=chain_key)
        # On a server the next few wait there, so that a turn passes on without a round trip.
        self._write_queue = WriteQueue(1 if is_file else dialects.POOL)
        self._begun = self._ended = 0

    @contextmanager
    def write(self, workspace: str, patience: timedelta = PATIENCE) -> Iterator[Transaction]:
        """A workspace's writing transaction; see `write_all`."""
        with self.write_all(patience) as connection:
            yield Transaction(connection, workspace)

    @contextmanager
    def read(self, workspace: str) -> Iterator[Transaction]:
        """A workspace's read-only transaction; see `read_all`."""
        with self.read_all() as connection:
            yield Transaction(connection, workspace)

    @contextmanager
    def write_all(self, patience: timedelta = PATIENCE) -> Iterator[OperatorTransaction]:
        """A transaction that commits at the end and rolls back on any exception.

        Keep it short and never open a second one inside: writers wait for each other. Raises
        Interrupted when it has to be done `again`; after waiting `patience` without getting its
        turn, Busy, Interrupted, or on SQLite SQLAlchemy's OperationalError; and FileGone when the
        SQLite file or its log has been taken away.
        """
        self._file.require()
        with self._in_turn(patience) as left, _uncut(), self._counted(), self._engine.begin() as tx:
            dialects.begin_writing(tx, left)
            self._begun += 1
            self._file.hold()
            yield tx

    @contextmanager
    def read_all(self) -> Iterator[OperatorTransaction]:
        """A read-only transaction; it sees one state and delays nobody."""
        self._file.require()
        with _uncut(), self._engine.begin() as tx:
            dialects.begin_looking(tx)
            self._file.hold()
            yield tx

    def migrate(self, *, now: datetime | None = None) -> None:
        """Bring the schema up to date, all or nothing; raises `schema.TooNew` for a later one.

        Pass `now` unless the database is empty: its history records what the upgrade changed.
        Replicas that start together take turns; one with nothing to do does not wait.
        """
        if self.status().is_current:
            return
        with self.write_all(UPGRADE_PATIENCE) as tx:
            schema.upgrade(tx, now=now)
        self.checkpoint()

    def rehearse(self, patience: timedelta = REHEARSAL_PATIENCE) -> None:
        """Raise whatever would stop a write, including the very first; nothing is changed."""
        with suppress(_Rehearsed), self.write_all(patience) as tx:
            schema.rehearse(tx)
            raise _Rehearsed

    def status(self) -> schema.Status:
        """Which schema the database has and which one this program wants."""
        with self.read_all() as tx:
            return schema.status(tx)

    def checkpoint(self) -> None:
        """Copy what is only in an SQLite file's log into the file; a server does this by itself."""
        self._file.checkpoint()

    def is_locked(self, patience: timedelta = LOCK_PATIENCE) -> bool:
        """Whether another program keeps an SQLite file locked, for at least `patience`."""
        begun = self._begun
        return self._file.is_locked(patience) and begun == self._begun == self._ended

    def close(self) -> None:
        """Close every idle connection; after that, all that was saved is in the SQLite file."""
        self._engine.dispose()
        self._file.release()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Mark when a write's turn is over, so that `is_locked` can tell our own from another's."""
        try:
            yield
        finally:
            self._ended = self._begun

    @contextmanager
    def _in_turn(self, patience: timedelta) -> Iterator[timedelta]:
        """Wait for this process's other writers; yields what is left of the patience."""
        began = monotonic()
        if not self._write_queue.taken(patience, awaited=patience < PATIENCE):
            raise Busy
        try:
            yield max(LEAST_PATIENCE, patience - timedelta(seconds=monotonic() - began))
        finally:
            self._write_queue.give_back()


@contextmanager
def part(tx: Transaction) -> Iterator[None]:
    """A part of a transaction; if it raises, only this part is undone."""
    with tx.connection.begin_nested():
        yield


@contextmanager
def _uncut() -> Iterator[None]:
    """Raise Interrupted where the transaction was cut off, not where it was at fault itself."""
    try:
        yield
    except DBAPIError as fault:
        if fault.connection_invalidated or dialects.state(fault) in dialects.CUT_OFF:
            raise Interrupted(str(fault.orig).partition("\n")[0]) from fault
        raise
