"""The context that all workflows share, and the unit of work: one transaction each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from messages.command_names import Commands
from storage.engine.database import PATIENCE, Database, Transaction, part
from workflows.record import Record


def unheard(_: Record) -> None:
    """Default hook: does nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceContext:
    """One workspace's database and the few settings that shape its answers.

    `workspace` is Slack's team id, `bot_user` the bot's own user id. `zone` (IANA) is used where
    Slack gives none. `admins` are user ids that may do everything, besides Slack's own admins.
    `patience` is how long to wait for other writers; keep it short if somebody waits for the
    answer. `saved` is called with each record right after its commit, in the same thread.
    """

    database: Database
    workspace: str
    bot_user: str = ""
    zone: str = "UTC"
    admins: frozenset[str] = frozenset()
    commands: Commands = field(default_factory=Commands)
    patience: timedelta = PATIENCE
    saved: Callable[[Record], None] = unheard

    @contextmanager
    def writing(self, now: datetime) -> Iterator["UnitOfWork"]:
        """A transaction at this instant (UTC) that saves all or nothing."""
        record = Record(now)
        with self.database.write(self.workspace, self.patience) as tx:
            yield UnitOfWork(self, tx, now, record)
        record.tell()
        self.saved(record)

    @contextmanager
    def reading(self, now: datetime) -> Iterator["UnitOfWork"]:
        """A read-only transaction at this instant (UTC)."""
        with self.database.read(self.workspace) as tx:
            yield UnitOfWork(self, tx, now, Record(now))


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """One transaction at one instant (UTC), and the record of what it changes."""

    context: WorkspaceContext
    tx: Transaction
    now: datetime
    record: Record

    @contextmanager
    def part(self) -> Iterator["UnitOfWork"]:
        """A part of the same transaction; if it raises, only this part is undone."""
        record = Record(self.now)
        with part(self.tx):
            yield replace(self, record=record)
        self.record.add(record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asked for something, where, and the id by which Slack would send it again.

    `kind` and `external_id` name the delivery in the inbox: a `command` by its trigger id, a
    `click` by action ts, user and action id, a `form` by view id and hash. `actor` and `channel`
    are ids from Slack's verified envelope, never from text.
    """

    kind: str
    external_id: str
    actor: str
    channel: str = ""
