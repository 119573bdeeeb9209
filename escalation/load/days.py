"""Which days count, and how many hours of them: half a working day or more is a day."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import takewhile

from escalation.worktime.hours import Calendar, windows

Span = tuple[datetime, datetime]
"""From an instant up to a later one."""


def worked(
    since: datetime, until: datetime, calendar: Calendar, *, absent: Collection[Span]
) -> timedelta:
    """The working time from one instant to a later one, without absences."""
    return sum((time for time, _ in _each(since, until, calendar, absent=absent)), timedelta(0))


def days(since: datetime, until: datetime, calendar: Calendar, *, absent: Collection[Span]) -> int:
    """The working days of which at least half lies between the two instants, without absences."""
    each = _each(since, until, calendar, absent=absent)
    return sum(2 * time >= whole for time, whole in each)


def _each(
    since: datetime, until: datetime, calendar: Calendar, *, absent: Collection[Span]
) -> Iterator[tuple[timedelta, timedelta]]:
    """How much of each working day counts, and how long the whole day is."""
    for start_at, end_at in takewhile(lambda day: day[0] < until, windows(since, calendar)):
        day = (max(start_at, since), min(end_at, until))
        away = sum((_common(day, one) for one in absent), timedelta(0))
        yield day[1] - day[0] - away, end_at - start_at


def _common(one: Span, other: Span) -> timedelta:
    """How long both last together."""
    return max(min(one[1], other[1]) - max(one[0], other[0]), timedelta(0))
