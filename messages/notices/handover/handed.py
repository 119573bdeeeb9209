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
    """To anybody else: whose it is now."""
    first = f"{reader.label(item)} went to {reader.who(item.owner)}: {reader.title(item.title)}"
    return [first, _handing(notice, reader)] if notice.kind is NoticeKind.HANDED else [first]


def _handing(notice: Notice, reader: Reader) -> str:
    done = notice.says(Done)
    change, why = done.change, because(done, reader)
    old = change.old_owner if isinstance(change, Reassigned) else ""
    if isinstance(change, Reassigned) and done.actor == change.new_owner:
        return f"{reader.who(done.actor)} took it over{why}."
    since = f" from {reader.who(old)}" if old and old != done.actor else ""
    by = f" by {reader.who(done.actor)}" if done.actor else ""
    return f"Handed over{since}{by}{why}."
