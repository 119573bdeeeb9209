"""Working time, counted so that many spans of one calendar are cheap."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, takewhile

from escalation.measures.subjects import Span
from escalation.worktime.hours import ONE_DAY, Calendar, windows

ZERO = timedelta(0)
AHEAD = timedelta(days=60)
"""How far ahead it looks for working hours."""


@dataclass(frozen=True, slots=True)
class Spent:
    """A length of time, in the channel's working hours and by the clock."""

    working: timedelta = ZERO
    elapsed: timedelta = ZERO

    def __add__(self, other: "Spent") -> "Spent":
        """Both together."""
        return Spent(self.working + other.working, self.elapsed + other.elapsed)


NO_TIME = Spent()


class WorkingClock:
    """Somebody's working hours from one instant to a later one, without their absences.

    Ask only for instants between the two. What lies far ahead is said to be at the horizon.
    """

    def __init__(self, calendar: Calendar, known: Span, absent: Collection[Span] = ()) -> None:
        start, end = known
        self._horizon = end + AHEAD
        days = takewhile(lambda day: day[0] < self._horizon, windows(start - ONE_DAY, calendar))
        spans = [span for day in days for span in _without(day, sorted(absent))]
        self._gone = {gone_at for gone_at, _ in absent}
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._before = [*accumulate((end - start for start, end in spans), initial=ZERO)]

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """The working time from one instant to a later one."""
        return self._reading(until) - self._reading(since)

    def spent(self, since: datetime, until: datetime) -> Spent:
        """The time from one instant to a later one."""
        return Spent(self.worked(since, until), until - since)

    def next(self, at: datetime) -> datetime:
        """The first working instant at or after this one; the end of a working day counts."""
        index = bisect_left(self._ends, at)
        if at in self._gone and at in self._ends[index : index + 1]:
            index += 1
        return max(at, self._starts[index]) if index < len(self._starts) else self._horizon

    def later(self, at: datetime, span: timedelta) -> datetime:
        """The earliest instant by which so much working time has passed."""
        reading = self._reading(at) + span
        index = max(bisect_left(self._before, reading) - 1, 0)
        if index >= len(self._starts) or self._before[-1] < reading:
            return self._horizon
        return max(at, self._starts[index] + (reading - self._before[index]))

    def _reading(self, at: datetime) -> timedelta:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return ZERO
        return self._before[index] + (min(at, self._ends[index]) - self._starts[index])


def _without(day: Span, absent: Collection[Span]) -> Iterator[Span]:
    """What is left of a working day."""
    start, end = day
    for gone_at, back_at in absent:
        if gone_at < end and start < back_at:
            if start < gone_at:
                yield start, gone_at
            start = back_at
    if start < end:
        yield start, end
