"""What the owners of items that need another are told when it closes, reopens or moves.

Nothing moves by itself: an owner whose date it passes is only offered to move theirs as far.
"""

from collections.abc import Iterable
from datetime import datetime

from escalation.calendars import calendar_of
from escalation.dm_times import next_dm_at
from escalation.events import Event
from escalation.facts.action import Action
from escalation.facts.by_people import Closed, Reopened, Rescheduled, Undone
from escalation.facts.in_notices import NeededChanged
from escalation.facts.shape import EventFacts
from escalation.items import Item
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, about
from escalation.recipients import Directory
from escalation.worktime.hours import add_working_days, working_dates_between

CLOSING = frozenset({Action.RESOLVE, Action.DECIDE, Action.FALL_BACK, Action.WITHDRAW})


def concerns(change: EventFacts) -> bool:
    """Whether what was done to an item matters to those that need it."""
    is_undone = isinstance(change, Undone) and change.what in CLOSING
    return is_undone or isinstance(change, Closed | Reopened | Rescheduled)


def announce(
    before: Item, after: Item, event: Event, *, waiting: Iterable[Item], directory: Directory
) -> tuple[Notice, ...]:
    """A direct message for each `waiting` item, to its owner unless they did it themselves.

    The keys contain the version of the needed item before the change, which never comes back.
    """
    facts = _facts(after, event)
    found = ((item, directory.reachable(item.owner)) for item in waiting)
    return tuple(
        about(
            item,
            key=keys.of_move(item.id, f"{before.label}:{before.version}", to=owner.id),
            kind=NoticeKind.NEEDED,
            recipient=owner.id,
            facts=facts,
            planned_at=event.at,
            not_before=next_dm_at(owner, item, event.at),
        )
        for item, owner in found
        if owner is not None and owner.id != event.actor
    )


def _facts(needed: Item, event: Event) -> NeededChanged:
    change = event.facts
    moved = change if isinstance(change, Rescheduled | Reopened) else None
    old, new = (moved.old_due_at, moved.new_due_at) if moved else (None, None)
    days = 0
    if isinstance(change, Rescheduled) and old and new:
        days = max(0, working_dates_between(old, new, calendar_of("", needed.policy, event.at)))
    return NeededChanged(
        actor=event.actor,
        reason=event.reason,
        needed=needed.label,
        title=needed.title,
        what=change.action,
        outcome=change.outcome if isinstance(change, Closed) else None,
        old_due_at=old,
        new_due_at=new,
        days=days,
    )


def overtaken(facts: NeededChanged, needed: Item | None) -> str:
    """Why the news is no longer worth telling, in a few words; "" if it is.

    `needed` is the item as it is now, None if it is no longer needed or may not be seen.
    """
    if needed is None:
        return "no longer needed"
    if needed.is_open is (facts.what in CLOSING):
        return "reopened" if needed.is_open else "closed since"
    return ""


def is_late_for(notice: Notice, item: Item) -> bool:
    """Whether the item's owner is offered to move its date: what it needs is due after it."""
    facts = notice.facts
    return (
        isinstance(facts, NeededChanged)
        and facts.days > 0
        and facts.new_due_at is not None
        and item.is_open
        and notice.round == item.round
        and item.due.at < facts.new_due_at
    )


def moved_as_far(item: Item, days: int) -> datetime:
    """The item's date, so many working days later at the same time of day where it was set."""
    return add_working_days(item.due.at, days, calendar_of(item.due.zone, item.policy, item.due.at))
