"""Entering an absence: several may lie ahead, and no two overlap."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from escalation.absences.covering import overlap
from escalation.calendars import calendar_of
from escalation.errors import BadInput
from escalation.fields import TEXT_LIMIT, Field, too_long
from escalation.people import Away, Person
from escalation.policy import Policy
from escalation.worktime import wording
from escalation.worktime.hours import working_time_between, zone

MOST = 5
"""How many absences of one person may lie ahead, including the current one."""
LONGEST = timedelta(days=366)
"""A longer one is a typo in the year, or a reason to hand over what the person owns."""
TOO_LONG = "An absence lasts at most a year."
EARLY = "That ends before it begins."
WHEN_BACK = "When will you be back?"


def fitted(
    person: Person, away: Away, now: datetime, *, instead_of: datetime | None = None
) -> Away:
    """The absence as it is entered: without a start that has passed, or a night of another one.

    It replaces the one that ends at `instead_of`. BadInput names the field `until` or `reason`.
    """
    if away.starts_at is not None and away.starts_at <= now:
        away = replace(away, starts_at=None)
    _require_times(away, now)
    if len(away.reason) > TEXT_LIMIT:
        raise BadInput(too_long(away.reason), field=Field.REASON)
    others = without(person, now, instead_of)
    for one in others:
        away = _beside(one, away, person, now=now)
    if len(others) >= MOST:
        full = f"At most {MOST} absences can lie ahead."
        raise BadInput(f"{full} {_how_to_change(person, away)}", field=Field.UNTIL)
    return away


def without(person: Person, now: datetime, until: datetime | None) -> tuple[Away, ...]:
    """The absences of a person that are not over, but for the one that ends at `until`."""
    return tuple(one for one in person.absences if now < one.until != until)


def together(others: Iterable[Away], away: Away) -> tuple[Away, ...]:
    """All of them in the order of their ends."""
    return tuple(sorted([*others, away], key=lambda one: one.until))


def as_entered(person: Person, away: Away) -> Away:
    """What became of this absence when it was entered; it may have lost a night at either end."""
    by_end = {one.until: one for one in person.absences}
    by_start = {one.starts_at: one for one in person.absences}
    return by_end.get(away.until) or by_start.get(away.starts_at, away)


def in_a_circle(person: Person, away: Away, people: Mapping[str, Person], *, now: datetime) -> bool:
    """Whether the stand-in's stand-in during this absence, and so on, is the person."""
    return _comes_back(person.id, away, people, now=now, seen=frozenset())


def _comes_back(
    user: str, away: Away, people: Mapping[str, Person], *, now: datetime, seen: frozenset[str]
) -> bool:
    if away.stand_in == user:
        return True
    other = people.get(away.stand_in)
    if other is None or other.id in seen:
        return False
    theirs = (one for one in other.absences if overlap(one, away, now))
    return any(_comes_back(user, one, people, now=now, seen=seen | {other.id}) for one in theirs)


def _require_times(away: Away, now: datetime) -> None:
    if away.until <= now:
        past = f"That is in the past. {WHEN_BACK}"
        raise BadInput(
            f"{past} For example: `away until mon 9am`.", field=Field.UNTIL, in_form=past
        )
    if away.starts_at is not None and away.until <= away.starts_at:
        early = f"{EARLY} {WHEN_BACK}"
        raise BadInput(
            f"{early} For example: `away 27 mar - 3 apr`.", field=Field.UNTIL, in_form=early
        )
    if away.until - (away.starts_at or now) > LONGEST:
        raise BadInput(
            f"{TOO_LONG} {WHEN_BACK} For example: `away 27 mar - 3 apr`.", field=Field.UNTIL
        )


def _beside(one: Away, away: Away, person: Person, *, now: datetime) -> Away:
    """The absence, cut short if it shares only a night with this one."""
    if not overlap(one, away, now):
        return away
    starts, theirs = (it.starts_at or now for it in (away, one))
    shared = (max(starts, theirs), min(away.until, one.until))
    usual = calendar_of(person.zone, Policy(), now)
    is_after = starts >= theirs
    fits = one.until < away.until if is_after else starts < theirs
    if not fits or working_time_between(*shared, usual):
        shown = f"{_overlapping(one, person, now)} {_how_to_change(person, away)}"
        raise BadInput(shown, field=Field.UNTIL)
    return replace(away, starts_at=one.until) if is_after else replace(away, until=theirs)


def _overlapping(one: Away, person: Person, now: datetime) -> str:
    tz = zone(person.zone, ZoneInfo("UTC"))
    starts = f"from {wording.instant(one.starts_at, tz, now=now)} " if one.starts_at else ""
    until = wording.instant(one.until, tz, now=now)
    return f"That overlaps with the absence {starts}until {until}."


def _how_to_change(person: Person, entered: Away) -> str:
    if entered.entered_by:
        return f"Only {person.name} can change or end one."
    return "To change or end one, type `away`."
