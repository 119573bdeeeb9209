"""Offers and requests, told to the person asked, and what came of them.

Once it is answered, the message that asked says so.
"""

from escalation.facts.handing_over import AskedToTake, Declined, Lapsed, Proposed
from escalation.facts.in_notices import Done
from escalation.facts.shape import shaped
from escalation.items import Item
from escalation.notices.notice import Notice
from escalation.notices.suppression import still_offered
from messages.items import cards
from messages.notices.handover.handed import handed_on
from messages.reader import Reader


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Who offers it or asks for it, why, and until when to answer."""
    if not still_offered(notice, item):
        return _answered(notice, item, reader)
    done, label = notice.says(Done), reader.label(item)
    change, who = shaped(done.change, Proposed), reader.who(done.actor)
    by = f" by {reader.when(change.until)}" if change.until else ""
    if isinstance(change, AskedToTake):
        first, stays = f"{who} asks to take {label} from you", "you keep it"
    else:
        first, stays = f"{who} offers you {label}", f"it stays with {reader.who(item.owner)}"
    return [
        f"{first}: {reader.title(item.title)}",
        f"Because {reader.title(done.reason, limit=1300)}",
        f"If you don't answer{by}, {stays}.",
        f"{cards.was_due(item, reader)} {cards.due(item, reader)}.",
        cards.otherwise(item, reader),
    ]


def _answered(notice: Notice, item: Item, reader: Reader) -> list[str]:
    label, title = reader.label(item), reader.title(item.title)
    is_request = isinstance(notice.says(Done).change, AskedToTake)
    if notice.recipient == item.owner:
        return [f"{label} {'stays with you' if is_request else 'is yours'}: {title}"]
    if is_request:
        return handed_on(notice, item, reader)
    return [f"{label} is no longer offered to you: {title}", f"Owner {reader.who(item.owner)}."]


def stayed(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Why it did not change hands, told to those who wanted that and to the lead."""
    done = notice.says(Done)
    owner = "you" if notice.recipient == item.owner else reader.who(item.owner)
    first = f"{reader.label(item)} stays with {owner}: {reader.title(item.title)}"
    return [first, f"{_why(done, reader)}{reader.because(done.reason)}."]


def _why(done: Done, reader: Reader) -> str:
    change, who = done.change, reader.who(done.actor)
    if isinstance(change, Declined):
        return f"{who} {'kept it' if change.is_request else 'did not take it'}"
    if isinstance(change, Lapsed):
        asked = reader.who(change.owner if change.is_request else change.to)
        return f"{asked} {'has left' if change.is_gone else 'did not answer in time'}"
    to = change.to if isinstance(change, Proposed) else ""
    other = f"offered it to {reader.who(to)}" if to not in ("", done.actor) else "asked for it"
    return f"Your request was replaced: {who} {other}"
