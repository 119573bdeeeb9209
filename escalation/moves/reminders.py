"""Reminders that people ask for: at most one in four hours, none after an acknowledgement."""

from dataclasses import replace
from datetime import datetime, timedelta

from escalation.errors import BadInput
from escalation.facts.by_people import ReminderAsked
from escalation.items import Item
from escalation.ladder.holds import end_of_hold
from escalation.ladder.plan import Step, StepKind
from escalation.moves.changes import Change, Moment
from escalation.moves.move import Intent, Move, instead
from escalation.worktime.hours import next_working_instant

PAUSE = timedelta(hours=4)
"""How soon after the owner was told of a reminder there may be another."""


class NotReminded(Exception):
    """The owner is not reminded now, and `until` (UTC) is when they may be."""

    def __init__(self, item: Item, until: datetime) -> None:
        super().__init__(f"{item.label} was not reminded of")
        self.item, self.until = item, until


class WhileSnoozed(NotReminded):
    """The owner's reminders are silenced."""


class WhileAcknowledged(NotReminded):
    """Somebody is on it."""


class RemindedLately(NotReminded):
    """A reminder that somebody asked for reached them less than PAUSE ago, or is yet to."""


def remind(item: Item, intent: Intent, moment: Moment) -> Change:
    """Remind the owner. Raises NotReminded, or BadInput if that would be the person who asks."""
    if intent.actor == item.owner:
        on_it, ahead = instead(item, Move.ACKNOWLEDGE), instead(item, Move.RESCHEDULE)
        text = f"{item.label} is yours. If you are on it: {on_it}. If you need more time: {ahead}."
        raise BadInput(text)
    if intent.owner and intent.owner.id != item.owner:
        typed = instead(item, Move.REMIND)
        raise BadInput(f"{intent.owner.name} does not own {item.label}. For the owner: {typed}.")
    now, asked_at = moment.now, item.position.reminder_asked_at
    for refusal, until in (
        (WhileSnoozed, item.position.snoozed_until),
        (WhileAcknowledged, _acknowledged_until(item, moment)),
        (RemindedLately, asked_at and _first_told_at(item, asked_at, moment) + PAUSE),
    ):
        if until is not None and now < until:
            raise refusal(item, until)
    facts = ReminderAsked(owner=item.owner)
    asked = replace(item.position, reminder_asked_at=now)
    step = Step(kind=StepKind.REMINDER, at=now, name=f"remind-{now.timestamp():.0f}")
    return Change(item=item.at(asked), facts=facts, steps=(step,))


def _first_told_at(item: Item, asked_at: datetime, moment: Moment) -> datetime:
    """When the owner can first be told of a reminder: it waits for their working hours."""
    return asked_at if item.urgent else next_working_instant(asked_at, moment.calendar)


def _acknowledged_until(item: Item, moment: Moment) -> datetime | None:
    """Until when somebody is on it, whether or not that holds a rung."""
    position = item.position
    if position.acknowledged_at is None:
        return None
    ends_at = end_of_hold(item, position.acknowledged_at, calendar=moment.calendar)
    return max(ends_at, position.hold.until) if position.hold else ends_at
