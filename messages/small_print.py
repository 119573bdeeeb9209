"""What stands in small print under a notice: where, since when, for whom, and what was missed."""

from collections.abc import Iterable

from escalation.items import Item
from escalation.notices import Notice, NoticeKind, Place
from messages import text, wording
from messages.voice import Voice

_FIRST_HEARD = frozenset(
    {
        NoticeKind.LOGGED,
        NoticeKind.ESCALATION,
        NoticeKind.FALLBACK,
        NoticeKind.REVIEW,
        NoticeKind.QUESTION,
        NoticeKind.SLIPPED,
        NoticeKind.GAP,
        NoticeKind.HANDED,
    }
)
"""What may be the first that somebody hears of an item: it says in which channel it belongs."""


def alone(notice: Notice, item: Item, voice: Voice) -> list[str]:
    """All of it, for a notice that is a message of its own."""
    parts = [where(notice, item)]
    if item.is_open and item.acknowledged_at and notice.kind is not NoticeKind.CHANGED:
        parts.append(f"Acknowledged {voice.when(item.acknowledged_at)}")
    return [*filter(None, [*parts, stands_in(notice, voice)]), *shared([notice], voice)]


def where(notice: Notice, item: Item) -> str:
    """The channel of an item that the reader may not have heard of before; else ""."""
    concerns = item.is_open and not wording.was_handed_on(notice, item)
    named = concerns and notice.place is Place.DM and notice.kind in _FIRST_HEARD
    return f"In <#{item.channel}>" if named else ""


def stands_in(notice: Notice, voice: Voice) -> str:
    """Whom the reader stands in for; "" when the notice is to the reader as such."""
    instead_of = notice.facts.get("for")
    return f"You stand in for {voice.who(instead_of)}" if instead_of else ""


def shared(notices: Iterable[Notice], voice: Voice) -> list[str]:
    """What is said once of several notices: how many reminders they stand for, since when held."""
    parts, notices = [], list(notices)
    missed = sum(_missed(notice) for notice in notices)
    if missed:
        earlier = text.counted(missed, "earlier reminder")
        parts.append(f"This also stands for {earlier} that could not be sent in time")
    if held := [notice.planned_at for notice in notices if notice.was_held]:
        parts.append(f"Held since {voice.when(min(held))}, in your quiet time")
    return parts


def _missed(notice: Notice) -> int:
    missed = notice.facts.get("missed", "0")
    return int(missed) if missed.isdecimal() else 0
