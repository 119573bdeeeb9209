"""Whether a hand-over asks somebody first, and how long they have to answer."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from escalation.calendars import calendar_of
from escalation.items import Item
from escalation.moves.permissions import Standing
from escalation.people import Person
from escalation.policy import HandOvers, Policy
from escalation.recipients import Directory
from escalation.worktime.hours import add_working_time, working_time_between

TO_ANSWER = timedelta(hours=8)
"""Working hours of the person asked."""
_DECIDE = frozenset({Standing.LEAD, Standing.ADMIN})


def asks_first(
    item: Item,
    *,
    actor: str,
    to: str,
    held: Collection[Standing],
    directory: Directory,
    has_gap: bool = False,
) -> bool:
    """Whether handing the item to this person waits for a yes; `held` is what the actor is to it.

    Lead, leadership and admins decide alone, and nobody waits for an owner who cannot answer.
    `has_gap`: an ownership gap of it is open, so any member of its channel may take it. An answer
    needs no second yes.
    """
    is_yes = item.offer is not None and item.offer.is_taken(item.owner, actor=actor, to=to)
    if not _DECIDE.isdisjoint(held) or is_yes:
        return False
    if actor == to:
        is_free = has_gap and Standing.MEMBER in held
        return not (is_free or can_be_taken(item, directory))
    owner = _answering(item, directory)
    is_offered = item.policy.hand_overs is HandOvers.OFFERED
    return is_offered and owner is not None and not owner.is_away(directory.now)


def can_be_taken(item: Item, directory: Directory) -> bool:
    """Whether its owner cannot answer, or is away past the date, so that nobody is asked."""
    owner, now = _answering(item, directory), directory.now
    return owner is None or (owner.is_away(now) and owner.back_at(now) > item.due.at)


def _answering(item: Item, directory: Directory) -> Person | None:
    here = directory.within(item.channel)
    return None if here.was_removed(item.owner) else here.reachable(item.owner)


def ends_at(item: Item, person: Person | None, now: datetime) -> datetime:
    """When the wait for somebody's answer ends: after 8 of their working hours, absences left out.

    If the item is urgent, after 8 hours by the clock.
    """
    return now + TO_ANSWER if item.urgent else ends_in_hours(item.policy, person, now)


def ends_in_hours(policy: Policy, person: Person | None, now: datetime) -> datetime:
    """The same for what is not urgent, in the hours of this ladder."""
    return _after(TO_ANSWER, policy, person, since=now)


def ends_now(item: Item, person: Person, now: datetime) -> datetime | None:
    """When what waits for this person ends now that their absences or hours have changed.

    An absence moves the end by what it takes of their hours. A person who is back early has 8 hours
    from then, but no longer than before. None if nothing stands, or its end stays.
    """
    waits = item.offer or item.not_mine
    if waits is None or item.urgent or waits.ends_at <= now:
        return None
    ends = moved_end(item.policy, person, now, made_at=waits.made_at, ends_at=waits.ends_at)
    return None if ends == waits.ends_at else ends


def moved_end(
    policy: Policy, person: Person, now: datetime, *, made_at: datetime, ends_at: datetime
) -> datetime:
    """The same for anything that waits in the hours of this ladder and does not end yet."""
    begun = tuple(replace(one, starts_at=one.starts_at or now) for one in person.absences)
    ends = _after(TO_ANSWER, policy, replace(person, absences=begun), since=made_at)
    if ends >= ends_at:
        return ends
    left = min(TO_ANSWER, working_time_between(now, ends_at, calendar_of(person.zone, policy, now)))
    if any(away.is_on(ends_at) for away in person.absences):
        return _after(left, policy, person, since=now)
    return max(ends, min(ends_at, _after(TO_ANSWER, policy, person, since=now)))


def _after(left: timedelta, policy: Policy, person: Person | None, *, since: datetime) -> datetime:
    """The end of that much of somebody's working time, absences left out."""
    at, calendar = since, calendar_of(person.zone if person else "", policy, since)
    for away in person.absences if person else ():
        if away.until <= at:
            continue
        worked = working_time_between(at, max(at, away.starts_at or at), calendar)
        if worked >= left:
            break
        at, left = away.until, left - worked
    return add_working_time(at, left, calendar)
