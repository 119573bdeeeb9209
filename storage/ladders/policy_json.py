"""Ladders as text: stable, versioned JSON in which keys of a later version survive a rewrite.

Spans are whole seconds, times of day `HH:MM:SS`, weekdays sorted numbers.
"""

import json
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any

from escalation.errors import BadInput
from escalation.policy import Editors, HandOvers, Outsiders, Policy
from escalation.rungs import Cadence, Condition, Offset, Rung, Shown, Target, TargetKind, Unit
from storage.ladders.older_formats import BESIDE_RUNGS, in_working_time, with_targets_in_rungs
from storage.tables.columns import json_text

FORMAT = 3
"""Increase it when the meaning of a key changes; a new key alone does not need a new format.

In format 1 a rung's offset was in seconds of clock time. Up to format 2 the targets of lead and
leadership stood beside the rungs.
"""

_REMEMBERED = 1024  # most items of a channel share one ladder, so there are few different texts


@lru_cache(_REMEMBERED)
def policy_text(policy: Policy, over: str = "{}") -> str:
    """A ladder as JSON; keys of the text `over` that this version does not know are kept."""
    stored = {**json.loads(over)}  # TypeError for what is not an object
    kept = {key: stored[key] for key in stored if key not in BESIDE_RUNGS}
    return json_text(kept | _plain(policy))


@lru_cache(_REMEMBERED)
def policy_from(text: str) -> Policy:
    """The ladder in a JSON text: missing keys take the defaults, unknown ones are ignored.

    A ladder that breaks a rule raises ValueError, not BadInput: nobody is there to correct it.
    """
    stored = json.loads(text)
    if not isinstance(stored, dict):
        raise TypeError("a ladder is an object")
    if stored.get("format", 1) == 1:
        stored = in_working_time(stored)
    if stored.get("format", 1) < FORMAT:
        stored = with_targets_in_rungs(stored)
    stored.setdefault("outsiders", Outsiders.WORDS)  # as before anybody was asked
    try:
        return Policy(**{key: read(stored[key]) for key, read in _READERS.items() if key in stored})
    except BadInput as wrong:
        raise ValueError(f"stored ladder, {wrong.field}: {wrong.text}") from None


def differences(before: Policy, after: Policy) -> tuple[str, str]:
    """What two ladders have differently: the old and the new values, as JSON."""
    old, new = _plain(before), _plain(after)
    changed = [key for key in new if key != "version" and old[key] != new[key]]
    before_text, after_text = (
        json_text({key: plain[key] for key in changed}) for plain in (old, new)
    )
    return before_text, after_text


def _plain(policy: Policy) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": policy.version,
        "rungs": [_rung_plain(rung) for rung in policy.rungs],
        "reminders": [_seconds(before) for before in policy.reminders],
        "reminder_days": list(policy.reminder_days),
        "cadence": [policy.cadence.each, policy.cadence.every, policy.cadence.then],
        "hold": _seconds(policy.hold),
        "chance": _seconds(policy.chance),
        "slip_budget": policy.slip_budget,
        "review_cycle": _seconds(policy.review_cycle),
        "zone": policy.zone,
        "start": policy.start.isoformat(),
        "end": policy.end.isoformat(),
        "weekdays": sorted(policy.weekdays),
        "holidays": policy.holidays,
        "days_off": [day.isoformat() for day in policy.days_off],
        "window_days": policy.window_days,
        "summary_weekday": policy.summary_weekday,
        "summary_time": policy.summary_time.isoformat(),
        "editors": policy.editors,
        "outsiders": policy.outsiders,
        "hand_overs": policy.hand_overs,
        "unearned": _targets_plain(policy.unearned),
        "newcomers": _targets_plain(policy.newcomers),
        "kept": _targets_plain(policy.kept),
        "switches": policy.switches,
        "spared": _targets_plain(policy.spared),
    }


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)


def _span(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


def _rung_plain(rung: Rung) -> dict[str, Any]:
    return {
        "after": [rung.after.count, rung.after.unit],
        "targets": _targets_plain(rung.targets),
        "shown": rung.shown,
        "only_if": rung.only_if,
        "name": rung.name,
    }


def _targets_plain(targets: tuple[Target, ...]) -> list[list[str]]:
    return [[target.kind, target.id] for target in targets]


def _targets(pairs: list[list[str]]) -> tuple[Target, ...]:
    return tuple(Target(TargetKind(kind), id_) for kind, id_ in pairs)


def _rungs(rows: list[dict[str, Any]]) -> tuple[Rung, ...]:
    return tuple(_rung(row) for row in rows)


def _rung(row: dict[str, Any]) -> Rung:
    count, unit = row["after"]
    return Rung(
        Offset(count, Unit(unit)),
        _targets(row["targets"]),
        Shown(row["shown"]),
        Condition(row["only_if"]),
        row["name"],
    )


_READERS: dict[str, Any] = {
    "version": int,
    "rungs": _rungs,
    "reminders": lambda spans: tuple(_span(span) for span in spans),
    "reminder_days": tuple,
    "cadence": lambda counts: Cadence(*counts),
    "hold": _span,
    "chance": _span,
    "slip_budget": int,
    "review_cycle": _span,
    "zone": str,
    "start": time.fromisoformat,
    "end": time.fromisoformat,
    "weekdays": frozenset,
    "holidays": str,
    "days_off": lambda days: tuple(date.fromisoformat(day) for day in days),
    "window_days": int,
    "summary_weekday": int,
    "summary_time": time.fromisoformat,
    "editors": Editors,
    "outsiders": Outsiders,
    "hand_overs": HandOvers,
    "unearned": _targets,
    "newcomers": _targets,
    "kept": _targets,
    "switches": int,
    "spared": _targets,
}
