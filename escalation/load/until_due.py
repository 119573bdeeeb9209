"""Load: what somebody is asked to close by a date, beside what they usually close by then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from escalation.load.days import Span, days
from escalation.people import Person
from escalation.worktime.hours import Calendar

SHORT = timedelta(hours=4)
"""Less working time than this before a date is said."""
MANY = 5
"""Without a known pace, the number of items from which it is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many `others` a `user` has open that are due by the same date, as far as a reader sees.

    `room` is how many they usually close by then, None if their pace is not known; `left` is their
    working time until then. `in_full` means that the reader is the person themselves, and nothing
    is left out.
    """

    user: str
    others: int
    left: timedelta
    room: int | None = None
    in_full: bool = False

    @property
    def asked(self) -> int:
        """How many they are asked to close by then, the item itself too."""
        return self.others + 1

    @property
    def is_short(self) -> bool:
        """Whether little working time is left."""
        return self.left < SHORT

    @property
    def is_said(self) -> bool:
        """Whether there is something to say."""
        if self.room is None:
            return self.asked >= MANY
        return self.asked > self.room or self.is_short


def room(
    pace: Fraction, now: datetime, due_at: datetime, *, calendar: Calendar, absent: Collection[Span]
) -> int:
    """How many items somebody with this pace closes until a date, rounded up."""
    return ceil(pace * days(now, due_at, calendar, absent=absent) / len(calendar.weekdays))


def ahead(person: Person, now: datetime) -> list[Span]:
    """When somebody is away from now on, as far as is known."""
    return [(one.starts_at or now, one.until) for one in person.absences]
