"""Discrepancies: items that differ from what their history says.

Items are read as raw rows, not as `Item`s, because an item that cannot be read counts as well.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import BigInteger, String, bindparam, select, type_coerce

from escalation.moves.replayed import Replayed, after
from storage.engine.database import OperatorTransaction, Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import ours
from storage.items import chain
from storage.items import rows as item_rows
from storage.items.entry import event_of
from storage.tables.columns import EPOCH, MICROSECOND, microseconds
from storage.tables.items import EVENT, ITEM

_WORDS = ("kind", "owner", "status")
_NUMBERS = ("id", "number", "due_at", "first_due_at", "round", "slips", "pull_ins")
_columns: list[Any] = [
    *(type_coerce(ITEM.c[name], String).label(name) for name in _WORDS),
    *(type_coerce(ITEM.c[name], BigInteger).label(name) for name in _NUMBERS),
]
_stored = select(*_columns).where(ours(ITEM))
_ITEMS = Prepared(_stored.order_by(ITEM.c.id))
_ONE = Prepared(_stored.where(ITEM.c.id == bindparam("id")))


def found(tx: Transaction) -> Iterator[str]:
    """Yield a sentence for each item that differs from its history, has none, or is gone."""
    replayed = _replayed(tx)
    for row in _ITEMS.rows(tx, {}):
        stands = replayed.pop(row["id"], None)
        if stands is None:
            yield f"{_label(row)} has no history that begins with its logging."
        elif differences := [*_differences(row, stands)]:
            yield f"{_label(row)} is not what its history says: {'; '.join(differences)}."
    for item_id in replayed:
        yield f"The item with id {item_id} is gone; its history is there."


def label(tx: Transaction, item_id: int | None) -> str:
    """The label of an item, such as `B-12`; "" if it does not exist."""
    return next((_label(row) for row in _ONE.rows(tx, {"id": item_id})), "") if item_id else ""


def workspaces(tx: OperatorTransaction) -> frozenset[str]:
    """Every workspace that has an event or an item.

    SQLite may hold something other than text here. Such a row is passed over: it is missed in the
    workspace whose history names it.
    """
    named = select(EVENT.c.workspace).union(select(ITEM.c.workspace))
    return frozenset(id_ for id_ in tx.execute(named).scalars() if isinstance(id_, str))


def _replayed(tx: Transaction) -> dict[int, Replayed | None]:
    """What each item should be according to its history, by id."""
    stand: dict[int, Replayed | None] = {}
    for row in chain.rows(tx):
        entry = chain.entry_of(row)
        if entry is not None and entry.item_id is not None:
            stand[entry.item_id] = after(stand.get(entry.item_id), event_of(entry))
    return stand


def _differences(row: Row, stands: Replayed) -> Iterator[str]:
    said: Mapping[str, Any] = {
        "owner": stands.owner,
        "due_at": stands.due_at and microseconds(stands.due_at),
        "first_due_at": stands.first_due_at and microseconds(stands.first_due_at),
        "status": stands.status.value,
        "round": stands.round,
        "slips": stands.slips,
        "pull_ins": stands.pull_ins,
    }
    for name, value in said.items():
        if value is not None and row[name] != value:
            is_now, was = (_shown(name, one) for one in (row[name], value))
            yield f"{name.removesuffix('_at').replace('_', ' ')} is {is_now}, not {was}"


def _shown(name: str, value: object) -> str:
    """An instant in readable form where possible; anything else as it is stored."""
    try:
        if name.endswith("_at") and isinstance(value, int):
            return f"{EPOCH + value * MICROSECOND:%Y-%m-%d %H:%M} UTC"
    except OverflowError:
        pass
    return str(value)


def _label(row: Row) -> str:
    return item_rows.label(row["kind"], row["number"])
