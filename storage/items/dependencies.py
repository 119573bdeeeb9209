"""Which items need which: say so, take it back, and follow it from item to item."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CTE, bindparam, delete, select, update

from escalation.dependencies import Need
from escalation.items import Status
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import also_ours, insert_new, one_of
from storage.tables.dependencies import ITEM_NEEDS
from storage.tables.items import ITEM

_ITEM, _NEEDED = ITEM_NEEDS.c.item_id, ITEM_NEEDS.c.needed_id
_THIS = (bindparam("_item_id") == _ITEM, bindparam("_needed_id") == _NEEDED)
_ADD = Prepared(insert_new(ITEM_NEEDS))
_REMOVE = Prepared(delete(ITEM_NEEDS).where(*_THIS))
_KEEP = Prepared(update(ITEM_NEEDS).where(*_THIS).values(kept_due_at=bindparam("kept_due_at")))
_KEPT = Prepared(select(ITEM_NEEDS.c.kept_due_at).where(*_THIS))
_GET = Prepared(select(_ITEM, _NEEDED).where(*_THIS))
_PAIR = select(_ITEM, _NEEDED)
_WAITS, _IS_NEEDED = ITEM.c.id == _ITEM, ITEM.c.id == _NEEDED
_IS_OPEN = ITEM.c.status == Status.OPEN


def _waiting(*, only_open: bool) -> CTE:
    """What waits for these items, directly or not: one statement, however long the way."""
    counts = (also_ours(ITEM), *([_IS_OPEN] if only_open else []))
    start = _PAIR.join(ITEM, _WAITS).where(one_of(_NEEDED, "ids"), *counts)
    found = start.cte("found", recursive=True)
    onward = _PAIR.join(found, found.c.item_id == _NEEDED).join(ITEM, _WAITS).where(*counts)
    return found.union(onward)


def _blocking() -> CTE:
    """What blocks these items, directly or not, over open items."""
    counts = (also_ours(ITEM), _IS_OPEN)
    start = _PAIR.join(ITEM, _IS_NEEDED).where(one_of(_ITEM, "ids"), *counts)
    found = start.cte("found", recursive=True)
    onward = _PAIR.join(found, found.c.needed_id == _ITEM).join(ITEM, _IS_NEEDED).where(*counts)
    return found.union(onward)


_ALL_WAITING, _OPEN_WAITING, _OPEN_BLOCKING = (
    Prepared(select(found.c.item_id, found.c.needed_id))
    for found in (_waiting(only_open=False), _waiting(only_open=True), _blocking())
)
_NEEDED_BY = Prepared(
    _PAIR.join(ITEM, _IS_NEEDED).where(one_of(_ITEM, "ids"), also_ours(ITEM), _IS_OPEN)
)
_WAITING_FOR = Prepared(
    _PAIR.join(ITEM, _WAITS).where(one_of(_NEEDED, "ids"), also_ours(ITEM), _IS_OPEN)
)


def add(tx: Transaction, need: Need) -> None:
    """One item needs another from now on; nothing if it does already."""
    _ADD.change(tx, {"item_id": need.item, "needed_id": need.needed, "kept_due_at": None})


def remove(tx: Transaction, need: Need) -> None:
    """One item no longer needs another."""
    _REMOVE.change(tx, _this(need))


def exists(tx: Transaction, need: Need) -> bool:
    """Whether one item needs another, open or closed."""
    return bool(_GET.rows(tx, _this(need)))


def keep_date(tx: Transaction, need: Need, *, due_at: datetime) -> None:
    """The owner keeps the item's date although what it needs is due then."""
    _KEEP.change(tx, {**_this(need), "kept_due_at": due_at})


def kept_for(tx: Transaction, need: Need) -> datetime | None:
    """The date of what it needs for which the owner last kept the item's own."""
    at: datetime | None = _KEPT.scalar(tx, _this(need))
    return at


def needed_by(tx: Transaction, items: Collection[int]) -> tuple[Need, ...]:
    """The open items that these need directly."""
    return _needs(_NEEDED_BY.rows(tx, {"ids": items}))


def waiting_for(tx: Transaction, items: Collection[int]) -> tuple[Need, ...]:
    """The open items that need these directly."""
    return _needs(_WAITING_FOR.rows(tx, {"ids": items}))


def downstream(
    tx: Transaction, items: Collection[int], *, only_open: bool = True
) -> tuple[Need, ...]:
    """Everything that waits for these items, directly or over others.

    If `only_open`, the way leads over open items alone: what waited for a closed one goes on.
    """
    found = _OPEN_WAITING if only_open else _ALL_WAITING
    return _needs(found.rows(tx, {"ids": items}))


def upstream(tx: Transaction, items: Collection[int]) -> tuple[Need, ...]:
    """All the open items that these wait for, directly or over other open ones."""
    return _needs(_OPEN_BLOCKING.rows(tx, {"ids": items}))


def _this(need: Need) -> dict[str, int]:
    return {"_item_id": need.item, "_needed_id": need.needed}


def _needs(rows: Collection[Row]) -> tuple[Need, ...]:
    return tuple(Need(item=row["item_id"], needed=row["needed_id"]) for row in rows)
