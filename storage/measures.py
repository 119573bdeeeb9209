"""The measures of each channel's weeks, by name; those of later versions stay, though unread."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import insert_new, insert_or_update, ours
from storage.tables.channels import MEASURE

_SAVE = Prepared(insert_new(MEASURE))
_CORRECT = Prepared(insert_or_update(MEASURE, ["value"]))
_OF_WEEK = Prepared(
    select(MEASURE.c.name, MEASURE.c.value).where(
        ours(MEASURE),
        MEASURE.c.channel == bindparam("channel"),
        MEASURE.c.week == bindparam("week"),
    )
)

_SINCE = Prepared(
    select(MEASURE.c.week, MEASURE.c.name, MEASURE.c.value)
    .where(ours(MEASURE), MEASURE.c.channel == bindparam("channel"))
    .where(MEASURE.c.week >= bindparam("week"))
    .order_by(MEASURE.c.week)
)


def save(tx: Transaction, *, channel: str, week: str, values: Mapping[str, int]) -> None:
    """Store a week's measures; one that is already stored stays as it is."""
    if rows := _rows(channel, week, values):
        _SAVE.change(tx, *rows)


def correct(tx: Transaction, *, channel: str, week: str, values: Mapping[str, int]) -> None:
    """Store a week's measures in place of what is stored of them."""
    if rows := _rows(channel, week, values):
        _CORRECT.change(tx, *rows)


def _rows(channel: str, week: str, values: Mapping[str, int]) -> list[Row]:
    slot = {"channel": channel, "week": week}
    return [{**slot, "name": name, "value": value} for name, value in values.items()]


def since(tx: Transaction, *, channel: str, week: str) -> list[tuple[str, dict[str, int]]]:
    """What is stored of each week from this one on, oldest first."""
    found: dict[str, dict[str, int]] = {}
    for row in _SINCE.readable(tx, {"channel": channel, "week": week}):
        found.setdefault(row["week"], {})[row["name"]] = row["value"]
    return [*found.items()]


def of_week(tx: Transaction, *, channel: str, week: str) -> dict[str, int]:
    """What is stored of a week, without any that cannot be read."""
    rows = _OF_WEEK.readable(tx, {"channel": channel, "week": week})
    return {row["name"]: row["value"] for row in rows}
