"""The chain: each event's hash covers its own facts and the hash before it, so tampering shows.

The newest hash is kept with the workspace, so that a missing tail shows as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, select, update

from escalation.events import Event
from storage.columns import json_text, microseconds
from storage.database import Transaction
from storage.prepared import Prepared, Row
from storage.statements import ours
from storage.tables import EVENT, WORKSPACE

FACTS = ("item_id", "at", "actor", "action", "reason", "facts")
"""What a hash covers, besides the workspace and the hash before it."""

_BEFORE_ALL = -(2**63)
_HEAD = Prepared(select(WORKSPACE.c.chain_head).where(ours(WORKSPACE)))
_WALKED = Prepared(select(WORKSPACE.c.walked_id, WORKSPACE.c.walked_hash).where(ours(WORKSPACE)))
_KEEP_WALKED = Prepared(
    update(WORKSPACE)
    .where(ours(WORKSPACE))
    .values(walked_id=bindparam("id"), walked_hash=bindparam("hash"))
)
_PAGE = Prepared(
    select(EVENT)
    .where(ours(EVENT), EVENT.c.id > bindparam("after"))
    .order_by(EVENT.c.id)
    .limit(1000)
)


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


def head(tx: Transaction) -> str:
    """The hash of a workspace's newest event; "" without any."""
    return _HEAD.scalar(tx, {}) or ""


def verify(tx: Transaction, *, since: Link = BEGINNING, limit: int | None = None) -> Chain:
    """Walk the history from `since`, over at most `limit` events, to the first that does not hold.

    The last one has to be the workspace's newest: the transaction sees one state.
    """
    link, held = since, 0
    for row in islice(rows(tx, since=since), limit):
        if row["prev_hash"] != link.hash or row["hash"] != sealed(tx, link.hash, row):
            return Chain(events=held, end=link, broken_at=row["id"], found=event_of(row))
        link, held = Link(row["id"], row["hash"]), held + 1
    ends_here = held == limit or link.hash == head(tx)
    return Chain(events=held, end=link, broken_at=None if ends_here else link.event_id + 1)


def walked(tx: Transaction) -> Link:
    """How far the auditor has walked, in this process or an earlier one."""
    found = _WALKED.rows(tx, {})
    return Link(found[0]["walked_id"], found[0]["walked_hash"]) if found else BEGINNING


def keep_walked(tx: Transaction, link: Link) -> None:
    """Remember how far that is."""
    _KEEP_WALKED.change(tx, {"id": link.event_id, "hash": link.hash})


def rows(tx: Transaction, *, since: Link = BEGINNING) -> Iterator[Row]:
    """All later events, page by page: together they may be more than there is memory for."""
    page = [{"id": since.event_id if since.hash else _BEFORE_ALL}]
    while page:
        page = _PAGE.rows(tx, {"after": page[-1]["id"]})
        yield from page


def sealed(tx: Transaction, prev_hash: str, facts: Any) -> str:
    """The hash of an event with these facts, after the one that has this hash."""
    covered = [prev_hash, microseconds(facts["at"]), tx.workspace]
    covered += [facts[name] for name in FACTS if name != "at"]
    return sha256(json_text(covered).encode()).hexdigest()


def event_of(row: Row) -> Event:
    """The event of a row."""
    return Event(**{name: row[name] for name in FACTS})
