"""Replayed: where an item stands by its history alone, to be held against what is stored of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from escalation.events import BACKSTOP, Event
from escalation.items import Status
from escalation.moves import Move

_ENDS = {
    Move.RESOLVE: Status.RESOLVED,
    Move.DECIDE: Status.DECIDED,
    Move.FALL_BACK: Status.FELL_BACK,
    Move.WITHDRAW: Status.WITHDRAWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What an item's events lead to; `owner` and `due_at` are None where they do not say.

    So they are for an item that was logged after a backup and of which only its card was left.
    """

    owner: str | None = None
    due_at: datetime | None = None
    status: Status = Status.OPEN
    round: int = 1
    slips: int = 0


def after(stands: Replayed | None, event: Event) -> Replayed | None:
    """Where an item stands after one more event; None until one begins it. Takes any facts."""
    facts, action = event.facts, event.action
    if stands is None:
        return _begun(event)
    if action == Move.REASSIGN:
        return replace(stands, owner=facts.get("to"))
    if action in _ENDS:
        return replace(stands, status=_ENDS[Move(action)])
    if action not in {Move.RESCHEDULE, Move.REOPEN}:
        return stands
    due_at = _instant(facts["to"]) if "to" in facts else stands.due_at
    moved = replace(stands, status=Status.OPEN, round=stands.round + 1, due_at=due_at)
    return replace(moved, slips=stands.slips + 1) if action == Move.RESCHEDULE else moved


def _begun(event: Event) -> Replayed | None:
    if event.action == "logged":
        facts = event.facts
        return Replayed(owner=facts.get("owner"), due_at=_instant(facts.get("due")))
    is_recovered = (event.action, event.actor) == (Move.WITHDRAW, BACKSTOP)
    return Replayed(status=Status.WITHDRAWN) if is_recovered else None


def _instant(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
