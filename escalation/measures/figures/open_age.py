"""Open age: how long what is open at the end of the period has been open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from escalation.measures.tracks import Track
from escalation.measures.whole_weeks import Period
from escalation.measures.working import NO_TIME, Spent, WorkingClock
from escalation.worktime.hours import INSTANT


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAge:
    """How many are open, the median of their ages, and the oldest of them with its label."""

    open: int
    median: Spent
    longest: Spent
    oldest: str


def open_age(tracks: Iterable[Track], period: Period, clock: WorkingClock) -> OpenAge:
    """The ages at the end; all times that an item was open count together."""
    ages = [
        (track.open_time(period.until, clock), track.item)
        for track in tracks
        if track.open_at(period.until)
    ]
    if not ages:
        return OpenAge(open=0, median=NO_TIME, longest=NO_TIME, oldest="")
    longest, oldest = max(ages, key=lambda one: (one[0].elapsed, -one[1].id))
    middle = Spent(_median(age.working for age, _ in ages), _median(age.elapsed for age, _ in ages))
    return OpenAge(open=len(ages), median=middle, longest=longest, oldest=oldest.label)


def _median(times: Iterable[timedelta]) -> timedelta:
    return timedelta(microseconds=median(time / INSTANT for time in times))
