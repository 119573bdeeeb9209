"""Pace: how many items somebody usually closes in a week."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median

from escalation.events import Event
from escalation.load.days import Span, days
from escalation.people import Away, Person
from escalation.recipients import Directory
from escalation.replay.known import known
from escalation.worktime.hours import Calendar, wall_clock

WEEKS = 8
KNOWN_FROM = 4
"""Weeks with at least one closed item from which the pace is known."""
AWAY = 3
"""Working days of absence that make a week count for nothing."""


def weeks(now: datetime, calendar: Calendar) -> list[Span]:
    """The last full weeks, Monday to Sunday, on this calendar's clock."""
    today = now.astimezone(calendar.tz).date()
    monday = today - timedelta(days=today.weekday())
    mondays = (monday - timedelta(weeks=ago) for ago in range(WEEKS, -1, -1))
    return list(pairwise(wall_clock(day, time(0), calendar.tz) for day in mondays))


def pace(
    closed: Collection[datetime], now: datetime, calendar: Calendar, *, absent: Collection[Span]
) -> Fraction | None:
    """The median of the items closed in a week, from when each was closed; None if not known."""
    counts = [
        sum(start <= at < end for at in closed)
        for start, end in weeks(now, calendar)
        if _days_away(start, end, calendar, absent=absent) < AWAY
    ]
    is_known = sum(count > 0 for count in counts) >= KNOWN_FROM
    return median(map(Fraction, counts)) if is_known else None


def _days_away(
    start: datetime, end: datetime, calendar: Calendar, *, absent: Collection[Span]
) -> int:
    every = days(start, end, calendar, absent=())
    return every - days(start, end, calendar, absent=absent)


def past(person: Person, history: Iterable[Event], now: datetime) -> list[Span]:
    """When somebody was away, by the history of absences, oldest first."""
    of_theirs = Directory(people={person.id: person}, groups={}, now=now)
    states = known(of_theirs, history).people
    return [*_spans([(at, people[person.id].absences) for at, people in states], now)]


def _spans(states: list[tuple[datetime, tuple[Away, ...]]], now: datetime) -> Iterator[Span]:
    """What each list of absences came to until the next one."""
    for (at, absences), (then, _) in pairwise([*states, (now, ())]):
        for one in absences:
            start, end = max(one.starts_at or at, at), min(one.until, then)
            if start < end:
                yield start, end
