"""Offers and requests, told to the person asked, and what came of them.

Each tells what happened then. If the item has another owner by now, a line says so.
"""

from escalation.facts.action import Action
from escalation.facts.handing_over import (
    AskedToTake,
    Declined,
    Lapsed,
    OfHandOver,
    Proposed,
    Unmade,
)
from escalation.facts.in_notices import Done
from escalation.facts.shape import shaped
from escalation.handover.rules import can_be_taken
from escalation.items import Item
from escalation.notices.notice import Notice
from escalation.notices.suppression import still_offered
from messages.handover import in_thread
from messages.items import cards
from messages.notices.handover.handed import handed_on, whose_now
from messages.reader import Reader


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Who offers it or asks for it, why, and until when to answer."""
    if item.offer is None or not still_offered(notice, item):
        return _answered(notice, item, reader)
    done, label = notice.says(Done), reader.label(item)
    change, who = shaped(done.change, Proposed), reader.who(done.actor)
    if isinstance(change, AskedToTake):
        first, stays = f"{who} asks to take {label} from you", "you keep it"
    else:
        first, stays = f"{who} offers you {label}", f"it stays with {reader.who(item.owner)}"
    return [
        f"{first}: {reader.title(item.title)}",
        f"Because {reader.title(done.reason, limit=1300)}",
        f"If you don't answer by {reader.when(item.offer.ends_at)}, {stays}.",
        *_replaced(change, reader),
        f"{cards.was_due(item, reader)} {cards.due(item, reader)}.",
        cards.otherwise(item, reader),
    ]


def _replaced(change: Proposed, reader: Reader) -> list[str]:
    """What a request replaces, told to the owner."""
    other = change.instead_of
    if not isinstance(change, AskedToTake) or not other or change.replaces is None:
        return []
    what = "request of" if _was_request(change) else "offer to"
    return [f"This replaces the {what} {reader.who(other)}."]


def _was_request(change: Proposed) -> bool:
    """Whether it replaced a request; older versions told only of those."""
    return change.replaces is not Action.OFFER


def _answered(notice: Notice, item: Item, reader: Reader) -> list[str]:
    label, title = reader.label(item), reader.title(item.title)
    done = notice.says(Done)
    is_request = isinstance(done.change, AskedToTake)
    if notice.recipient == item.owner:
        asked = [f"{reader.who(done.actor)} asked to take it."] if is_request else []
        return [f"{label} is yours: {title}", *asked]
    if is_request:
        return handed_on(notice, item, reader)
    if item.offer and item.offer.answerer(item.owner) == notice.recipient:
        return [f"{label} is offered to you again: {title}", "A newer message asks you."]
    return [f"{label} is no longer offered to you: {title}", f"Owner {reader.who(item.owner)}."]


def stayed(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Why it did not change hands, told to those who wanted that and to the lead."""
    done = notice.says(Done)
    change = shaped(done.change, OfHandOver)
    first = f"{reader.label(item)} {_stays(notice, change, reader)}: {reader.title(item.title)}"
    why = f"{_why(done, reader)}{reader.because(done.reason)}."
    return [first, why, *_now(notice, item, reader)]


def aside(notice: Notice, reader: Reader) -> str:
    """The same beside a line that tells something else of the item."""
    done = notice.says(Done)
    stays = _stays(notice, shaped(done.change, OfHandOver), reader)
    return f"{stays}: {_why(done, reader)}{reader.because(done.reason, limit=100)}"


def _stays(notice: Notice, change: OfHandOver, reader: Reader) -> str:
    owner = "you" if notice.recipient == change.owner else reader.who(change.owner)
    return f"stays with {owner}"


def _why(done: Done, reader: Reader) -> str:
    change, who = done.change, reader.who(done.actor)
    if isinstance(change, Declined):
        return f"{who} {'kept it' if change.is_request else 'did not take it'}"
    if isinstance(change, Lapsed):
        return in_thread.unanswered(change, reader)
    to = change.to if isinstance(change, Proposed) else ""
    other = f"offered it to {reader.who(to)}" if to not in ("", done.actor) else "asked for it"
    was_offer = isinstance(change, Proposed) and not _was_request(change)
    what = "The offer to you" if was_offer else "Your request"
    return f"{what} was replaced: {who} {other}"


def _now(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Who owns it by now, if that differs; else what its reader can do about it, and by when."""
    change = shaped(notice.says(Done).change, OfHandOver)
    if other := whose_now(notice, item, reader, then=change.owner):
        return other
    if not is_to_hand_over(notice, item):
        take = f"`{reader.commands.logs(item.kind)} {item.label} take because …`"
        is_free = item.offer is None and can_be_taken(item, reader.directory)
        return [f"You can take it now: {take}."] if is_free else []
    due = f"{cards.was_due(item, reader)} {cards.due(item, reader)}."
    return [*_owner_is_out(notice, item, reader), due]


def is_to_hand_over(notice: Notice, item: Item) -> bool:
    """Whether lead and giver are told of an offer that nobody took, and nothing came of it yet."""
    change = notice.says(Done).change
    if not isinstance(change, Unmade) or change.is_request or item.offer:
        return False
    return item.owner == change.owner


def _owner_is_out(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """That the owner, with whom it stays, cannot answer either."""
    owner = reader.people.get(item.owner)
    if owner is None or notice.recipient == item.owner:
        return []
    if away := owner.away_at(reader.now):
        return [f"{reader.who(item.owner)} is away until {reader.when(away.until)}."]
    return [] if owner.can_own else [f"{reader.who(item.owner)} {owner.unfit}."]
