"""The database: one engine, short transactions, and its schema kept up to date.

SQLite runs in WAL mode with full synchronisation. A write takes SQLite's lock at its start: one
that reads first and writes later can fail as busy at once (`reliability` §2). Writers of this
process queue on a lock of their own: SQLite's own waiting is unfair (`performance` §1.5).

On PostgreSQL writers take turns as well, over all replicas: a transaction decides by what it has
read, and so nothing it has read can change before it is saved. What can still cut it off (an
administrator, a lost connection, a turn that does not come) is `Interrupted`, and `again` is what
to do about it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError

from storage import alone, engines, schema
from storage.same_file import SameFile
from storage.turns import Turns

T = TypeVar("T")

OperatorTransaction = Connection
"""One that sees every workspace: for an operator's tools (check, verify, copy, migrate) alone."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One workspace's transaction: what is read, claimed or saved through it is of no other.

    `workspace` is Slack's team id. Every `Prepared` statement takes it from here.
    """

    connection: Connection
    workspace: str


PATIENCE = engines.PATIENCE
"""How long a write waits, unless it is told otherwise."""

LEAST_PATIENCE = timedelta(milliseconds=100)
"""How long a write waits for other processes, however long it waited for its turn in this one."""

UPGRADE_PATIENCE = timedelta(minutes=10)
"""How long the start waits for another replica that is bringing the schema up to date."""

REHEARSAL_PATIENCE = timedelta(seconds=5)
"""How long a rehearsal waits for its turn: longer than any write of a bot that runs takes."""

LOCK_PATIENCE = timedelta(seconds=1)
"""How long another program may keep an SQLite file locked before anybody is told."""

ATTEMPTS = 3
"""How often `again` tries; whoever was in the way has had its turn by then."""


class Interrupted(Exception):
    """A transaction was cut off by another one or by the loss of its connection.

    Nothing of it was saved, unless the connection was lost during the commit: then nobody knows.
    Do all of it `again`: what finds its own traces (the key of a request, the fence of a claim,
    the version of an item) gives the same answer and has one effect (`reliability` §6, 20 and 21).
    """


class _Rehearsed(Exception):
    """Rolls a rehearsal back."""


class Busy(Exception):
    """Other writers of this process kept a write waiting for longer than its patience."""


def again(work: Callable[[], T]) -> T:
    """The answer of `work`, which is repeated whole when it is Interrupted.

    `work` is one transaction and what it was decided from; outside it nothing may be changed.
    Raises Interrupted if it does not get through in ATTEMPTS.
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
    ValueError, also a database in memory: each thread would see another one. `chain_key` keys what
    is added to a history.
    """

    def __init__(self, url: str, chain_key: str = "") -> None:
        parsed = make_url(url)
        self.dialect = parsed.get_backend_name()
        if self.dialect not in {"sqlite", "postgresql"}:
            raise ValueError(f"DATABASE_URL: {self.dialect} is not known; use sqlite or postgresql")
        if self.dialect == "sqlite" and parsed.database in {None, "", ":memory:"}:
            raise ValueError("DATABASE_URL: name a file, such as sqlite:///backstop.db")
        if "@" in (parsed.host or ""):  # and so the end of a password would be shown
            raise ValueError("DATABASE_URL: write @ as %40 in the user and the password")
        # A password may stand among the parameters too.
        self.name = parsed.set(query={}).render_as_string(hide_password=True)
        is_file = self.dialect == "sqlite"
        self._file = SameFile(alone.file_of(url))
        self._engine = engines.sqlite(parsed) if is_file else engines.postgresql(parsed)
        self._engine.update_execution_options(chain_key=chain_key)
        # At a server the next few wait there, so that a turn passes on without a round trip.
        self._turns = Turns(1 if is_file else engines.POOL)
        self._begun = self._ended = 0

    @contextmanager
    def write(self, workspace: str, patience: timedelta = PATIENCE) -> Iterator[Transaction]:
        """A workspace's transaction that saves; see `write_all`."""
        with self.write_all(patience) as connection:
            yield Transaction(connection, workspace)

    @contextmanager
    def read(self, workspace: str) -> Iterator[Transaction]:
        """A workspace's transaction for looking only; see `read_all`."""
        with self.read_all() as connection:
            yield Transaction(connection, workspace)

    @contextmanager
    def write_all(self, patience: timedelta = PATIENCE) -> Iterator[OperatorTransaction]:
        """A transaction that commits at the end and rolls back on any exception.

        Keep it short and never open a second one inside: writers wait for each other. Raises
        Interrupted when it has to be done `again`. After waiting `patience` for all of them nothing
        is done: Busy, Interrupted, or SQLAlchemy's OperationalError on SQLite. FileGone, when the
        SQLite file or its log is not there any more.
        """
        self._file.require()
        with self._in_turn(patience) as left, _uncut(), self._counted(), self._engine.begin() as tx:
            engines.begin_writing(tx, left)
            self._begun += 1
            self._file.hold()
            yield tx

    @contextmanager
    def read_all(self) -> Iterator[OperatorTransaction]:
        """A transaction for looking only; it sees one state and delays nobody."""
        self._file.require()
        with _uncut(), self._engine.begin() as tx:
            engines.begin_looking(tx)
            self._file.hold()
            yield tx

    def migrate(self, *, now: datetime | None = None) -> None:
        """Bring the schema up to date, all or nothing; raises `schema.TooNew` for a later one.

        A database that holds something needs `now`: its history says what was changed.
        Replicas that start together take turns; one that finds nothing to do waits for nobody.
        """
        if self.status().is_current:
            return
        with self.write_all(UPGRADE_PATIENCE) as tx:
            schema.upgrade(tx, now=now)
        self.checkpoint()

    def rehearse(self, patience: timedelta = REHEARSAL_PATIENCE) -> None:
        """Raise what would be in the way of a write, the first one too; nothing is changed."""
        with suppress(_Rehearsed), self.write_all(patience) as tx:
            schema.rehearse(tx)
            raise _Rehearsed

    def status(self) -> schema.Status:
        """Which schema the database has and which one this program wants."""
        with self.read_all() as tx:
            return schema.status(tx)

    def require_known(self) -> None:
        """Raise `schema.TooNew` if a later version has brought the schema up to its own date."""
        with self.read_all() as tx:
            schema.require_known(tx)

    def checkpoint(self) -> None:
        """Take over into an SQLite file what is in its log only; a server does so by itself."""
        self._file.checkpoint()

    def is_locked(self, patience: timedelta = LOCK_PATIENCE) -> bool:
        """Whether another program has kept this one from writing to an SQLite file for so long."""
        begun = self._begun
        return self._file.is_locked(patience) and begun == self._begun == self._ended

    def close(self) -> None:
        """Close every idle connection; all that was saved is in the SQLite file then."""
        self._engine.dispose()
        self._file.release()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Inside, a write has its turn; on SQLite there is one at a time."""
        try:
            yield
        finally:
            self._ended = self._begun

    @contextmanager
    def _in_turn(self, patience: timedelta) -> Iterator[timedelta]:
        """Wait for the writers of this process; gives what is left of the patience."""
        began = monotonic()
        if not self._turns.taken(patience, awaited=patience < PATIENCE):
            raise Busy
        try:
            yield max(LEAST_PATIENCE, patience - timedelta(seconds=monotonic() - began))
        finally:
            self._turns.give_back()


@contextmanager
def part(tx: Transaction) -> Iterator[None]:
    """A part of a transaction that is undone alone when it raises."""
    with tx.connection.begin_nested():
        yield


@contextmanager
def _uncut() -> Iterator[None]:
    """Tell what cuts a transaction off from what is wrong with it."""
    try:
        yield
    except DBAPIError as fault:
        if fault.connection_invalidated or engines.state(fault) in engines.CUT_OFF:
            raise Interrupted(str(fault.orig).partition("\n")[0]) from fault
        raise
