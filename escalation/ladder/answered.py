"""Who above the owner has been told in this round, and who of them has answered since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from escalation.events import BACKSTOP, Event
from escalation.facts.by_people import Acknowledged
from escalation.facts.circumstances import Adopted


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A rung tells a person or a channel (an id).

    It fell due at `due_at` and arrived at `told_at`, which is None while it waits.
    """

    rung: int
    recipient: str
    due_at: datetime
    told_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The same with the first answer since it fell due: any move, an acknowledgement or another."""

    told: Told
    at: datetime | None = None
    is_acknowledged: bool = False


def answered(told: Iterable[Told], events: Iterable[Event]) -> tuple[Answered, ...]:
    """Each recipient once, by the first rung that told them, with their answer among the events.

    `events` are those of the item, oldest first; that somebody edited its ladder is no answer.
    People who were neither told nor have answered are left out.
    """
    moves = [
        event
        for event in events
        if event.actor != BACKSTOP and not isinstance(event.facts, Adopted)
    ]
    first: dict[str, Told] = {}
    for one in told:
        first.setdefault(one.recipient, one)
    found = (_with_answer(one, moves) for one in first.values())
    return tuple(one for one in found if one.told.told_at or one.at)


def _with_answer(told: Told, moves: Iterable[Event]) -> Answered:
    for event in moves:
        if event.actor == told.recipient and event.at >= told.due_at:
            is_acknowledged = isinstance(event.facts, Acknowledged)
            return Answered(told=told, at=event.at, is_acknowledged=is_acknowledged)
    return Answered(told=told)
