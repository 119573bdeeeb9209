"""Holds: how long an acknowledgement delays the next rung, and what prolongs that."""

from dataclasses import replace
from datetime import datetime, timedelta

from escalation.items import Item
from escalation.ladder.timetable import rung_at
from escalation.worktime.hours import Calendar, add_working_time

MOST_HOLDS = 3
"""A rung is held for so many times the policy's hold at most, from its first acknowledgement on."""


def end_of_hold(item: Item, now: datetime, *, calendar: Calendar) -> datetime:
    """When the hold ends if somebody acknowledges now; `calendar` is the owner's."""
    return _worked(item, item.policy.hold, now, calendar=calendar)


def next_rung(item: Item) -> int | None:
    """The rung that an acknowledgement holds: the lowest ahead; None if none is."""
    return next((n for n in range(len(item.policy.rungs)) if not item.rung(n).is_over), None)


def delayed_until(item: Item, now: datetime, *, calendar: Calendar) -> datetime | None:
    """Until when an acknowledgement now would delay the next rung; None if it would not."""
    index = next_rung(item)
    if index is None:
        return None
    was = item.position.hold
    fires_at = rung_at(item.at(replace(item.position, hold=None)), item.policy, index)
    if was and was.rung == index and fires_at <= now:
        return None  # it has been held once already
    until = end_of_hold(item, now, calendar=calendar)
    return until if fires_at < until else None


def prolonged_until(item: Item, now: datetime, *, by: str, calendar: Calendar) -> datetime | None:
    """When the hold that stands ends, if what this user (an id) says prolongs it; else None.

    The owner's word that the work goes on counts like an acknowledgement now.
    """
    hold = item.position.held(now)
    if hold is None or by != item.owner:
        return None
    first_at = item.rung(hold.rung).acknowledged_at or item.position.acknowledged_at or now
    latest = _worked(item, MOST_HOLDS * item.policy.hold, first_at, calendar=calendar)
    until = min(end_of_hold(item, now, calendar=calendar), latest)
    return until if until > hold.until else None


def held(item: Item, until: datetime | None) -> Item:
    """The item with its hold ending then; None changes nothing."""
    hold = item.position.hold
    if hold is None or until is None:
        return item
    return item.at(replace(item.position, hold=replace(hold, until=until)))


def _worked(item: Item, span: timedelta, since: datetime, *, calendar: Calendar) -> datetime:
    """So much of working time later; if the item is urgent, by the clock."""
    return since + span if item.urgent else add_working_time(since, span, calendar)
