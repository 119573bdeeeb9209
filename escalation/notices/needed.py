"""What the owners of items that need another are told when it closes, reopens or moves.

Nothing moves by itself: an owner whose date it passes is only offered to move theirs as far.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from escalation.calendars import calendar_of
from escalation.dm_times import next_dm_at
from escalation.events import Event
from escalation.facts.action import Action
from escalation.facts.by_people import Closed, Reopened, Rescheduled, Undone
from escalation.facts.in_notices import Done, NeededChanged
from escalation.facts.shape import EventFacts
from escalation.items import Item
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, about
from escalation.recipients import Directory
from escalation.rungs import Target, TargetKind
from escalation.worktime.hours import Calendar, add_working_days, working_dates_between

_NEVER_ASKED: Mapping[int, datetime | None] = MappingProxyType({})
CLOSING = frozenset({Action.RESOLVE, Action.DECIDE, Action.FALL_BACK, Action.WITHDRAW})


def concerns(change: EventFacts) -> bool:
    """Whether what was done to an item matters to those that need it."""
    is_undone = isinstance(change, Undone) and change.what in CLOSING
    return is_undone or isinstance(change, Closed | Reopened | Rescheduled)


def announce(
    before: Item,
    after: Item,
    event: Event,
    *,
    waiting: Iterable[Item],
    directory: Directory,
    since: Mapping[int, datetime | None] = _NEVER_ASKED,
) -> tuple[Notice, ...]:
    """A direct message for each `waiting` item, to its owner and an absent owner's stand-in.

    The person who did it is not told. `since` are the dates, by the id of the waiting item, from
    which the working days count if not from the last one. The keys contain the version of the
    needed item before the change, which never comes back.
    """
    return tuple(
        about(
            item,
            key=keys.of_move(item.id, f"{before.label}:{before.version}", to=one.person.id),
            kind=NoticeKind.NEEDED,
            recipient=one.person.id,
            facts=replace(
                _facts(after, event, since.get(item.id)), instead_of=one.instead_of or None
            ),
            planned_at=event.at,
            not_before=next_dm_at(one.person, item, event.at),
        )
        for item in waiting
        for one in directory.about(item).recipients(
            [Target(TargetKind.PERSON, item.owner)], beside=event.actor
        )
    )


def unanswered_since(
    item: Item, earlier: Iterable[tuple[NeededChanged, bool]], *, kept_for: datetime | None
) -> datetime | None:
    """The date of a needed item before the first move that the owner of `item` has not answered.

    `earlier` are the moves that they were to be told of in this round, in order, and whether they
    were; None if they have answered all that went past the item's date.
    """
    since: datetime | None = None
    for facts, is_told in earlier:
        if kept_for is not None and facts.new_due_at == kept_for:
            since = None
        elif since is None and _went_on(facts) and (not is_told or _is_past(facts, item)):
            since = facts.old_due_at
    return since


def _went_on(facts: NeededChanged) -> bool:
    return facts.what is Action.RESCHEDULE and facts.days > 0


def _is_past(facts: NeededChanged, item: Item) -> bool:
    return facts.new_due_at is not None and facts.new_due_at > item.due.at


def _facts(needed: Item, event: Event, since: datetime | None) -> NeededChanged:
    change = event.facts
    moved = change if isinstance(change, Rescheduled | Reopened) else None
    old, new = (moved.old_due_at, moved.new_due_at) if moved else (None, None)
    days = 0
    if isinstance(change, Rescheduled) and old and new:
        days = (
            _days(since or old, new, calendar_of("", needed.policy, event.at)) if new > old else 0
        )
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


def _days(old: datetime, new: datetime, calendar: Calendar) -> int:
    """The working days between two dates; a later time of the same day counts as one."""
    return max(1, working_dates_between(old, new, calendar))


def says_it(facts: NeededChanged, done: Done, its: Item) -> bool:
    """Whether the news tells what was done to `its` item, so that one message is enough."""
    change = done.change
    new = change.new_due_at if isinstance(change, Rescheduled) else None
    told = (facts.needed, facts.what, facts.new_due_at)
    return not done.undone and told == (its.label, change.action, new)


def is_for(notice: Notice, item: Item) -> bool:
    """Whether its reader owns the item, or stands in for its owner."""
    facts = notice.facts
    instead_of = facts.instead_of if isinstance(facts, NeededChanged) else None
    return item.owner in (notice.recipient, instead_of)


def is_answerable(facts: NeededChanged, needed: Item, *, kept_for: datetime | None) -> bool:
    """Whether the move is still to be answered: nothing else has become of it or of the date."""
    is_current = needed.is_open and needed.due.at == facts.new_due_at
    return is_current and kept_for != facts.new_due_at


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
        and item.is_open
        and notice.round == item.round
        and _is_past(facts, item)
    )


def moved_as_far(item: Item, days: int) -> datetime:
    """The item's date, so many working days later at the same time of day where it was set."""
    return add_working_days(item.due.at, days, calendar_of(item.due.zone, item.policy, item.due.at))
