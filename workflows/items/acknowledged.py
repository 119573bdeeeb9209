"""Acknowledging again, while an earlier acknowledgement still counts, changes nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from escalation.calendars import owners_calendar
from escalation.events import Event
from escalation.facts.action import Action
from escalation.facts.by_people import Acknowledged, Noted, TrajectorySet
from escalation.items import Item
from escalation.ladder.holds import end_of_hold
from escalation.moves.move import Intent, Move
from escalation.moves.undo import lasting
from storage import people
from storage.items import history
from workflows.transaction.unit_of_work import UnitOfWork

LATEST = 50
"""How many of an item's latest events we search for an acknowledgement that still holds."""
ENDS_HOLDS = frozenset({Action.REASSIGN, Action.RESCHEDULE, Action.REOPEN})
"""Moves that end an acknowledgement: nobody has acknowledged the item as it is now."""
DOUBLE_CLICK = timedelta(seconds=10)
"""A second acknowledgement within this time is a double click and changes nothing."""


def already(uow: UnitOfWork, item: Item, intent: Intent) -> Event | None:
    """The actor's last acknowledgement, if it is seconds old or has held escalation ever since.

    Acknowledging again changes nothing: give the earlier answer, with the hold's current end, and
    write nothing to the history. None if there is no such acknowledgement.
    """
    seen_at, hold = item.position.acknowledged_at, item.position.held(uow.now)
    if intent.move is not Move.ACKNOWLEDGE or seen_at is None or not item.is_open:
        return None
    if not hold and uow.now - seen_at >= DOUBLE_CLICK:
        return None
    for event in _since_no_hold(uow, item) if hold else history.timeline(uow.tx, item.id, limit=1):
        if event.action is Action.ACKNOWLEDGE and event.actor == intent.actor:
            return _until_now(event, item)
    return None


def _since_no_hold(uow: UnitOfWork, item: Item) -> Iterator[Event]:
    """The acknowledgements whose holds run on without a break until now, latest first."""
    owner = people.get_many(uow.tx, [item.owner])
    stands_at = uow.now
    for event in reversed(lasting(history.timeline(uow.tx, item.id, limit=LATEST))):
        if event.action in ENDS_HOLDS:
            return
        if event.action is Action.ACKNOWLEDGE:
            calendar = owners_calendar(item, owner, event.at)
            ends_at = end_of_hold(item, event.at, calendar=calendar)
        elif isinstance(event.facts, Noted | TrajectorySet) and event.facts.held_until:
            ends_at = event.facts.held_until
        else:
            continue
        if ends_at <= stands_at:
            return
        if event.action is Action.ACKNOWLEDGE:
            yield event
        stands_at = event.at


def _until_now(event: Event, item: Item) -> Event:
    """The same acknowledgement with the current end of the hold, if it caused one."""
    facts, hold = event.facts, item.position.hold
    if not isinstance(facts, Acknowledged) or facts.held_until is None or hold is None:
        return event
    return replace(event, facts=replace(facts, held_until=hold.until))
