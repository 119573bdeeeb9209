"""Where the history of an item differs from its past lived through again, and why.

On the ladder that the item carried both are the same, as long as the bot was up, Slack took every
message, and whatever changed of people and groups is in the history.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from escalation.events import Event
from escalation.facts.by_clock import Escalated, OfStep, Parked, Reminded
from escalation.ladder.plan import PROMPT
from escalation.replay.life import Lived
from escalation.replay.past import Past


class Cause(StrEnum):
    """Why the history of an item differs."""

    HELD_UP = "the bot was down"
    REFUSED = "Slack refused a message"
    OLD = "an older version wrote it"
    UNRECORDED = "somebody's zone, group, membership or absence has changed since"


@dataclass(frozen=True, slots=True)
class Unlike:
    """An item, by its label, and the steps of only one of both: its history, or the replay."""

    label: str
    cause: Cause
    recorded: tuple[str, ...]
    lived: tuple[str, ...]


def unlike(past: Past, lived: Lived, now: datetime) -> Unlike | None:
    """How the history of an item, up to now, differs from its past lived through again.

    None if it does not.
    """
    recorded = [*_steps(past.events)]
    again = [*_steps(event for _, event in lived.events)]
    if recorded == again:
        return None
    return Unlike(
        past.item.label,
        _cause(past, now),
        recorded=tuple(one.step for one in recorded if one not in again),
        lived=tuple(one.step for one in again if one not in recorded),
    )


def _steps(events: Iterable[Event]) -> Iterator[OfStep]:
    """The rungs and reminders among these events."""
    return (one.facts for one in events if isinstance(one.facts, Escalated | Reminded))


def _cause(past: Past, now: datetime) -> Cause:
    for event in past.events:
        if isinstance(event.facts, Parked):
            return Cause.REFUSED
        if isinstance(event.facts, OfStep):
            planned_at = event.facts.planned_at
            if planned_at is None:
                return Cause.OLD
            if event.at - planned_at > PROMPT:
                return Cause.HELD_UP
    next_at = past.item.next_at
    return Cause.HELD_UP if next_at is not None and next_at <= now else Cause.UNRECORDED
