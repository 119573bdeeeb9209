"""What a weekly summary asks of people: one thing for each item, the most pressing first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from escalation.calendars import calendar_of
from escalation.events import Event
from escalation.facts.by_people import Rescheduled
from escalation.items import Item
from escalation.notices.review_cycles import UNANSWERED
from escalation.worktime.hours import days_later


class Why(IntEnum):
    """What is asked, in the order in which a summary lists it."""

    NEVER_ANSWERED = 1  # the last question was asked three times without an answer
    GAP = 2  # nobody has named another owner
    LAST_QUESTION = 3  # the last question has no answer yet
    NOT_AGREED = 4  # its owner has not agreed to the date in time
    OLD = 5  # it is open after review cycles, though its first date has passed or was moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked about an open item; `cycles` are the review cycles that it is open."""

    why: Why
    item: Item
    cycles: int = 0


def asked(
    items: Iterable[Item],
    at: datetime,
    *,
    gaps: Collection[int],
    not_agreed: Collection[int],
    events: Iterable[Event],
) -> tuple[Asked, ...]:
    """What is asked about these open items at an instant (UTC).

    `gaps` are the ids of those with an open ownership gap, `not_agreed` of those whose owner has
    not agreed to the date in time; `events` is what happened since a week.
    """
    moves = [event for event in events if isinstance(event.facts, Rescheduled)]
    found = [
        Asked(why=why, item=item, cycles=_cycles(item, at, moves))
        for item in items
        if (why := _why(item, at, gaps=gaps, not_agreed=not_agreed, moves=moves))
    ]
    return tuple(sorted(found, key=lambda one: (one.why, one.item.due.at, one.item.id)))


def _why(
    item: Item,
    at: datetime,
    *,
    gaps: Collection[int],
    not_agreed: Collection[int],
    moves: Collection[Event],
) -> Why | None:
    position = item.position
    reasons = {
        Why.NEVER_ANSWERED: position.unanswered >= UNANSWERED,
        Why.GAP: item.id in gaps,
        Why.LAST_QUESTION: position.unanswered and item.fallback_applies,
        Why.NOT_AGREED: item.id in not_agreed and item.due.at > at,
        Why.OLD: _cycles(item, at, moves),
    }
    return next((why for why, holds in reasons.items() if holds), None)


def _cycles(item: Item, at: datetime, moves: Collection[Event]) -> int:
    """After how many review cycles its age was last looked at; 0 if there was nothing to say.

    At each of them leadership is told of items whose first date has passed or was moved, until
    the fallback applies.
    """
    count = (at - item.logged_at) // item.policy.review_cycle
    if not count or item.fallback_applies:
        return 0
    calendar = calendar_of("", item.policy, at)
    then = days_later(item.logged_at, count * item.policy.review_cycle.days, calendar)
    later = sum(event.item_id == item.id and event.at > then for event in moves)
    was_moved = item.slips + item.pull_ins > later
    return count if item.first_due_at <= then or was_moved else 0
