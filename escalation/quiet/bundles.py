"""When bundles leave: evenly spread over somebody's working day, from its start."""

from collections.abc import Iterator
from datetime import datetime, time

from escalation.calendars import UTC_ZONE, calendar_of
from escalation.items import Item
from escalation.people import Person
from escalation.worktime.hours import INSTANT, Calendar, wall_clock, windows, zone


def next_bundle(person: Person, item: Item, at: datetime, *, bundles: int) -> datetime:
    """The first bundle at or after `at` (UTC), in the hours of the item's channel on their clock.

    It waits for the end of an absence. A working day has this many `bundles`.
    """
    calendar = calendar_of(person.zone, item.policy, at)
    bundle_at = _next(at, calendar, bundles)
    while person.is_away(bundle_at):
        bundle_at = _next(person.back_at(bundle_at), calendar, bundles)
    return bundle_at


def _next(at: datetime, calendar: Calendar, bundles: int) -> datetime:
    return next(one for one in _upcoming(at, calendar, bundles) if one >= at)


def _upcoming(at: datetime, calendar: Calendar, bundles: int) -> Iterator[datetime]:
    for start_at, end_at in windows(at - INSTANT, calendar):
        for part in range(bundles):
            yield start_at + part * (end_at - start_at) / bundles


def start_of_day_of(person: Person, now: datetime, *, default: str) -> datetime:
    """The first instant of the day it is for somebody; without a zone, in the default one."""
    tz = zone(person.zone, zone(default, UTC_ZONE))
    return wall_clock(now.astimezone(tz).date(), time(0), tz)
