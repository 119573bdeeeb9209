"""Trajectory: which way the customer impact of open items is going, at the end of each week."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from escalation.events import Event
from escalation.facts.by_people import TrajectorySet
from escalation.fields import Field
from escalation.items import Trajectory
from escalation.measures.tracks import Track
from escalation.measures.whole_weeks import Period
from escalation.worktime.hours import Calendar, days_later


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """How many open items with an impact or a customer are going which way at an instant."""

    at: datetime
    worsening: int
    not_said: int
    steady: int
    improving: int

    @property
    def net(self) -> int:
        """How many more are improving than worsening."""
        return self.improving - self.worsening

    @property
    def said(self) -> int:
        """How many of them somebody spoke about."""
        return self.worsening + self.steady + self.improving


def going(tracks: Iterable[Track], period: Period, calendar: Calendar) -> tuple[Going, ...]:
    """The same for each of the last week ends; the last is the end of the period."""
    words = {end: Counter[Trajectory | None]() for end in period.week_ends}
    for track in filter(_may_count, tracks):
        said = [one for one in track.events if isinstance(one.facts, TrajectorySet)]
        for end in (end for end in period.week_ends if track.open_at(end) and _counts(track, end)):
            words[end][_word(track, said, end, calendar=calendar)] += 1
    return tuple(
        Going(
            at=end,
            worsening=count[Trajectory.WORSENING],
            not_said=count[None],
            steady=count[Trajectory.STEADY],
            improving=count[Trajectory.IMPROVING],
        )
        for end, count in words.items()
    )


def _may_count(track: Track) -> bool:
    """Whether it has an impact or a customer, or may have had one."""
    return track.item.has_impact or bool(track.item.customers or track.edits)


def _counts(track: Track, at: datetime) -> bool:
    item = track.item
    return track.said_at(at, Field.IMPACT, now=item.has_impact) or track.said_at(
        at, Field.CUSTOMER, now=bool(item.customers)
    )


def _word(
    track: Track, said: Iterable[Event], at: datetime, *, calendar: Calendar
) -> Trajectory | None:
    """What somebody said last, if that still holds."""
    last = max((one for one in said if one.at < at), key=lambda one: one.at, default=None)
    if last is None or not isinstance(last.facts, TrajectorySet):
        return None
    holds_until = days_later(last.at, track.item.review_days, calendar)
    return last.facts.new if at < holds_until else None
