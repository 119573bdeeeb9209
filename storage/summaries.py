"""Weekly summaries: one per channel and local week, kept to compare the next one with."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.database import Transaction
from storage.slack_tables import SUMMARY
from storage.statements import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What one summary said. `week` is the slot's local ISO week, such as `2026-W47`.

    `counts` are its numbers by name, `content` whatever its post is drawn from; both plain JSON.
    """

    workspace: str
    channel: str
    week: str
    made_at: datetime
    counts: dict[str, int]
    content: dict[str, Any]


_SAVE = insert_new(SUMMARY)
_NAMES = tuple(field.name for field in fields(Summary))
_SELECT = select(*(SUMMARY.c[name] for name in _NAMES))


def save(tx: Transaction, summary: Summary) -> bool:
    """Store a summary; False if its slot already has one, which stays as it is."""
    values = {name: getattr(summary, name) for name in _NAMES}
    return tx.execute(_SAVE, values).rowcount > 0


def get(tx: Transaction, workspace: str, *, channel: str, week: str) -> Summary | None:
    """The summary of one slot."""
    slot = (SUMMARY.c.workspace == workspace, SUMMARY.c.channel == channel, SUMMARY.c.week == week)
    return _first(tx, _SELECT.where(*slot))


def previous(tx: Transaction, workspace: str, *, channel: str, week: str) -> Summary | None:
    """The last summary of a channel before this week."""
    before = (SUMMARY.c.workspace == workspace, SUMMARY.c.channel == channel, SUMMARY.c.week < week)
    return _first(tx, _SELECT.where(*before).order_by(SUMMARY.c.week.desc()).limit(1))


def _first(tx: Transaction, query: Any) -> Summary | None:
    row = tx.execute(query).mappings().first()
    return Summary(**row) if row else None
