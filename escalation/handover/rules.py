"""Whether a hand-over asks somebody first, and how long they have to answer."""

from collections.abc import Collection
from datetime import datetime, timedelta

from escalation.calendars import calendar_of
from escalation.items import Item
from escalation.moves.permissions import Standing
from escalation.people import Person
from escalation.policy import HandOvers
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
    here = directory.within(item.channel)
    owner = here.reachable(item.owner)
    if owner is None or here.was_removed(item.owner):
        return False
    if actor == to:
        if has_gap and Standing.MEMBER in held:
            return False
        return not (owner.is_away(here.now) and owner.back_at(here.now) > item.due.at)
    is_offered = item.policy.hand_overs is HandOvers.OFFERED
    return is_offered and not owner.is_away(here.now)


def ends_at(item: Item, person: Person | None, now: datetime) -> datetime:
    """When the wait for somebody's answer ends: after 8 of their working hours, absences left out.

    If the item is urgent, after 8 hours by the clock.
    """
    if item.urgent:
        return now + TO_ANSWER
    calendar = calendar_of(person.zone if person else "", item.policy, now)
    at, left = now, TO_ANSWER
    for away in person.absences if person else ():
        if away.until <= at:
            continue
        worked = working_time_between(at, max(at, away.starts_at or at), calendar)
        if worked >= left:
            break
        at, left = away.until, left - worked
    return add_working_time(at, left, calendar)
