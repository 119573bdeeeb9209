"""Who has an item now, told to its new owner and to the one before."""

from escalation.facts.by_people import Reassigned
from escalation.facts.in_notices import Done
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind
from messages.handover.in_thread import because
from messages.items import cards
from messages.reader import Reader


def handed(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """To the new owner: it is theirs now."""
    return [
        cards.yours(item, reader),
        _handing(notice, reader),
        f"{cards.was_due(item, reader)} {cards.due(item, reader)}.",
        cards.otherwise(item, reader),
    ]


def handed_on(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """To anybody else: to whom it went then, and whose it is now; to who had it only the latter."""
    then = went_to(notice)
    to = then if then not in ("", notice.recipient) else item.owner
    first = f"{reader.label(item)} went to {reader.who(to)}: {reader.title(item.title)}"
    if notice.kind is not NoticeKind.HANDED:
        return [first]
    mine = " to you" if then == notice.recipient else ""
    return [first, _handing(notice, reader, to=mine), *whose_now(notice, item, reader, then=to)]


def went_to(notice: Notice) -> str:
    """Who became the owner by the hand-over of which it tells; "" if it tells of none."""
    change = notice.facts.change if isinstance(notice.facts, Done) else None
    return change.new_owner if isinstance(change, Reassigned) else ""


def whose_now(notice: Notice, item: Item, reader: Reader, *, then: str) -> list[str]:
    """Who owns it by now, if that is somebody else than `then`."""
    if item.owner == then:
        return []
    is_theirs = item.owner == notice.recipient
    return ["It is yours now." if is_theirs else f"{reader.who(item.owner)} owns it now."]


def _handing(notice: Notice, reader: Reader, *, to: str = "") -> str:
    done = notice.says(Done)
    change, why = done.change, because(done, reader)
    old = change.old_owner if isinstance(change, Reassigned) else ""
    if isinstance(change, Reassigned) and done.actor == change.new_owner:
        return f"{reader.who(done.actor)} took it over{why}."
    since = f" from {reader.who(old)}" if old and old != done.actor else ""
    by = f" by {reader.who(done.actor)}" if done.actor else ""
    return f"Handed over{to}{since}{by}{why}."
