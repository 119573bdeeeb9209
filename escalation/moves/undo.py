"""Undo: for ten minutes people may take back what they just did, unless somebody acted since.

An offer or a request may be taken back until somebody answers it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from escalation.errors import NotAllowed, Stale
from escalation.events import BACKSTOP, Event
from escalation.facts.action import Action
from escalation.facts.by_people import Closed, Logged, Reassigned, Undone
from escalation.facts.handing_over import Proposed
from escalation.items import Closing, Item, Status
from escalation.ladder.plan import watched
from escalation.moves.handover import reassign
from escalation.moves.move import Move, instead
from escalation.moves.transitions import Transition
from escalation.worktime.hours import Calendar

UNDO = timedelta(minutes=10)
"""How long something can be undone."""
_NOTHING = "Only what was logged, closed or handed over can be undone."


@dataclass(frozen=True, slots=True, kw_only=True)
class ToUndo:
    """An event with its id, the item it is about as it is now, and that item's later events."""

    id: int
    event: Event
    item: Item
    since: tuple[Event, ...] = ()

    @property
    def undoing(self) -> Event | None:
        """The event that undid it, if that has happened."""
        return next((one for one in self.since if is_of(one, self.event)), None)


class Overtaken(Exception):
    """People acted on the item since, so what was done before can no longer be undone."""

    def __init__(self, wanted: ToUndo, since: Sequence[Event]) -> None:
        super().__init__(f"{wanted.item.label} was acted on since")
        self.wanted, self.since = wanted, tuple(since)


def can_be_undone(event: Event) -> bool:
    """Whether it is something that can be undone at all."""
    return (
        isinstance(event.facts, Logged | Reassigned | Proposed | Closed) and event.actor != BACKSTOP
    )


def require_undoable(wanted: ToUndo, *, actor: str, name: str, now: datetime) -> None:
    """Raise unless this person may undo it now: NotAllowed, Overtaken or, if too late, Stale.

    What was offered or asked for can be undone until it is answered. `name` is what to call whoever
    did it. Ask for its `undoing` first.
    """
    if not can_be_undone(wanted.event):
        raise Stale(_NOTHING)
    if wanted.event.actor != actor:
        raise NotAllowed(f"Only {name} can undo that.")
    if _still_stands(wanted):
        return  # whatever else was done to the item: nobody has answered
    by_people = [one for one in wanted.since if one.actor != BACKSTOP]
    if by_people:
        raise Overtaken(wanted, by_people)
    if isinstance(wanted.event.facts, Proposed):
        raise Stale("Nobody said yes in time, so there is nothing to undo.")
    if now - wanted.event.at >= UNDO:
        raise Stale(f"{minutes_over('That can be undone')} Type {_instead(wanted)}.")


def _still_stands(wanted: ToUndo) -> bool:
    """Whether the offer or request that was made then still waits for an answer."""
    offer, made = wanted.item.offer, wanted.event.facts
    if offer is None or not isinstance(made, Proposed):
        return False
    return (offer.made_at, offer.to) == (wanted.event.at, made.to)


def minutes_over(what: str) -> str:
    """The sentence that it is too late: `That can be undone for 10 minutes only, …`."""
    return f"{what} for {UNDO.seconds // 60} minutes only, and they are over."


def _instead(wanted: ToUndo) -> str:
    """What to type once it is too late."""
    facts, item = wanted.event.facts, wanted.item
    if isinstance(facts, Logged):
        return instead(item, Move.WITHDRAW)
    if isinstance(facts, Reassigned):
        return instead(item, Move.REASSIGN)
    return instead(item, Move.REOPEN)


def undone(
    wanted: ToUndo, now: datetime, *, calendar: Calendar, same_as: str | None = None
) -> Transition:
    """The item as it was before, and the event; `calendar` is that of its owner then.

    An item whose logging is undone is withdrawn, without a reason; it may be the `same_as` another,
    by its label.
    """
    facts, item = wanted.event.facts, wanted.item
    done_at = wanted.event.at
    undoing = Undone(event=wanted.id, what=facts.action, done_at=done_at, same_as=same_as)
    if isinstance(facts, Reassigned):
        item = reassign.taken_back(item, facts)
        undoing = replace(undoing, old_owner=facts.new_owner, new_owner=facts.old_owner)
    elif isinstance(facts, Proposed):
        item = replace(item, offer=None)
        undoing = replace(undoing, old_owner=facts.to)
    elif isinstance(facts, Closed):
        item = replace(item, closing=None)
    else:
        item = replace(
            item,
            closing=Closing(status=Status.WITHDRAWN, at=now, by=wanted.event.actor),
            offer=None,
        )
    event = Event(at=now, item_id=item.id, actor=wanted.event.actor, facts=undoing)
    return Transition(item=watched(item, now, calendar=calendar), event=event)


def is_of(undoing: Event, event: Event) -> bool:
    """Whether it undid this event of the same item."""
    facts = undoing.facts
    return (
        isinstance(facts, Undone)
        and undoing.item_id == event.item_id
        and (facts.what, facts.done_at) == (event.action, event.at)
    )


def stands_undone(events: Sequence[Event]) -> bool:
    """Whether the first of an item's events has been undone, and the item not reopened since.

    What is the same as another item does not count: it stands there.
    """
    found = [n for n, one in enumerate(events) if is_of(one, events[0]) and not same_as(one)]
    return any(all(e.action is not Action.REOPEN for e in events[n:]) for n in found)


def same_as(event: Event) -> str:
    """The label of the item that this event says is the same; "" for any other event."""
    return (event.facts.same_as or "") if isinstance(event.facts, Undone) else ""


def lasting(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events without those that were undone, and without the undoing."""
    events = tuple(events)
    undoing = [one for one in events if one.action is Action.UNDO]
    return tuple(
        event
        for event in events
        if event.action is not Action.UNDO and not any(is_of(one, event) for one in undoing)
    )
