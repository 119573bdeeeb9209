"""Items and their events, read for measures in three queries, however many there are.

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
from storage.engine.prepared import Prepared, Row, Values
from storage.engine.statements import also_one_of, ours
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
_THEIRS = (ours(ITEM), ITEM.c.owner == bindparam("owner"), _MATTERS)
_IN_CHANNEL = ITEM.c.channel == bindparam("channel")
_NOT_IN = ~also_one_of(ITEM.c.channel, "but")
_PLAIN = ("kind", "number", "title", "owner", "reporter", "logged_at", "first_due_at", "urgent")
_MORE = ("impact", "permalink", "policy", "agreed_at", "agreed_due_at")
_ITEM_COLUMNS = [ITEM.c[name] for name in ("id", *_PLAIN, *_MORE)]
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
_EVENT_COLUMNS = (
    *(EVENT.c.item_id, EVENT.c.at, EVENT.c.actor, EVENT.c.action),
    type_coerce(
        case((EVENT.c.action.in_(_words(_BARE)), literal_column("'{}'")), else_=EVENT.c.facts),
        Facts,
    ).label("facts"),
)


@dataclass(frozen=True, slots=True)
class _Queries:
    """The three statements that read some items, and what happened to them."""

    items: Prepared
    customers: Prepared
    events: Prepared


def _of(*these: ColumnElement[bool]) -> _Queries:
    customers = select(ITEM_CUSTOMER.c.item_id, ITEM_CUSTOMER.c.customer_id)
    events = select(*_EVENT_COLUMNS).join(ITEM, ITEM.c.id == EVENT.c.item_id)
    return _Queries(
        items=Prepared(select(*_ITEM_COLUMNS).where(*these).order_by(ITEM.c.id)),
        customers=Prepared(
            customers.join(ITEM, ITEM.c.id == ITEM_CUSTOMER.c.item_id).where(*these)
        ),
        events=Prepared(
            events.where(*these, EVENT.c.action.not_in(_words(_SILENT))).order_by(EVENT.c.id)
        ),
    )


_OF_CHANNEL = _of(ours(ITEM), _IN_CHANNEL, _MATTERS)
_OF_OWNER, _OF_OWNER_HERE = _of(*_THEIRS, _NOT_IN), _of(*_THEIRS, _IN_CHANNEL)


@dataclass(frozen=True, slots=True)
class Found:
    """Items, and everything that counts of what happened to them, oldest first."""

    items: tuple[Subject, ...]
    events: tuple[Event, ...]


def of_channel(tx: Transaction, channel: str, *, since: datetime) -> Found:
    """What measures of a channel since then are computed from; what cannot be read is left out."""
    return _found(tx, _OF_CHANNEL, {"channel": channel, "since": since})


def of_owner(tx: Transaction, owner: str, *, since: datetime, but: Collection[str]) -> Found:
    """The same of what somebody owns, `but` in these channels."""
    return _found(tx, _OF_OWNER, {"owner": owner, "since": since, "but": but})


def of_owner_in(tx: Transaction, owner: str, channel: str, *, since: datetime) -> Found:
    """The same of what somebody owns in one channel."""
    return _found(tx, _OF_OWNER_HERE, {"owner": owner, "since": since, "channel": channel})


def _found(tx: Transaction, queries: _Queries, values: Values) -> Found:
    customers = defaultdict[int, list[int]](list)
    for row in queries.customers.rows(tx, values):
        customers[row["item_id"]].append(row["customer_id"])
    items = (_subject(row, customers) for row in queries.items.readable(tx, values))
    events = (_event(row) for row in queries.events.readable(tx, values))
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
        agreed_due_at=row["agreed_due_at"] if row["agreed_at"] == row["logged_at"] else None,
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
