"""Slips: how often dates moved, and how far from the first ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from escalation.facts.by_people import Rescheduled
from escalation.measures.figures.escalation_frequency import within
from escalation.measures.tracks import Track
from escalation.measures.whole_weeks import Period
from escalation.worktime.hours import Calendar, working_dates_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """Moves to a later and to an earlier date, of so many items that were `open` in the period.

    `drift` is the median, in working days, of the `due` items whose date lies in the period; None
    if there are none.
    """

    slips: int
    pull_ins: int
    open: int
    drift: Fraction | None
    due: int


def slips(tracks: Iterable[Track], period: Period, calendar: Calendar) -> Slips:
    """Count moves in the period; a move and what replaced it at once are one."""
    mine = tuple(tracks)
    is_open = [one for one in mine if one.is_in(period.since, period.until)]
    moves = [
        event.facts.counts
        for one in is_open
        for event in within(one, period)
        if isinstance(event.facts, Rescheduled)
    ]
    due = [(one.first_due, one.due(period.until)) for one in mine if one.logged_at < period.until]
    drifts = [
        Fraction(working_dates_between(first_at, due_at, calendar))
        for first_at, due_at in due
        if due_at and period.since <= due_at < period.until
    ]
    return Slips(
        slips=sum(later for later, _ in moves),
        pull_ins=sum(earlier for _, earlier in moves),
        open=len(is_open),
        drift=median(drifts) if drifts else None,
        due=len(drifts),
    )
