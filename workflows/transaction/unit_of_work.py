"""The context that all workflows share, and the unit of work: one transaction each.

Changes are logged only once they are saved: one line for each change and for each notice that will
not be sent. The lines hold ids, labels and our own words, never what people wrote.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from escalation.events import Event
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeState
from messages.command_names import Commands
from storage.engine import database
from storage.engine.database import PATIENCE, Database, Transaction, part
from storage.outbox.model import StoredNotice

log = logging.getLogger("backstop.changes")

again = database.again
"""Run a workflow, and repeat all of it when it is cut off: it is one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who did what (a move or a step of the clock) to which item or in which channel, if any."""

    move: str
    by: str
    channel: str = ""
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class End:
    """How a notice ended, and when (UTC)."""

    notice: Notice
    state: NoticeState
    at: datetime


@dataclass(slots=True)
class Committed:
    """What one transaction changed and ended; its workflows fill it in order."""

    now: datetime
    changes: list[Change] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    stops: list[tuple[str, str]] = field(default_factory=list)
    """What was set aside: an item's label or a channel's id, and its fault."""

    def happened(self, events: Iterable[Event], items: Iterable[Item] = ()) -> None:
        """Note events added to the history; `items` are their items, as saved."""
        known = {item.id: item for item in items}
        for event in events:
            item = known.get(event.item_id or 0)
            channel = item.channel if item else event.channel
            change = Change(move=event.action.value, by=event.actor, channel=channel, item=item)
            self.changes.append(change)

    def ended(self, rows: Iterable[StoredNotice], state: NoticeState) -> None:
        """Note that these notices ended in this state."""
        self.ends += [End(row.notice, state, self.now) for row in rows]

    def add(self, part: "Committed") -> None:
        """Take over the changes of a part that succeeded."""
        self.changes += part.changes
        self.ends += part.ends
        self.stops += part.stops

    def tell(self) -> None:
        """Log what was saved; delivery itself logs the messages that were sent or refused."""
        for change in self.changes:
            item = change.item
            log.info(
                "action=changed move=%s by=%s channel=%s item=%s version=%s",
                *(change.move, change.by, change.channel),
                *((item.label, item.version) if item else ("", "")),
            )
        for end in self.ends:
            if end.state is NoticeState.SUPERSEDED:
                log.info("action=superseded kind=%s notice=%s", end.notice.kind, end.notice.key)
        for what, fault in self.stops:
            log.error("action=set_aside what=%s fault=%r", what, fault)


def ignore(_: Committed) -> None:
    """Default hook: does nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceContext:
    """One workspace's database and the few settings that shape its answers.

    `workspace` is Slack's team id, `url` its address there, and `bot_user` the bot's own user id.
    `zone` (IANA) is used where Slack gives none. `admins` are user ids that may do everything,
    besides Slack's own admins. `patience` is how long to wait for other writers; keep it short if
    somebody is waiting for the answer. `saved` is called after each commit, in the same thread.
    """

    database: Database
    workspace: str
    bot_user: str = ""
    url: str = ""
    zone: str = "UTC"
    admins: frozenset[str] = frozenset()
    commands: Commands = field(default_factory=Commands)
    patience: timedelta = PATIENCE
    saved: Callable[[Committed], None] = ignore

    @contextmanager
    def writing(self, now: datetime) -> Iterator["UnitOfWork"]:
        """A transaction at this instant (UTC) that saves all or nothing."""
        committed = Committed(now)
        with self.database.write(self.workspace, self.patience) as tx:
            yield UnitOfWork(self, tx, now, committed)
        committed.tell()
        self.saved(committed)

    @contextmanager
    def reading(self, now: datetime) -> Iterator["UnitOfWork"]:
        """A read-only transaction at this instant (UTC)."""
        with self.database.read(self.workspace) as tx:
            yield UnitOfWork(self, tx, now, Committed(now))


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """One transaction at one instant (UTC), and what it changes."""

    context: WorkspaceContext
    tx: Transaction
    now: datetime
    committed: Committed

    @contextmanager
    def part(self) -> Iterator["UnitOfWork"]:
        """A part of the same transaction; if it raises, only this part is undone."""
        committed = Committed(self.now)
        with part(self.tx):
            yield replace(self, committed=committed)
        self.committed.add(committed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asked for something, where, and the id that a redelivery by Slack would have too.

    `kind` and `external_id` name the delivery in the inbox: a `command` by its trigger id, a
    `click` by action ts, user and action id, a `form` by view id and hash. `actor` and `channel`
    are ids from Slack's verified envelope, never from text. `place` is where a form was opened, as
    the form remembers it.
    """

    kind: str
    external_id: str
    actor: str
    channel: str = ""
    place: str = ""
