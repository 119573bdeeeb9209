"""Correct ladders that no form could have made to the nearest values that are allowed.

This covers channels and the copies on items, even closed ones. Ladders that cannot be read stay as
they are. Each channel's history says what changed; nobody is told, and no item falls due.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import time
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import context, op

from storage.tables.columns import microseconds

revision = "0006"
down_revision = "0005"

HOUR = 3600
LONGEST = 90 * 24 * HOUR
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError)


def upgrade() -> None:
    """Many items share a ladder, so read each text once and change it everywhere."""
    tx, changed = op.get_bind(), defaultdict(set)
    texts = tx.execute(sa.text("SELECT policy FROM channel UNION SELECT policy FROM item"))
    for (was,) in texts.all():
        stored = _read(was)
        found = dict(_corrected(stored))
        if not found:
            continue
        said = "; ".join(
            f"{key}: {json.dumps(stored[key])} is now {json.dumps(found[key])}" for key in found
        )
        for where in tx.execute(sa.text(_CHANNELS), {"was": was}).all():
            changed[tuple(where)].add(said)
        for rewrite in _REWRITE:
            values = {"was": was, "new": _text({**stored, **found})}
            tx.execute(rewrite, values)
    for (workspace, channel), saids in sorted(changed.items()):
        _say(tx, workspace, {"channel": channel, "corrected": "\n".join(sorted(saids))})


_CHANNELS = (
    "SELECT workspace, id FROM channel WHERE policy = :was "
    "UNION SELECT workspace, channel FROM item WHERE policy = :was"
)
_REWRITE = (
    sa.text("UPDATE channel SET policy = :new WHERE policy = :was"),
    sa.text("UPDATE item SET policy = :new WHERE policy = :was"),
)


def _read(text: str) -> dict[str, Any]:
    try:
        stored = json.loads(text)
    except ValueError:
        return {}
    return stored if isinstance(stored, dict) else {}


def _corrected(stored: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each key whose value has to change, with its new value."""
    for key, nearest in _NEAREST.items():
        if key not in stored:
            continue
        try:
            value = nearest(stored[key])
        except UNREADABLE:  # today's program cannot read it either
            continue
        if value != stored[key]:
            yield key, value


def _between(least: int, most: int) -> Any:
    return lambda value: min(max(int(value), least), most)


_span = _between(0, LONGEST)


def _rungs(rungs: list[list[Any]]) -> list[list[Any]]:
    """A rung never fired before the one below it, so the later instant is what really applied."""
    later, at = [], 0
    for after, *rest in rungs:
        at = max(at, _span(after))
        later.append([at, *rest])
    return later


def _zone(name: object) -> object:
    """An unknown zone was read as UTC."""
    try:
        ZoneInfo(str(name))
    except (ValueError, OSError, LookupError):
        return "UTC"
    return name


def _weekdays(days: list[Any]) -> list[Any]:
    return [day for day in days if day in range(7)] or list(range(5))


def _wall_clock(text: str) -> str:
    """Drop the zone that was written with the time but never read."""
    clock = time.fromisoformat(text)
    return clock.replace(tzinfo=None).isoformat() if clock.tzinfo else text


_NEAREST: dict[str, Any] = {
    "version": _between(1, 10**9),
    "rungs": _rungs,
    "reminders": lambda spans: [_span(span) for span in spans],
    "hold": _span,
    "review_cycle": _between(3 * 24 * HOUR, 28 * 24 * HOUR),
    "zone": _zone,
    "start": _wall_clock,
    "end": _wall_clock,
    "weekdays": _weekdays,
    "window_days": _between(1, 10),
    "summary_weekday": _between(0, 6),
    "summary_time": _wall_clock,
}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _say(tx: sa.Connection, workspace: str, facts: dict[str, str]) -> None:
    """Add a link to the workspace's history, chained the way it was at the time."""
    find = sa.text("SELECT chain_head FROM workspace WHERE workspace = :workspace")
    head = tx.execute(find, {"workspace": workspace}).scalar()
    at = microseconds(context.config.attributes["now"])
    link = [head or "", at, workspace, None, "backstop", "corrected", "", facts]
    values = {
        "workspace": workspace,
        "at": at,
        "facts": _text(facts),
        "prev_hash": head or "",
        "hash": sha256(_text(link).encode()).hexdigest(),
    }
    tx.execute(sa.text(_EVENT), values)
    move = _FIRST if head is None else _HEAD
    tx.execute(sa.text(move), values)


_EVENT = (
    "INSERT INTO event (workspace, at, actor, action, reason, facts, prev_hash, hash) "
    "VALUES (:workspace, :at, 'backstop', 'corrected', '', :facts, :prev_hash, :hash)"
)
_HEAD = "UPDATE workspace SET chain_head = :hash WHERE workspace = :workspace"
_FIRST = (
    "INSERT INTO workspace (workspace, name, bot_user, chain_head) "
    "VALUES (:workspace, '', '', :hash)"
)


def downgrade() -> None:
    """Nothing to undo: the previous version can read every allowed ladder."""
