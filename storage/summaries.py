"""Weekly summaries: one per channel and local week, kept to compare the next one with."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import insert_new, ours
from storage.tables.channels import SUMMARY


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What one summary said. `week` is the slot's local ISO week, such as `2026-W47`.

    `skipped` says why there is no post, "" if there is one.

    `content` is what its post is drawn from, as plain JSON; `storage.measures` has its numbers.
    """

    channel: str
    week: str
    made_at: datetime
    content: dict[str, Any]
    skipped: str = ""


_SAVE = Prepared(insert_new(SUMMARY))
_CHANGE = Prepared(
    update(SUMMARY)
    .where(ours(SUMMARY), SUMMARY.c.channel == bindparam("_channel"))
    .where(SUMMARY.c.week == bindparam("_week"))
    .values(content=bindparam("said"))
)
_NAMES = tuple(field.name for field in fields(Summary))
_OF_CHANNEL = select(*(SUMMARY.c[name] for name in _NAMES)).where(
    ours(SUMMARY), SUMMARY.c.channel == bindparam("channel")
)
_THIS = Prepared(_OF_CHANNEL.where(SUMMARY.c.week == bindparam("week")))
_POSTED = _OF_CHANNEL.where(SUMMARY.c.skipped == literal_column("''"))
_LATEST = Prepared(
    _POSTED.where(SUMMARY.c.made_at <= bindparam("until")).order_by(SUMMARY.c.week.desc()).limit(1)
)
_PREVIOUS = Prepared(
    _POSTED.where(SUMMARY.c.week < bindparam("week")).order_by(SUMMARY.c.week.desc()).limit(1)
)


def save(tx: Transaction, summary: Summary) -> bool:
    """Store a summary; False if its slot already has one, which stays as it is."""
    return _SAVE.change(tx, {name: getattr(summary, name) for name in _NAMES}) > 0


def change(tx: Transaction, summary: Summary) -> None:
    """Store what a summary says now."""
    _CHANGE.change(
        tx, {"_channel": summary.channel, "_week": summary.week, "said": summary.content}
    )


def get(tx: Transaction, *, channel: str, week: str) -> Summary | None:
    """The summary of one slot; None if there is none or it cannot be read."""
    return _first(_THIS.readable(tx, {"channel": channel, "week": week}))


def latest(tx: Transaction, *, channel: str, until: datetime) -> Summary | None:
    """A channel's last summary with a post; None if there is none or it cannot be read.

    It was made by an instant (UTC).
    """
    return _first(_LATEST.readable(tx, {"channel": channel, "until": until}))


def previous(tx: Transaction, *, channel: str, week: str) -> Summary | None:
    """The last one with a post before this week; None if there is none or it cannot be read."""
    return _first(_PREVIOUS.readable(tx, {"channel": channel, "week": week}))


def _first(rows: list[Row]) -> Summary | None:
    return Summary(**rows[0]) if rows else None
