"""A channel's items and their events, read for its measures in three queries, however many.

Only what can count in a period is read: what is open, was closed or had its first due date since
then, and whatever stands withdrawn, because it may have been logged again.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import ColumnElement, bindparam, case, literal_column, or_, select, type_coerce

from escalation.events import Event
from escalation.facts.action import Action
from escalation.facts.shape import EventFacts
from escalation.items import Kind, Status
from escalation.measures.subjects import Subject
from storage import facts_json
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import one_of, ours
from storage.items.rows import label
from storage.ladders.policy_json import policy_from
from storage.tables.columns import Facts
from storage.tables.customers import ITEM_CUSTOMER
from storage.tables.items import EVENT, ITEM


def _words(words: Collection[StrEnum]) -> list[ColumnElement[str]]:
    return [literal_column(f"'{one}'") for one in words]


_MATTERS = or_(
    ITEM.c.status.in_(_words((Status.OPEN, Status.WITHDRAWN))),
    ITEM.c.closed_at >= bindparam("since"),
    ITEM.c.first_due_at >= bindparam("since"),
)
_COUNTS = (ours(ITEM), one_of(ITEM.c.channel, "channels"), _MATTERS)
_PLAIN = ("kind", "number", "title", "owner", "reporter", "logged_at", "first_due_at", "urgent")
_ITEM_COLUMNS = [ITEM.c[name] for name in ("id", *_PLAIN, "impact", "permalink", "policy")]
_ITEMS = Prepared(select(*_ITEM_COLUMNS).where(*_COUNTS).order_by(ITEM.c.id))
_CUSTOMERS = Prepared(
    select(ITEM_CUSTOMER.c.item_id, ITEM_CUSTOMER.c.customer_id)
    .join(ITEM, ITEM.c.id == ITEM_CUSTOMER.c.item_id)
    .where(*_COUNTS)
)
_SILENT = (
    *(Action.REMINDED, Action.LEFT_OUT, Action.REVIEWED, Action.PARKED, Action.POSTED_AGAIN),
    *(Action.REPAIRED, Action.LAPSED, Action.ADOPTED),
)
"""What is in no figure."""
_BARE = (
    *(Action.ACKNOWLEDGE, Action.NOTE, Action.SNOOZE, Action.REMIND, Action.KEEP, Action.DEPEND),
    *(Action.LINK, Action.UNLINK, Action.RESOLVE, Action.DECIDE, Action.FALL_BACK),
    *(Action.WITHDRAW, Action.ESCALATE, Action.GAP, Action.OFFER, Action.TAKE, Action.DECLINE),
)
"""That somebody did it is all that counts."""
_EVENTS = Prepared(
    select(
        *(EVENT.c.item_id, EVENT.c.at, EVENT.c.actor, EVENT.c.action),
        type_coerce(
            case((EVENT.c.action.in_(_words(_BARE)), literal_column("'{}'")), else_=EVENT.c.facts),
            Facts,
        ).label("facts"),
    )
    .join(ITEM, ITEM.c.id == EVENT.c.item_id)
    .where(*_COUNTS, EVENT.c.action.not_in(_words(_SILENT)))
    .order_by(EVENT.c.id)
)


@dataclass(frozen=True, slots=True)
class Found:
    """Items, and everything that counts of what happened to them, oldest first."""

    items: tuple[Subject, ...]
    events: tuple[Event, ...]


def of_channels(tx: Transaction, channels: Collection[str], *, since: datetime) -> Found:
    """What measures of these channels since then are computed from.

    What cannot be read is left out.
    """
    this = {"channels": channels, "since": since}
    customers = defaultdict[int, list[int]](list)
    for row in _CUSTOMERS.rows(tx, this):
        customers[row["item_id"]].append(row["customer_id"])
    items = (_subject(row, customers) for row in _ITEMS.readable(tx, this))
    events = (_event(row) for row in _EVENTS.readable(tx, this))
    return Found(items=tuple(one for one in items if one), events=tuple(events))


def _subject(row: Row, customers: Mapping[int, list[int]]) -> Subject | None:
    if not isinstance(row["kind"], Kind) or not isinstance(row["title"], str):
        return None
    return Subject(
        **{name: row[name] for name in _PLAIN if name != "number"},
        id=row["id"],
        label=label(row["kind"], row["number"]),
        has_impact=bool(row["impact"]),
        customers=tuple(customers.get(row["id"], ())),
        message_at=written_at(row["permalink"]),
        review_days=_review_days(row["policy"]),
    )


_TS = re.compile(r"/p(?P<seconds>\d{10})(?P<micro>\d{6})(?!\d)")


def written_at(permalink: str) -> datetime | None:
    """When the message behind a link was written, which its address says."""
    found = _TS.search(permalink)
    if not found:
        return None
    written = timedelta(seconds=int(found["seconds"]), microseconds=int(found["micro"]))
    return datetime(1970, 1, 1, tzinfo=UTC) + written


@lru_cache(maxsize=256)
def _review_days(policy: str) -> int:
    try:
        return policy_from(policy).review_cycle.days
    except (TypeError, ValueError, KeyError):
        return 7


def _event(row: Row) -> Event:
    facts = (
        facts_json.of_event(row["action"], row["facts"]) if row["facts"] else _bare(row["action"])
    )
    return Event(at=row["at"], item_id=row["item_id"], actor=row["actor"], facts=facts)


@lru_cache(maxsize=64)
def _bare(action: str) -> EventFacts:
    return facts_json.of_event(action, {})
