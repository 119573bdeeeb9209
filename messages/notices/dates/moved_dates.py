"""A move of the date: as a notice, and as a line of the timeline; and that its owner keeps it."""

from datetime import datetime

from escalation.facts.by_owners import Agreed
from escalation.facts.by_people import Rescheduled
from escalation.facts.in_notices import Done
from escalation.items import Item
from escalation.notices.notice import Notice
from messages.items import cards
from messages.notices.dates import slips
from messages.reader import Reader


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """One move of the date: drawn again after the next, it still tells of its own."""
    done = notice.says(Done)
    change = done.change if isinstance(done.change, Rescheduled) else None
    was = f"was {reader.when(change.old_due_at)}, now " if change and change.old_due_at else "now "
    new = slips.new_date(notice, item)
    by = f" by {reader.who(done.actor)}" if done.actor else ""
    return [
        f"{reader.label(item)} has a new date: {was}{reader.when(new)}",
        reader.title(item.title),
        f"{_verb(change)}{by}{reader.because(done.reason)}.",
        *(slips.moved_since(notice, item, reader) or _count(change, item)),
    ]


def _verb(change: Rescheduled | None) -> str:
    if change and change.is_counter:
        return "Proposed"
    return "Put back" if change and change.puts_back else "Moved"


def _count(change: Rescheduled | None, item: Item) -> list[str]:
    """How often the date has moved with this; nothing if it only replaces what was just done."""
    if change and change.is_counter:
        return ["This is now the first date: the owner had not agreed to the old one."]
    if change and change.puts_back:
        return ["The owner is asked once more, and every move from now on counts."]
    counted = change.times_moved if change else 0
    if change and change.replaces and not counted:
        return []
    # older versions did not count
    return [f"The date moved {cards.times(max(counted or item.times_moved, 1))} so far."]


def did(change: Rescheduled, _done: Done, _item: Item, reader: Reader) -> str:
    """From which date to which, and how often it has slipped; the reason follows."""
    old, new = change.old_due_at, change.new_due_at
    from_ = f" from {reader.when(old)}" if old else ""
    to = f" to {reader.when(new)}" if new else ""
    if change.puts_back:
        return f"put the date back{to}{from_}"
    if change.is_counter and old and new:
        return f"proposed {reader.when(new)} instead of {reader.when(old)}"
    if change.replaces and old and new:
        set_to = f"set the date to {reader.when(new)} instead of {reader.when(old)}"
        return f"{set_to}{_slip(change, reader)}"
    return f"moved the date{from_}{to}{_slip(change, reader)}"


def _slip(change: Rescheduled, reader: Reader) -> str:
    """How often and how far it has slipped, if those above the owner are told of it."""
    if change.above is None or change.first_due_at is None:
        return ""
    first = slips.first_date(change.first_due_at, change.drift, reader)
    return f" (slipped {cards.times(change.slips)}, {first})"


def agreed(change: Agreed, _done: Done, _item: Item, reader: Reader) -> str:
    """Which date the owner keeps, and until when that pauses escalation."""
    date = f", {reader.when(change.due_at)}" if change.due_at else ""
    return f"keeps the date{date}{paused(change.held_until, reader)}"


def paused(until: datetime | None, reader: Reader) -> str:
    """`; escalation is paused until Fri 27 Mar 14:00`; "" if it is not."""
    return f"; escalation is paused until {reader.when(until)}" if until else ""
