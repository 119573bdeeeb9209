"""The history: events appended once and chained by hash, so that a change to the past shows.

Each event's hash covers its own facts and the hash before it; the newest one is kept with the
workspace, so that a missing tail shows as well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from escalation.events import Event
from storage.columns import json_text, microseconds, storable
from storage.database import Transaction
from storage.prepared import Prepared, Row, Values
from storage.tables import EVENT, ITEM, WORKSPACE

_FACTS = ("workspace", "item_id", "at", "actor", "action", "reason", "facts")
_SELECT = select(*(EVENT.c[name] for name in _FACTS))

# Creates the row if need be, locks it until the transaction ends, and tells the newest hash.
_LOCK_HEAD = Prepared(
    insert(WORKSPACE)
    .values(workspace=bindparam("workspace"), name="", bot_user="", chain_head="")
    .on_conflict_do_update(
        index_elements=[WORKSPACE.c.workspace], set_={"chain_head": WORKSPACE.c.chain_head}
    )
    .returning(WORKSPACE.c.chain_head)
)
_MOVE_HEAD = Prepared(
    update(WORKSPACE)
    .where(WORKSPACE.c.workspace == bindparam("_workspace"))
    .values(chain_head=bindparam("head"))
)
_ADD = Prepared(EVENT.insert())
_TIMELINE = Prepared(
    _SELECT.where(EVENT.c.item_id == bindparam("item_id"))
    .order_by(EVENT.c.id.desc())
    .limit(bindparam("limit"))
)
_in_channel = select(ITEM.c.id).where(
    ITEM.c.workspace == bindparam("workspace"),
    ITEM.c.channel == bindparam("channel"),
    ITEM.c.id == EVENT.c.item_id,
)
_OF_CHANNEL = Prepared(
    _SELECT.where(
        EVENT.c.workspace == bindparam("workspace"),
        EVENT.c.at >= bindparam("start"),
        EVENT.c.at < bindparam("end"),
        _in_channel.exists(),
    ).order_by(EVENT.c.at, EVENT.c.id)
)
_HEAD = Prepared(
    select(WORKSPACE.c.chain_head).where(WORKSPACE.c.workspace == bindparam("workspace"))
)
_PAGE = Prepared(
    select(EVENT)
    .where(EVENT.c.workspace == bindparam("workspace"), EVENT.c.id > bindparam("after"))
    .order_by(EVENT.c.id)
    .limit(1000)
)


def append(tx: Transaction, events: Iterable[Event]) -> None:
    """Add events to the history, in this order."""
    for workspace, group in groupby(events, key=attrgetter("workspace")):
        head = _LOCK_HEAD.scalar(tx, {"workspace": workspace})
        rows = []
        for event in group:
            facts = {name: getattr(event, name) for name in _FACTS}
            facts["reason"] = storable(event.reason)
            rows.append(facts | {"prev_hash": head, "hash": _hash(head, facts)})
            head = rows[-1]["hash"]
        _ADD.change(tx, *rows)
        _MOVE_HEAD.change(tx, {"_workspace": workspace, "head": head})


def timeline(tx: Transaction, item_id: int, *, limit: int = 200) -> tuple[Event, ...]:
    """The newest events of one item, oldest first."""
    return _events(tx, _TIMELINE, {"item_id": item_id, "limit": limit})[::-1]


def of_channel_between(
    tx: Transaction, workspace: str, *, channel: str, start: datetime, end: datetime
) -> tuple[Event, ...]:
    """What happened to a channel's items from `start` up to, not at, `end`; oldest first."""
    this = {"workspace": workspace, "channel": channel, "start": start, "end": end}
    return _events(tx, _OF_CHANNEL, this)


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain: the last event walked over and its hash; as made, the beginning."""

    event_id: int = 0
    hash: str = ""


BEGINNING = Link()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A workspace's history as it was walked: how many events hold, how far, and where it breaks.

    `broken_at` is the id of the first event that is not as it was written or whose forerunner is
    missing, and `found` that event; where the end is missing, the id after the last and None.
    """

    events: int
    broken_at: int | None = None
    found: Event | None = None
    end: Link = field(default=BEGINNING, compare=False)


def verify(
    tx: Transaction, workspace: str, *, since: Link = BEGINNING, limit: int | None = None
) -> Chain:
    """Walk the history from `since`, over at most `limit` events, to the first that does not hold.

    The newest hash is read first: what is written meanwhile makes the history longer, not wrong.
    """
    head = _HEAD.scalar(tx, {"workspace": workspace}) or ""
    link, held, is_whole = since, 0, head == since.hash
    for row in islice(_after(tx, workspace, since.event_id), limit):
        if row["prev_hash"] != link.hash or row["hash"] != _hash(link.hash, row):
            return Chain(events=held, end=link, broken_at=row["id"], found=_event(row))
        link, held = Link(row["id"], row["hash"]), held + 1
        is_whole = is_whole or link.hash == head
    ends_here = is_whole or held == limit
    return Chain(events=held, end=link, broken_at=None if ends_here else link.event_id + 1)


def _after(tx: Transaction, workspace: str, event_id: int) -> Iterator[Row]:
    """All later events, page by page: together they may be more than there is memory for."""
    page = [{"id": event_id}]
    while page:
        page = _PAGE.rows(tx, {"workspace": workspace, "after": page[-1]["id"]})
        yield from page


def _hash(prev_hash: str, facts: Any) -> str:
    covered = [prev_hash, microseconds(facts["at"])]
    covered += [facts[name] for name in _FACTS if name != "at"]
    return sha256(json_text(covered).encode()).hexdigest()


def _events(tx: Transaction, query: Prepared, values: Values) -> tuple[Event, ...]:
    return tuple(_event(row) for row in query.rows(tx, values))


def _event(row: Any) -> Event:
    return Event(**{name: row[name] for name in _FACTS})
