"""Bundling: what one direct message says about each item if it carries several notices."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto

from escalation.facts.by_people import Rescheduled
from escalation.facts.in_notices import (
    AsksIn,
    Climb,
    Cover,
    Done,
    NeededChanged,
    Promised,
    Reminder,
)
from escalation.facts.shape import Facts
from escalation.notices.notice import Notice, NoticeKind

_WHOSE_AND_WHEN = frozenset(
    {
        NoticeKind.COVER,
        NoticeKind.LOGGED,
        NoticeKind.HANDED,
        NoticeKind.REMINDER,
        NoticeKind.MOVED,
    }
)
_FROM_THE_LADDER = frozenset(
    {NoticeKind.ESCALATION, NoticeKind.GAP, NoticeKind.REVIEW, NoticeKind.FALLBACK}
)


class _Family(Enum):
    """Of an item's notices in one family, only one is told."""

    LADDER = auto()  # a rung was reached, or nobody can answer
    STANDING = auto()  # whose it is, and due when
    NEEDED = auto()  # what became of an item that it needs, each by itself
    PROMISE = auto()  # its date is too late for a customer
    INVITE = auto()  # somebody asks to be invited
    NEWS = auto()  # what else has happened


def gathered(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Drop notices that another one makes redundant, so that nobody is told twice.

    Of an item's notices in each family the last counts, except that "this is yours now" beats any
    reminder or new date. Each keeps the instant since the first of its kind was held, the date
    that its reader was told before it moved, and who called for help or asked for the reminder.
    """
    kept: dict[tuple[int | None, _Family, str], Notice] = {}
    for notice in sorted(notices, key=lambda notice: (_says(notice), notice.planned_at)):
        key = (notice.item_id, _family(notice), _apart(notice))
        first = kept.get(key, notice)
        kept[key] = replace(
            notice,
            planned_at=_since(first, notice),
            facts=_with(first.facts, notice.facts),
        )
    return tuple(kept.values())


def _since(first: Notice, notice: Notice) -> datetime:
    """Since when it waited; an offer keeps its own instant, which tells it from others."""
    if notice.kind is NoticeKind.OFFERED:
        return notice.planned_at
    return min(first.planned_at, notice.planned_at)


def _family(notice: Notice) -> _Family:
    if notice.kind in _FROM_THE_LADDER:
        return _Family.LADDER
    if notice.kind is NoticeKind.NEEDED:
        return _Family.NEEDED
    if notice.kind is NoticeKind.PROMISED:
        return _Family.PROMISE
    if notice.kind is NoticeKind.INVITE:
        return _Family.INVITE
    return _Family.STANDING if notice.kind in _WHOSE_AND_WHEN else _Family.NEWS


def _apart(notice: Notice) -> str:
    """What it is about besides its item: another item, by its label, a customer, or who asks."""
    facts = notice.facts
    if isinstance(facts, AsksIn):
        return facts.actor
    if isinstance(facts, Promised):
        return str(facts.customer)
    return facts.needed if isinstance(facts, NeededChanged) else ""


def _with(first: Facts, facts: Facts) -> Facts:
    """The facts, with the date that the reader knows, or who had called before the rung fired."""
    if isinstance(first, Climb) and isinstance(facts, Climb) and first.actor and not facts.actor:
        return replace(facts, actor=first.actor, reason=first.reason)
    if isinstance(facts, Reminder):
        facts = _as_reminder(first, facts)
    if isinstance(first, NeededChanged) and isinstance(facts, NeededChanged):
        return _moved_since(first, facts) if first is not facts else facts
    known_at = _old_due_at(first)
    if known_at is None:
        return facts
    if isinstance(facts, Reminder):
        return replace(facts, old_due_at=known_at)
    if isinstance(facts, Done) and isinstance(facts.change, Rescheduled):
        return replace(facts, change=replace(facts.change, old_due_at=known_at))
    return facts


def _as_reminder(first: Facts, facts: Reminder) -> Reminder:
    """The reminder, with what an earlier one or the beginning of a cover says."""
    if isinstance(first, Cover):
        return replace(facts, begins_cover=True)
    if not isinstance(first, Reminder):
        return facts
    return replace(
        _asked_for(first, facts),
        asks_trajectory=first.asks_trajectory or facts.asks_trajectory,
        begins_cover=first.begins_cover or facts.begins_cover,
    )


def _moved_since(first: NeededChanged, facts: NeededChanged) -> NeededChanged:
    """The newest date with the one that the reader knows."""
    if not (first.old_due_at and facts.old_due_at):
        return facts
    return replace(facts, old_due_at=first.old_due_at)


def _asked_for(first: Reminder, facts: Reminder) -> Reminder:
    """One reminder for both, with who asked for it last."""
    asked, planned = (facts, first) if facts.actor else (first, facts)
    return replace(planned, actor=asked.actor, reason=asked.reason)


def _old_due_at(facts: Facts) -> datetime | None:
    """The due date before it moved, if they say so."""
    dated = facts.change if isinstance(facts, Done) else facts
    return dated.old_due_at if isinstance(dated, Reminder | Rescheduled) else None


def _says(notice: Notice) -> bool:
    """Whether it says whose item it is, which the others leave out."""
    return notice.kind in {NoticeKind.LOGGED, NoticeKind.HANDED}
