"""Escalation frequency: how often each rung fired by the clock, and what else went up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from escalation.events import Event
from escalation.facts.by_clock import Asked, Escalated, GapFound
from escalation.facts.by_people import CalledForHelp
from escalation.measures.figures.rate import Rate
from escalation.measures.tracks import Track
from escalation.measures.whole_weeks import Period
from escalation.rungs import Audience

FALLBACK, NOT_KNOWN = "fallback", "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class RungFired:
    """For how many of the items that were open a rung fired, and how often."""

    name: str
    items: Rate
    firings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalations:
    """Each rung in its order, and how many calls, gaps and last questions there were."""

    open: int
    rungs: tuple[RungFired, ...]
    calls: int
    gaps: int
    questions: int


def escalations(tracks: Iterable[Track], period: Period) -> Escalations:
    """Count what went up of these items, which were open at some time in the period."""
    mine = tuple(tracks)
    kinds = Counter[type]()
    fired: dict[tuple[int, str], Counter[int]] = defaultdict(Counter)
    for track in mine:
        for event in within(track, period):
            kinds[type(event.facts)] += 1
            if isinstance(event.facts, Escalated):
                fired[rung_of(event.facts)][track.item.id] += 1
    return Escalations(
        open=len(mine),
        rungs=tuple(
            RungFired(name=name, items=Rate(len(items), len(mine)), firings=items.total())
            for (_, name), items in sorted(fired.items())
        ),
        calls=kinds[CalledForHelp],
        gaps=kinds[GapFound],
        questions=kinds[Asked],
    )


def within(track: Track, period: Period) -> Iterator[Event]:
    """What happened to it in the period."""
    return (one for one in track.events if period.since <= one.at < period.until)


def rung_of(fired: Escalated) -> tuple[int, str]:
    """The place and the name of a rung; the fallback comes last but for those not known."""
    match fired.audience:
        case Audience.LEAD | Audience.LEADERSHIP as audience:
            return (0 if audience is Audience.LEAD else 1), audience.value
        case Audience.CHANNEL:
            return 98, FALLBACK
    if fired.rung is None:
        return 99, NOT_KNOWN
    return fired.rung, fired.name or f"step {fired.rung + 1}"
