"""What is asked of the person who may take an item, or whose item somebody wants; what came of it.

Once it is answered, a message that asked says so.
"""

from escalation.facts.handing_over import Declined, Lapsed, Proposed
from escalation.facts.in_notices import Done
from escalation.facts.shape import shaped
from escalation.items import Item
from escalation.notices.notice import Notice
from escalation.notices.suppression import still_offered
from messages.items import cards
from messages.notices import timeline
from messages.reader import Reader


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Who offers it or asks for it, why, and until when one may answer."""
    done, label, title = notice.says(Done), reader.label(item), reader.title(item.title)
    if not still_offered(notice, item):
        return _answered(notice, item, reader)
    change = shaped(done.change, Proposed)
    who, owner = reader.who(done.actor), reader.who(item.owner)
    is_request = notice.recipient == item.owner
    until = f" by {reader.when(change.until)}" if change.until else ""
    first = f"{who} asks to take {label} from you" if is_request else f"{who} offers you {label}"
    stays = "you" if is_request else owner
    return [
        f"{first}: {title}",
        f"Because {reader.title(done.reason, limit=1300)}",
        f"Without a yes{until} it stays with {stays}.",
        f"{cards.was_due(item, reader)} {cards.due(item, reader)}.",
        cards.otherwise(item, reader),
    ]


def _answered(notice: Notice, item: Item, reader: Reader) -> list[str]:
    label, title = reader.label(item), reader.title(item.title)
    if notice.recipient == item.owner:
        return [f"{label} is yours: {title}"]
    return [f"{label} is no longer offered to you: {title}", f"Owner {reader.who(item.owner)}."]


def stayed(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Why it did not change hands, to those who wanted that, and to the lead."""
    done, owner = notice.says(Done), reader.who(item.owner)
    first = f"{reader.label(item)} stays with {owner}: {reader.title(item.title)}"
    return [first, f"{_why(done, reader)}{timeline.because(done.reason, reader)}."]


def _why(done: Done, reader: Reader) -> str:
    change = done.change
    if isinstance(change, Declined):
        said = "kept it" if change.is_request else "did not take it"
        return f"{reader.who(done.actor)} {said}"
    if isinstance(change, Lapsed):
        asked = reader.who(change.owner if change.is_request else change.to)
        return f"{asked} {'has left' if change.is_gone else 'did not answer in time'}"
    to = change.to if isinstance(change, Proposed) else ""
    other = f"offered it to {reader.who(to)}" if to not in ("", done.actor) else "asked for it"
    return f"Your request no longer stands, because {reader.who(done.actor)} {other}"
