"""Answer rate: how often those whom a rung or a last question tells make a move in time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.events import Event
from escalation.facts.by_clock import Asked, ChanceMoved, Escalated
from escalation.facts.by_people import Closed, Rescheduled
from escalation.facts.circumstances import Adopted
from escalation.fields import Field
from escalation.measures.clocks import Clocks
from escalation.measures.figures.escalation_frequency import rung_of
from escalation.measures.figures.rate import Rate
from escalation.measures.tracks import Track
from escalation.measures.whole_weeks import Period
from escalation.measures.working import WorkingClock

IN_TIME = timedelta(hours=8)
"""The working hours of each person in which a move is an answer."""
_Rung = tuple[int, str]
QUESTION: _Rung = (100, "last question")


@dataclass(frozen=True, slots=True, kw_only=True)
class RungAnswered:
    """How many of its firings reached somebody and were answered."""

    name: str
    answered: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRate:
    """All firings and last questions, and each rung of its own; `pending` may still be answered."""

    answered: Rate
    rungs: tuple[RungAnswered, ...]
    pending: int


def answer_rate(tracks: Iterable[Track], period: Period, clocks: Clocks) -> AnswerRate:
    """Count what reached somebody in the period and was answered, even after its end."""
    found = [firing for track in tracks for firing in _firings(track, period, clocks)]
    by_rung = defaultdict[_Rung, list[bool]](list)
    for rung, is_answered in found:
        if is_answered is not None:
            by_rung[rung].append(is_answered)
    each = [is_answered for one in by_rung.values() for is_answered in one]
    return AnswerRate(
        answered=Rate(sum(each), len(each)),
        rungs=tuple(
            RungAnswered(name=name, answered=Rate(sum(one), len(one)))
            for (_, name), one in sorted(by_rung.items())
        ),
        pending=len(found) - len(each),
    )


def _firings(track: Track, period: Period, clocks: Clocks) -> Iterator[tuple[_Rung, bool | None]]:
    """The rungs that reached somebody, and whether they answered; None if they still can."""
    for index, event in enumerate(track.events):
        facts = event.facts
        if not isinstance(facts, Escalated | Asked) or event.at >= period.until:
            continue
        later = track.events[index + 1 :]
        clock_of = {one: clocks.of(one) for one in facts.to if one != facts.owner}
        heard_at = _heard_at(track, event, later, clocks=clock_of.values()) if clock_of else None
        if heard_at and period.since <= heard_at < period.until and _has_it(later, heard_at):
            ends = {one: clock.later(heard_at, IN_TIME) for one, clock in clock_of.items()}
            moves = (
                one for one in later if one.actor in ends and not isinstance(one.facts, Adopted)
            )
            is_answered = any(one.at <= ends[one.actor] for one in moves)
            is_over = is_answered or max(ends.values()) <= clocks.history.known_until
            rung = rung_of(facts) if isinstance(facts, Escalated) else QUESTION
            yield rung, is_answered if is_over else None


def _heard_at(
    track: Track, event: Event, later: Iterable[Event], *, clocks: Collection[WorkingClock]
) -> datetime:
    """When the first of its people was told, as the history says; else by their hours."""
    if isinstance(event.facts, Escalated) and (heard_at := _moved(event.facts, later)):
        return heard_at
    is_urgent = track.said_at(event.at, Field.URGENT, now=track.item.urgent)
    return event.at if is_urgent else min(clock.next(event.at) for clock in clocks)


def _moved(fired: Escalated, later: Iterable[Event]) -> datetime | None:
    """When they were told, if that has changed since; the next firing of the rung is another."""
    heard_at = fired.heard_at
    for facts in (one.facts for one in later):
        if isinstance(facts, Escalated) and facts.rung == fired.rung:
            break
        if isinstance(facts, ChanceMoved) and facts.rung == fired.rung:
            heard_at = facts.heard_at or heard_at
    return heard_at


def _has_it(later: Iterable[Event], heard_at: datetime) -> bool:
    """Whether it was neither closed nor moved before they were to be told."""
    before = (one for one in later if one.at < heard_at)
    return not any(isinstance(one.facts, Closed | Rescheduled) for one in before)
