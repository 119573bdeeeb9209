"""Replayed: an item's state from its history alone, to compare with its stored row."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.events import BACKSTOP, Event
from escalation.facts.action import Action
from escalation.facts.by_people import (
    Closed,
    Logged,
    Reassigned,
    Reopened,
    Rescheduled,
    Undone,
    Withdrawn,
)
from escalation.items import Item, Status

_ENDS = {
    Action.RESOLVE: Status.RESOLVED,
    Action.DECIDE: Status.DECIDED,
    Action.FALL_BACK: Status.FELL_BACK,
    Action.WITHDRAW: Status.WITHDRAWN,
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
    facts = event.facts
    if stands is None:
        return _begun(event)
    if isinstance(facts, Reassigned):
        return replace(stands, owner=facts.new_owner or None)
    if isinstance(facts, Closed):
        return replace(stands, status=_ENDS[facts.action])
    if isinstance(facts, Undone):
        return _as_before(stands, facts)
    return _next_round(stands, facts) if isinstance(facts, Rescheduled | Reopened) else stands


def _next_round(stands: Replayed, facts: Rescheduled | Reopened) -> Replayed:
    again = replace(stands, status=Status.OPEN, round=stands.round + 1)
    if isinstance(facts, Reopened):
        return replace(again, due_at=facts.new_due_at or stands.due_at)
    slips, pull_ins = facts.counts
    first_due_at = facts.new_due_at if facts.replaces is Action.LOGGED else stands.first_due_at
    if facts.is_counter or facts.puts_back:
        first_due_at = facts.first_due_at
    return replace(
        again,
        due_at=facts.new_due_at,
        first_due_at=first_due_at,
        slips=stands.slips + slips,
        pull_ins=stands.pull_ins + pull_ins,
    )


def _as_before(stands: Replayed, undone: Undone) -> Replayed:
    """The state without what was undone; an item whose logging was undone is withdrawn."""
    if undone.what is Action.REASSIGN:
        return replace(stands, owner=undone.new_owner or None)
    if undone.what is Action.LOGGED:
        return replace(stands, status=Status.WITHDRAWN)
    return replace(stands, status=Status.OPEN) if undone.what in _ENDS else stands


def _begun(event: Event) -> Replayed | None:
    facts = event.facts
    if isinstance(facts, Logged):
        due_at = facts.due_at
        return Replayed(owner=facts.owner or None, due_at=due_at, first_due_at=due_at)
    is_recovered = isinstance(facts, Withdrawn) and event.actor == BACKSTOP
    return Replayed(status=Status.WITHDRAWN) if is_recovered else None


def due_back_then(item: Item, events: Iterable[Event], at: datetime) -> datetime:
    """When the item was due at an earlier instant, going by its events, oldest first."""
    moved = (event.facts for event in events if event.at > at)
    before = [facts.old_due_at for facts in moved if isinstance(facts, Rescheduled | Reopened)]
    return next(filter(None, before), item.due.at)
