"""Ladders as text: stable, versioned JSON in which keys of a later version survive a rewrite.

Spans are whole seconds, times of day `HH:MM:SS`, weekdays sorted numbers.
"""

import json
from datetime import time, timedelta
from functools import lru_cache
from typing import Any

from escalation.errors import BadInput
from escalation.policy import Audience, Offset, Policy, Rung, Target, TargetKind, Unit
from storage.tables.columns import json_text

FORMAT = 2
"""Increase it when the meaning of a key changes; a new key alone does not need a new format.

In format 1 a rung's offset was in seconds of clock time.
"""

_REMEMBERED = 1024  # most items of a channel share one ladder, so there are few different texts


@lru_cache(_REMEMBERED)
def policy_text(policy: Policy, over: str = "{}") -> str:
    """A ladder as JSON; keys of the text `over` that this version does not know are kept."""
    return json_text({**json.loads(over), **_plain(policy)})


@lru_cache(_REMEMBERED)
def policy_from(text: str) -> Policy:
    """The ladder in a JSON text: missing keys take the defaults, unknown ones are ignored.

    A ladder that breaks a rule raises ValueError, not BadInput: nobody is there to correct it.
    """
    stored = json.loads(text)
    if not isinstance(stored, dict):
        raise TypeError("a ladder is an object")
    if stored.get("format", 1) == 1:
        stored = _in_working_time(stored)
    try:
        return Policy(**{key: read(stored[key]) for key, read in _READERS.items() if key in stored})
    except BadInput as wrong:
        raise ValueError(f"stored ladder, {wrong.field}: {wrong.text}") from None


def _plain(policy: Policy) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": policy.version,
        "lead": [[target.kind, target.id] for target in policy.lead],
        "leadership": [[target.kind, target.id] for target in policy.leadership],
        "rungs": [
            [rung.after.count, rung.after.unit, rung.audience, rung.aloud] for rung in policy.rungs
        ],
        "reminders": [_seconds(before) for before in policy.reminders],
        "hold": _seconds(policy.hold),
        "chance": _seconds(policy.chance),
        "slip_budget": policy.slip_budget,
        "review_cycle": _seconds(policy.review_cycle),
        "zone": policy.zone,
        "start": policy.start.isoformat(),
        "end": policy.end.isoformat(),
        "weekdays": sorted(policy.weekdays),
        "holidays": policy.holidays,
        "window_days": policy.window_days,
        "summary_weekday": policy.summary_weekday,
        "summary_time": policy.summary_time.isoformat(),
    }


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)


def _span(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


def _targets(pairs: list[list[str]]) -> tuple[Target, ...]:
    return tuple(Target(TargetKind(kind), id_) for kind, id_ in pairs)


def _rungs(rows: list[list[Any]]) -> tuple[Rung, ...]:
    return tuple(
        Rung(Offset(count, Unit(unit)), Audience(who), aloud) for count, unit, who, aloud in rows
    )


def _in_working_time(stored: dict[str, Any]) -> dict[str, Any]:
    """A ladder of format 1 with its clock-time offsets as working time, rounded up to whole units.

    Equal offsets stay equal and the order of rungs stays the same, however short the working day.
    """
    changed = dict(stored)
    if "rungs" in stored:
        changed["rungs"] = _in_order(stored["rungs"], day=_working_day(stored))
    if "review_cycle" in stored:
        changed["review_cycle"] = -(-stored["review_cycle"] // _DAY) * _DAY
    return changed


def _in_order(rungs: list[list[Any]], *, day: int) -> list[list[Any]]:
    """The rungs in working time, none earlier than the one before it.

    In a short working day 4 hours can be longer than 1 day, so a later rung may have to be raised.
    """
    changed: list[list[Any]] = []
    longest, offset = -1, (0, Unit.HOURS)
    for after, who, aloud in rungs:
        count, unit = _working(after)
        span = count * (day if unit is Unit.DAYS else _HOUR)
        if span > longest:
            longest, offset = span, (count, unit)
        changed.append([*offset, who, aloud])
    return changed


def _working_day(stored: dict[str, Any]) -> int:
    """The length of the ladder's working day in seconds."""
    start, end = (time.fromisoformat(stored.get(key, usual)) for key, usual in _USUAL_DAY.items())
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return (minutes * 60) % _DAY or _DAY


def _working(seconds: int) -> tuple[int, Unit]:
    if seconds <= 4 * _HOUR:
        return -(-seconds // _HOUR), Unit.HOURS
    return -(-seconds // _DAY), Unit.DAYS


_USUAL_DAY = {"start": "09:00", "end": "17:00"}
_HOUR = 3_600
_DAY = 24 * _HOUR
_READERS: dict[str, Any] = {
    "version": int,
    "lead": _targets,
    "leadership": _targets,
    "rungs": _rungs,
    "reminders": lambda spans: tuple(_span(span) for span in spans),
    "hold": _span,
    "chance": _span,
    "slip_budget": int,
    "review_cycle": _span,
    "zone": str,
    "start": time.fromisoformat,
    "end": time.fromisoformat,
    "weekdays": frozenset,
    "holidays": str,
    "window_days": int,
    "summary_weekday": int,
    "summary_time": time.fromisoformat,
}
