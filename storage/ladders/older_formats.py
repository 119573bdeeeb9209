"""Ladders as older versions stored them, in today's format; each function takes one format further.

A ladder is plain JSON here: what no version knows stays as it is.
"""

from datetime import time
from typing import Any

from escalation.rungs import Audience, Condition, Shown, Unit

BESIDE_RUNGS = (Audience.LEAD, Audience.LEADERSHIP)
"""Keys under which the targets of the two rungs stood up to format 2."""


def in_working_time(stored: dict[str, Any]) -> dict[str, Any]:
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


def with_targets_in_rungs(stored: dict[str, Any]) -> dict[str, Any]:
    """A ladder of format 2 with the targets of lead and leadership in their rungs.

    The fallback comes last, and there is a rung below it, whatever the ladder had.
    """
    changed = {key: stored[key] for key in stored if key not in BESIDE_RUNGS}
    rungs = stored.get("rungs") or _USUAL_RUNGS
    below = [_rung(rung, stored) for rung in rungs if rung[2] != Audience.CHANNEL]
    last = next((rung for rung in rungs if rung[2] == Audience.CHANNEL), rungs[-1])
    fallback = _as_rung(last, [], Shown.ALOUD)
    below = below or [_as_rung(last, stored.get(Audience.LEAD, []), Shown.THREAD)]
    return changed | {"rungs": [*below, fallback]}


def _rung(rung: list[Any], stored: dict[str, Any]) -> dict[str, Any]:
    _, _, who, aloud = rung
    return _as_rung(rung, stored.get(who, []), Shown.ALOUD if aloud else Shown.THREAD)


def _as_rung(rung: list[Any], targets: list[Any], shown: Shown) -> dict[str, Any]:
    return {
        "after": rung[:2],
        "targets": targets,
        "shown": shown,
        "only_if": Condition.OPEN,
        "name": "",
    }


_USUAL_RUNGS: list[list[Any]] = [
    [0, Unit.HOURS, Audience.LEAD, False],
    [1, Unit.DAYS, Audience.LEADERSHIP, True],
    [2, Unit.DAYS, Audience.CHANNEL, True],
]
