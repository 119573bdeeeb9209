"""The sweep: find every row that cannot be read or planned, for the operator.

The history is left out, because walking its chain covers it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, select, type_coerce
from sqlalchemy.types import NullType

from storage.engine.database import OperatorTransaction, Transaction
from storage.engine.prepared import BadRow, Prepared, Row
from storage.items import rows as item_rows
from storage.ladders.policy_json import policy_from
from storage.tables.channels import CHANNEL
from storage.tables.items import EVENT, ITEM
from storage.tables.people import ABSENCE, PERSON

BATCH = 1000
_OTHERS = [table for table in ITEM.metadata.sorted_tables if table not in {ITEM, EVENT}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A damaged row: its label, or its table and key, and what is wrong with it."""

    what: str
    fault: str


def stopped(everything: OperatorTransaction) -> Iterator[Damage]:
    """The items of every workspace that are set aside now."""
    wanted = (_raw(ITEM.c[name]) for name in ("kind", "number", "fault"))
    found = everything.execute(select(*wanted).where(ITEM.c.stopped_at.is_not(None)))
    for row in found.mappings():
        yield Damage(what=item_rows.label(row["kind"], row["number"]), fault=row["fault"])


def people(everything: OperatorTransaction) -> Iterator[Damage]:
    """The people of every workspace whose rows, or absences, cannot be read completely."""
    yield from _rows(everything, PERSON)
    yield from _rows(everything, ABSENCE)


def unreadable(everything: OperatorTransaction) -> Iterator[Damage]:
    """Every row that cannot be read, whether or not the bot has run into it."""
    yield from _items(everything)
    for table in _OTHERS:
        yield from _rows(everything, table)


def _items(everything: OperatorTransaction) -> Iterator[Damage]:
    for workspace in everything.execute(select(ITEM.c.workspace).distinct()).scalars().all():
        tx, theirs = Transaction(everything, workspace), ITEM.c.workspace == workspace
        ids = (
            everything.execute(select(ITEM.c.id).where(theirs).order_by(ITEM.c.id)).scalars().all()
        )
        for start in range(0, len(ids), BATCH):
            for one in item_rows.these(tx, ids[start : start + BATCH]).unreadable:
                yield Damage(what=one.label, fault=one.fault)


def _rows(everything: OperatorTransaction, table: Table) -> Iterator[Damage]:
    """Fetch raw rows in batches, because memory may not hold a whole table, and read each one."""
    as_they_are, reader = select(*map(_raw, table.c)), Prepared(select(table))
    with everything.execute(as_they_are, execution_options={"yield_per": BATCH}) as found:
        for raw in found.mappings():
            row = reader.read(everything.dialect, tuple(raw.values()))
            if fault := row.fault if isinstance(row, BadRow) else _fault(table, row):
                key = " ".join(str(raw[column.name]) for column in table.primary_key)
                yield Damage(what=f"{table.name} {key}", fault=fault)


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return type_coerce(column, NullType()).label(column.name)


def _fault(table: Table, row: Row) -> str:
    """What is wrong with a row that can be read: bytes instead of text, or a damaged ladder."""
    for name, value in row.items():
        if isinstance(value, bytes):
            return f"{name}: bytes"
    try:
        if table is CHANNEL:
            policy_from(row["policy"])
    except Exception as fault:  # noqa: BLE001 - a damaged ladder may raise anything; we report it
        return f"policy: {type(fault).__name__}"
    return ""
