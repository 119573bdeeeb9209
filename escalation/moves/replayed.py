"""Replayed: an item's state from its history alone, to compare with its stored row."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.events import BACKSTOP, Event
from escalation.items import Status
from escalation.moves.move import Move

_ENDS = {
    Move.RESOLVE: Status.RESOLVED,
    Move.DECIDE: Status.DECIDED,
    Move.FALL_BACK: Status.FELL_BACK,
    Move.WITHDRAW: Status.WITHDRAWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The state that an item's events lead to; owner and dates are None if the events do not say.

    That happens if an item was logged after the backup we restored: only its card was left.
    """

    owner: str | None = None
    due_at: datetime | None = None
    first_due_at: datetime | None = None
    status: Status = Status.OPEN
    round: int = 1
    slips: int = 0
    pull_ins: int = 0


def after(stands: Replayed | None, event: Event) -> Replayed | None:
    """The state after one more event; None until an event creates the item. Accepts any facts."""
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
    return _counted(moved, facts) if action == Move.RESCHEDULE else moved


def _counted(moved: Replayed, facts: Mapping[str, str]) -> Replayed:
    """Count one more slip, or one more pull-in for an earlier date."""
    old, new = _instant(facts.get("from")), _instant(facts.get("to"))
    if old is None or new is None:
        return moved
    return replace(moved, slips=moved.slips + (new > old), pull_ins=moved.pull_ins + (new < old))


def _begun(event: Event) -> Replayed | None:
    if event.action == "logged":
        facts = event.facts
        due_at = _instant(facts.get("due"))
        return Replayed(owner=facts.get("owner"), due_at=due_at, first_due_at=due_at)
    is_recovered = (event.action, event.actor) == (Move.WITHDRAW, BACKSTOP)
    return Replayed(status=Status.WITHDRAWN) if is_recovered else None


def _instant(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else None
