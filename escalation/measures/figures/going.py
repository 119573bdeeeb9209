"""Trajectory: which way the customer impact of open items is going, at the end of each week."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
    tracks = tuple(tracks)
    return tuple(_at(tracks, end, calendar) for end in period.week_ends)


def _at(tracks: Iterable[Track], at: datetime, calendar: Calendar) -> Going:
    words = Counter(_word(one, at, calendar) for one in tracks if _counts(one, at))
    return Going(
        at=at,
        worsening=words[Trajectory.WORSENING],
        not_said=words[None],
        steady=words[Trajectory.STEADY],
        improving=words[Trajectory.IMPROVING],
    )


def _counts(track: Track, at: datetime) -> bool:
    item = track.item
    return track.open_at(at) and (
        track.said_at(at, Field.IMPACT, now=item.has_impact)
        or track.said_at(at, Field.CUSTOMER, now=bool(item.customers))
    )


def _word(track: Track, at: datetime, calendar: Calendar) -> Trajectory | None:
    """What somebody said last, if that still holds."""
    said = [one for one in track.events if one.at < at and isinstance(one.facts, TrajectorySet)]
    if not said or at >= days_later(said[-1].at, track.item.review_days, calendar):
        return None
    facts = said[-1].facts
    return facts.new if isinstance(facts, TrajectorySet) else None
