"""Urgency: what becomes of a climb when an item becomes urgent, or is urgent no longer."""

from dataclasses import replace

from escalation.calendars import calendar_of
from escalation.items import Item, Position, RungState
from escalation.ladder.plan import StepKind, plan
from escalation.moves.changes import Moment
from escalation.worktime.hours import add_working_time

URGENT = "urgent"
"""What an edit of the urgency says for an urgent item; for any other it says nothing."""


def changed(item: Item, new: str, moment: Moment) -> Item:
    """The item with this urgency. After due, the rungs that have not fired count from now.

    Before due they are counted from due as ever. Reminders that only the new urgency would have
    sent by now are skipped.
    """
    position = _reminded(item, moment)
    edited = replace(item, urgent=bool(new))
    if item.due.at > moment.now:
        return edited.at(position)
    rungs = tuple(_with_chance(edited, state, moment) for state in position.rungs)
    return edited.at(replace(position, rungs=rungs, rungs_from=moment.now))


def _reminded(item: Item, moment: Moment) -> Position:
    position = item.position
    steps = plan(item, item.policy, moment.now, calendar=moment.calendar).steps
    if any(step.kind is StepKind.REMINDER for step in steps):
        return position
    return replace(position, reminded_until=max(position.reminded_until, moment.now))


def _with_chance(item: Item, state: RungState, moment: Moment) -> RungState:
    """An urgent item gives no chance and waits for nobody; any other gives one in working time."""
    heard_at = state.heard_at
    if heard_at is None or state.fired_at is None:
        return state
    if item.urgent:
        return replace(state, heard_at=min(heard_at, moment.now), chance_ends_at=None)
    channel = calendar_of("", item.policy, heard_at)
    ends_at = add_working_time(heard_at, item.policy.chance, channel)
    return replace(state, chance_ends_at=ends_at)
