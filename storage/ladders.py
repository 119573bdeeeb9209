"""Ladders as text: stable, versioned JSON in which keys of a later version survive a rewrite.

Spans are whole seconds, times of day `HH:MM:SS`, weekdays sorted numbers.
"""

import json
from datetime import time, timedelta
from functools import lru_cache
from typing import Any

from escalation.errors import BadInput
from escalation.policy import Audience, Policy, Rung, Target, TargetKind
from storage.columns import json_text

FORMAT = 1
"""Raised when the meaning of a key changes; a new key needs no new format."""

_REMEMBERED = 1024  # most items of a channel share one ladder, so few texts are ever read


@lru_cache(_REMEMBERED)
def policy_text(policy: Policy, over: str = "{}") -> str:
    """A ladder as JSON; keys of the text `over` that this version does not know are kept."""
    return json_text({**json.loads(over), **_plain(policy)})


@lru_cache(_REMEMBERED)
def policy_from(text: str) -> Policy:
    """The ladder in a JSON text: missing keys take the defaults, unknown ones are passed over.

    ValueError for one that cannot be: nobody typed it just now, so it is no Refusal.
    """
    stored = json.loads(text)
    if not isinstance(stored, dict):
        raise TypeError("a ladder is an object")
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
        "rungs": [[_seconds(rung.after), rung.audience, rung.aloud] for rung in policy.rungs],
        "reminders": [_seconds(before) for before in policy.reminders],
        "hold": _seconds(policy.hold),
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


def _rungs(triples: list[list[Any]]) -> tuple[Rung, ...]:
    return tuple(Rung(_span(after), Audience(who), aloud) for after, who, aloud in triples)


_READERS: dict[str, Any] = {
    "version": int,
    "lead": _targets,
    "leadership": _targets,
    "rungs": _rungs,
    "reminders": lambda spans: tuple(_span(span) for span in spans),
    "hold": _span,
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
