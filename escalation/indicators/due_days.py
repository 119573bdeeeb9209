"""When the values of an indicator are due: at the end of a working day."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from escalation.worktime.hours import ONE_DAY, Calendar, nth_workday, window

_BACK = timedelta(days=21)
"""How long days off can put a value off, at most."""


def due_after(at: datetime, weekdays: Collection[int], calendar: Calendar) -> datetime:
    """The first instant after this one at which a value is due (UTC)."""
    start = at.astimezone(calendar.tz).date() - _BACK
    return next(end for _, end in _dues(start, weekdays, calendar) if end > at)


def due_of(day: date, weekdays: Collection[int], calendar: Calendar) -> datetime:
    """When the value is due that a value of this day answers for (UTC)."""
    return next(end for on, end in _dues(day - _BACK, weekdays, calendar) if on >= day)


def last_due(
    since: datetime, until: datetime, weekdays: Collection[int], *, calendar: Calendar
) -> datetime:
    """The last instant at which a value was due up to `until`; `since` was one itself."""
    last = since
    while (after := due_after(last, weekdays, calendar)) <= until:
        last = after
    return last


def _dues(
    start: date, weekdays: Collection[int], calendar: Calendar
) -> Iterator[tuple[date, datetime]]:
    """The working days on which a value is due, with their ends; a day off leads to the next."""
    day = start
    while True:
        if day.weekday() in weekdays:
            on = day if calendar.is_workday(day) else nth_workday(day, 1, calendar)
            yield on, window(on, calendar)[1]
        day += ONE_DAY
