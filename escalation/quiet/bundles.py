"""When bundles leave: evenly spread over somebody's working day, from its start."""

from datetime import datetime, time

from escalation.calendars import UTC_ZONE, calendar_of
from escalation.people import Person
from escalation.policy import Policy
from escalation.worktime.hours import INSTANT, Calendar, wall_clock, windows, zone


def next_bundle(person: Person, policy: Policy, at: datetime, *, bundles: int) -> datetime:
    """The first bundle at or after `at` (UTC), in the channel's hours on their clock.

    It waits for the end of an absence. A working day has this many `bundles`.
    """
    calendar = calendar_of(person.zone, policy, at)
    bundle_at = _next(at, calendar, bundles)
    while person.is_away(bundle_at):
        bundle_at = _next(person.back_at(bundle_at), calendar, bundles)
    return bundle_at


def bundles_of_day(
    person: Person, policy: Policy, at: datetime, *, bundles: int
) -> tuple[datetime, ...]:
    """All bundles of the working day that it is for somebody, or of their next one."""
    day = next(windows(at, calendar_of(person.zone, policy, at)))
    return _of_day(*day, bundles)


def start_of_day_of(person: Person, now: datetime, *, default: str) -> datetime:
    """The first instant of the day it is for somebody; without a zone, in the default one."""
    tz = zone(person.zone, zone(default, UTC_ZONE))
    return wall_clock(now.astimezone(tz).date(), time(0), tz)


def _next(at: datetime, calendar: Calendar, bundles: int) -> datetime:
    days = windows(at - INSTANT, calendar)
    upcoming = (one for day in days for one in _of_day(*day, bundles))
    return next(one for one in upcoming if one >= at)


def _of_day(start_at: datetime, end_at: datetime, bundles: int) -> tuple[datetime, ...]:
    return tuple(start_at + part * (end_at - start_at) / bundles for part in range(bundles))
