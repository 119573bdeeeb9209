"""The small print under a notice: where, since when, for whom, and what was missed."""

from collections.abc import Iterable

from escalation.absences.covering import covers
from escalation.facts.in_notices import ForStep, NeededChanged, Reminder
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind, Place
from messages.absences import cover
from messages.items import buttons
from messages.notices import sentences
from messages.reader import Reader
from messages.slack import text

_FIRST_TOLD = buttons.ASKING - {NoticeKind.REMINDER, NoticeKind.MOVED, NoticeKind.NEEDED}
"""Notices that may be the first about an item that somebody gets, so they name its channel."""


def alone(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """All the small print of a notice that is a message of its own."""
    is_hidden = item.id in reader.hidden
    parts = [] if is_hidden else [where(notice, item)]
    if item.is_open and item.position.acknowledged_at and notice.kind is not NoticeKind.CHANGED:
        parts.append(f"Acknowledged {reader.when(item.position.acknowledged_at)}")
    parts += [stands_in(notice, reader), follows(notice)]
    return [*filter(None, parts), *shared([notice], reader)]


def where(notice: Notice, item: Item) -> str:
    """The channel of an item that may be new to the reader; else ""."""
    is_new = notice.place is Place.DM and notice.kind in _FIRST_TOLD
    named = is_new and sentences.still_concerns(notice, item)
    return f"In <#{item.channel}>" if named else ""


def stands_in(notice: Notice, reader: Reader) -> str:
    """Whom the reader stands in for; "" for nobody, or where the first line says it."""
    if cover.begins(notice):
        return ""
    facts = notice.facts
    instead_of = facts.instead_of if isinstance(facts, ForStep | NeededChanged) else None
    if not instead_of:
        return ""
    absent = reader.people.get(instead_of)
    is_over = absent is not None and not covers(notice.recipient, absent, reader.now)
    return f"You {'stood' if is_over else 'stand'} in for {reader.who(instead_of)}"


def follows(notice: Notice) -> str:
    """Why somebody is told who has nothing to do with the item; "" for others."""
    return "You follow it" if notice.kind is NoticeKind.FOLLOWED else ""


def shared(notices: Iterable[Notice], reader: Reader) -> list[str]:
    """What is said once for all: how many reminders they stand for, and why they waited."""
    parts, notices = [], list(notices)
    missed = sum(_missed(notice) for notice in notices)
    if missed:
        earlier = text.counted(missed, "earlier reminder")
        parts.append(f"This also stands for {earlier} that could not be sent in time")
    if held := [notice.planned_at for notice in notices if notice.was_held]:
        parts.append(f"Waited for your working hours (since {reader.when(min(held))})")
    if any(notice.bundle_at for notice in notices):
        parts.append(f"Waited for a bundle (`{reader.commands.backstop} quiet`)")
    return parts


def _missed(notice: Notice) -> int:
    return (notice.facts.missed or 0) if isinstance(notice.facts, Reminder) else 0
