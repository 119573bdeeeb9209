"""The record of a transaction: what it changed and ended, told once it is saved and never before.

Each change and each notice that will not be sent is one line of the log: ids, labels and words of
ours, never what people wrote.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from escalation.events import Event
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeState
from storage.outbox.model import StoredNotice

log = logging.getLogger("backstop.changes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who did what (a move, or what the clock did) to which item or where, if it was anywhere."""

    move: str
    by: str
    channel: str = ""
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class End:
    """What became of a notice, when (UTC)."""

    notice: Notice
    state: NoticeState
    at: datetime


@dataclass(slots=True)
class Record:
    """Filled by the workflows of one transaction, in their order."""

    now: datetime
    changes: list[Change] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    stops: list[tuple[str, str]] = field(default_factory=list)
    """What was set aside alone, an item's label or a channel's id, and its fault."""

    def happened(self, events: Iterable[Event], items: Iterable[Item] = ()) -> None:
        """Events were added to the history; `items` are those concerned, as they are saved."""
        known = {item.id: item for item in items}
        for event in events:
            item = known.get(event.item_id or 0)
            channel = item.channel if item else event.facts.get("channel", "")
            change = Change(move=event.action, by=event.actor, channel=channel, item=item)
            self.changes.append(change)

    def ended(self, rows: Iterable[StoredNotice], state: NoticeState) -> None:
        """Notices came to this state."""
        self.ends += [End(row.notice, state, self.now) for row in rows]

    def add(self, part: "Record") -> None:
        """A part of the transaction went well."""
        self.changes += part.changes
        self.ends += part.ends
        self.stops += part.stops

    def tell(self) -> None:
        """Log what was saved; how messages ended that were sent or refused, the delivery tells."""
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
