"""Covering: who answers for somebody who is away, and when nobody does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from escalation.facts.about_absences import CoverChanged
from escalation.facts.shape import Covering
from escalation.people import Away, Person


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Why a stand-in does not cover during all of an absence: they are away too, or else gone."""

    stand_in: str
    away: Away | None = None


def overlap(one: Away, other: Away, now: datetime) -> bool:
    """Whether two absences share any time."""
    starts = (away.starts_at or now for away in (one, other))
    return max(starts) < min(one.until, other.until)


def uncovered(away: Away, people: Mapping[str, Person], *, now: datetime) -> Uncovered | None:
    """Why nobody covers during some or all of the absence, though it has a stand-in."""
    other = people.get(away.stand_in)
    if other is None:
        return None
    if not other.can_own:
        return Uncovered(away.stand_in)
    ahead = (one for one in other.absences if now < one.until)
    clash = next((one for one in ahead if overlap(one, away, now)), None)
    return Uncovered(away.stand_in, clash) if clash else None


def covers(user: str, absent: Person | None, now: datetime) -> bool:
    """Whether this user is the stand-in of somebody who is away at `now`."""
    away = absent.away_at(now) if absent else None
    return away is not None and away.stand_in == user


def can_cover(user: str, people: Mapping[str, Person], *, at: datetime) -> bool:
    """Whether this user, if there is one, can answer at this instant."""
    other = people.get(user)
    return other is not None and other.can_own and not other.is_away(at)


def no_longer_so(facts: CoverChanged, absent: Person | None, *, now: datetime) -> str:
    """Why a change of the cover is not worth telling by now; "" if it still is."""
    is_covering = covers(facts.stand_in, absent, now)
    if facts.what is Covering.BEGINS:
        return "" if is_covering else "the absence is over"
    if facts.what is Covering.ENDED:
        return "they cover again" if is_covering else ""
    kept = absent.absences if absent else ()
    counts = any(one.stand_in == facts.stand_in and now < one.until == facts.until for one in kept)
    return "" if counts else "somebody else covers"
