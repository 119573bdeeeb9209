"""Figures of one person: what is open, how much they close in a week, and how soon they answer."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from escalation.facts.by_people import Logged
from escalation.load.pace import pace
from escalation.measures.clocks import Clocks
from escalation.measures.estimate import Estimate
from escalation.measures.figures.time_to_answer import time_to_answer
from escalation.measures.subjects import History, Hours
from escalation.measures.tracks import Track, tracks
from escalation.measures.whole_weeks import Period
from escalation.worktime.hours import INSTANT, Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPerson:
    """The labels of what they have open, how many are overdue, their pace (None: not known).

    `answer` is how long they take to answer, `before` the same in the period before.
    """

    open: tuple[str, ...]
    overdue: int
    pace: Fraction | None
    answer: Estimate
    before: Estimate


def figures_of(
    person: str, history: History, calendar: Calendar, *, periods: tuple[Period, Period]
) -> OfPerson:
    """The figures of somebody, from what they own."""
    now, clocks = history.known_until + INSTANT, Clocks(history, calendar)
    mine = [one for one in tracks(history) if one.item.owner == person]
    still_open = [one for one in mine if one.open_at(now)]
    told = [one for one in mine if _was_first(one, person)]
    closed = [end.at for one in mine if (end := one.ending(now)) and end.is_done]
    absent = history.people.get(person, Hours()).absent
    this, before = (time_to_answer(told, period, clocks) for period in periods)
    return OfPerson(
        open=tuple(one.item.label for one in still_open),
        overdue=sum(_is_overdue(one, now) for one in still_open),
        pace=pace(closed, now, calendar, absent=absent),
        answer=this,
        before=before,
    )


def _was_first(track: Track, person: str) -> bool:
    """Whether they were the owner that it was logged with."""
    logged = (one.facts for one in track.events if isinstance(one.facts, Logged))
    return any(one.owner == person for one in logged)


def _is_overdue(track: Track, now: datetime) -> bool:
    due_at = track.due(now)
    return due_at is not None and due_at <= now
