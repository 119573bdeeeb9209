"""Items: insert with the next number, save against the version, fetch when due.

`Item.told` only ever grows. Only `card_posted` writes `Item.card_ts`, so that a change decided
before the card was posted cannot lose it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql

from escalation.errors import Stale
from escalation.items import Item, Kind, Status
from storage.about import customers, links
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import (
    also_ours,
    count_on,
    insert_new,
    insert_or_update,
    one_of,
    ours,
)
from storage.items import stopped, titles
from storage.items.rows import SELECT, Read, plain, position_row, read, rung_rows, these
from storage.ladders.policy_json import policy_from, policy_text
from storage.tables.columns import LATEST, Soonest
from storage.tables.items import COUNTER, ITEM, ITEM_RUNG
from storage.tables.notices import TOLD

_NEXT_NUMBER = Prepared(
    postgresql.insert(COUNTER)
    .values(kind=bindparam("kind"), last=1)
    .on_conflict_do_update(
        index_elements=list(COUNTER.primary_key), set_={"last": COUNTER.c.last + 1}
    )
    .returning(COUNTER.c.last)
)
_numbered = postgresql.insert(COUNTER)
_NUMBERED = Prepared(
    _numbered.on_conflict_do_update(
        index_elements=list(COUNTER.primary_key),
        set_={"last": _numbered.excluded.last},
        where=COUNTER.c.last < _numbered.excluded.last,
    )
)
_INSERT, _INSERT_AGAIN = (Prepared(ITEM.insert().returning(ITEM.c.id)) for _ in range(2))
_FIXED = {"id", "workspace", "kind", "number", "policy", "card_ts", "version"}
_FIXED |= {"fault", "stopped_at"}  # only the clock writes these
_CHANGING = tuple(c.name for c in ITEM.c if c.name not in _FIXED)
_IS_THIS = and_(also_ours(ITEM), ITEM.c.id == bindparam("_id"))
_UNCHANGED_SINCE = and_(_IS_THIS, ITEM.c.version == bindparam("_version"))
# These set the columns of the rows they are given, too.
_SAVE_ALL, _SAVE_POSITION = (
    Prepared(update(ITEM).where(_UNCHANGED_SINCE).values(version=ITEM.c.version + 1, **more))
    for more in ({}, {"fault": "", "stopped_at": None})
)
_TELL = Prepared(insert_new(TOLD))
_MOVE_RUNG = Prepared(insert_or_update(ITEM_RUNG))
_STORED = Prepared(select(ITEM.c.policy, ITEM.c.title, ITEM.c.status).where(_UNCHANGED_SINCE))
_FORGET_RUNGS = Prepared(
    delete(ITEM_RUNG).where(
        ITEM_RUNG.c.item_id == bindparam("_id"), ITEM_RUNG.c.round == bindparam("_round")
    )
)
_SAVE_POLICY, _SAVE_CARD, _SAVE_ASKED = (
    Prepared(update(ITEM).where(_IS_THIS).values({name: bindparam(name)}))
    for name in ("policy", "card_ts", "date_asked_at")
)
_KNOWN = Prepared(select(ITEM.c.id).where(also_ours(ITEM), one_of(ITEM.c.id, "ids")))
_ANY_IN = Prepared(
    select(ITEM.c.id).where(ours(ITEM), ITEM.c.channel == bindparam("channel")).limit(1)
)
_REFERRED = Prepared(
    SELECT.where(ours(ITEM), *(ITEM.c[name] == bindparam(name) for name in ("kind", "number")))
)
_DUE = Prepared(
    SELECT.where(ours(ITEM), ITEM.c.next_at <= bindparam("now"))
    .order_by(ITEM.c.next_at)
    .limit(bindparam("limit"))
)
_LATELY = Prepared(
    SELECT.where(
        ours(ITEM),
        ITEM.c.channel == bindparam("channel"),
        or_(
            ITEM.c.status == literal_column(f"'{Status.OPEN}'"),
            ITEM.c.closed_at >= bindparam("since"),
        ),
    )
    .order_by(ITEM.c.id.desc())
    .limit(bindparam("limit"))
)
_NEXT_AT = Prepared(
    select(func.min(ITEM.c.next_at, type_=Soonest)).where(
        ours(ITEM), ITEM.c.next_at <= bindparam("latest")
    )
)


def insert(tx: Transaction, item: Item) -> Item:
    """Store a new item; returns it with its id and its number, one more than the last of its kind.

    Its customers are stored already. If the transaction is rolled back, the number is free again.
    """
    item = replace(item, number=_NEXT_NUMBER.scalar(tx, {"kind": item.kind}))
    values = plain(item) | {"policy": policy_text(item.policy)}
    item = replace(item, id=_INSERT.scalar(tx, values))
    customers.join(tx, item.id, item.customers)
    links.keep(tx, item)
    titles.keep(tx, item)
    _tell(tx, [item])
    return item


def insert_again(tx: Transaction, item: Item) -> None:
    """Store an item that a restore has lost, under the id and number that people know."""
    _NUMBERED.change(tx, {"kind": item.kind, "last": item.number})
    values = plain(item) | {"policy": policy_text(item.policy), "id": item.id}
    _INSERT_AGAIN.rows(tx, values)
    count_on(tx.connection, ITEM)


def get(tx: Transaction, item_id: int) -> Item | None:
    """The item with this id."""
    return get_many(tx, [item_id]).get(item_id)


def get_many(tx: Transaction, ids: Collection[int]) -> dict[int, Item]:
    """The items with these ids that exist and can be read, by id."""
    return {item.id: item for item in these(tx, ids).items}


def known(tx: Transaction, ids: Collection[int]) -> frozenset[int]:
    """The ids among these that are in use, whether or not the item can be read."""
    return frozenset(row["id"] for row in _KNOWN.rows(tx, {"ids": ids}))


def any_in(tx: Transaction, channel: str) -> bool:
    """Whether an item was ever logged in this channel."""
    return bool(_ANY_IN.rows(tx, {"channel": channel}))


def referred(tx: Transaction, *, kind: Kind, number: int) -> Read:
    """The item with a label such as `B-12`, or what is still known if it cannot be read."""
    return read(tx, _REFERRED.each(tx, {"kind": kind, "number": number}))


def save(tx: Transaction, item: Item) -> Item:
    """Store a changed item and its next version; raises Stale if it changed since it was read.

    Its ladder is rewritten only when it differs, so that keys of a later version survive.
    """
    for stored in _STORED.rows(tx, {"_id": item.id, "_version": item.version}):
        if policy_from(ladder := stored["policy"]) != item.policy:
            _SAVE_POLICY.change(tx, {"_id": item.id, "policy": policy_text(item.policy, ladder)})
            # On a shorter ladder the fallback has the place of a rung that may have been left out.
            _FORGET_RUNGS.change(tx, {"_id": item.id, "_round": item.round})
        if (stored["title"], stored["status"]) != (item.title, item.status):
            titles.keep_again(tx, item)
    values = plain(item)
    row = {name: values[name] for name in _CHANGING} | {"_version": item.version}
    _save(tx, _SAVE_ALL, [(item, row)])
    if item.next_at is None:
        stopped.go_on(tx, item.id)
    return replace(item, version=item.version + 1)


def save_positions(tx: Transaction, items: Iterable[Item]) -> None:
    """Store where items stand on their ladders, and only that, all in one go.

    They come with their next version; raises Stale if one of them changed since it was read.
    For the heartbeat, whose steps change nothing else. An item that was set aside goes on.
    """
    changes = [
        (item, position_row(item.position) | {"_version": item.version - 1}) for item in items
    ]
    _save(tx, _SAVE_POSITION, changes)


def card_posted(tx: Transaction, item_id: int, ts: str) -> None:
    """Remember where an item's card is. Does not bump the version."""
    _SAVE_CARD.change(tx, {"_id": item_id, "card_ts": ts})


def date_asked(tx: Transaction, item_id: int, at: datetime) -> None:
    """Remember since when an owner is asked about the date. Does not bump the version."""
    _SAVE_ASKED.change(tx, {"_id": item_id, "date_asked_at": at})


def due(tx: Transaction, *, now: datetime, limit: int = 500) -> Read:
    """The items whose plans are due, longest overdue first; each row is read on its own."""
    return read(tx, _DUE.each(tx, {"now": now, "limit": limit}))


def lately_open(tx: Transaction, channel: str, *, since: datetime, limit: int) -> Read:
    """The newest items of a channel that were open at that instant or later, the newest first."""
    these_ = {"channel": channel, "since": since, "limit": limit}
    return read(tx, _LATELY.each(tx, these_))


def next_at(tx: Transaction) -> datetime | None:
    """When the next plan is due; long ago, if the stored instant cannot be read."""
    earliest: datetime | None = _NEXT_AT.scalar(tx, {"latest": LATEST})
    return earliest


def _save(
    tx: Transaction, statement: Prepared, changes: Sequence[tuple[Item, dict[str, Any]]]
) -> None:
    if not changes:
        return
    rows = [{**values, "_id": item.id} for item, values in changes]
    items = [item for item, _ in changes]
    if statement.change(tx, *rows) != len(rows):
        names = ", ".join(item.label for item in items[:3])
        raise Stale(f"{names} changed in the meantime. Look again, then repeat what you wanted.")
    _tell(tx, items)


def _tell(tx: Transaction, items: Collection[Item]) -> None:
    """Store whom the items have told, and what their rungs have done."""
    rows = [
        {"item_id": item.id, "person": person, "n": n}
        for item in items
        for n, person in enumerate(item.told)
    ]
    if rows:
        _TELL.change(tx, *rows)
    if rungs := [row for item in items for row in rung_rows(item)]:
        _MOVE_RUNG.change(tx, *rungs)
