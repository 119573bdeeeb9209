"""A hand-over and its answers as a line of the timeline, after the person who did it."""

from escalation.facts import by_people, handing_over
from escalation.facts.in_notices import Done
from escalation.items import Item
from messages.reader import Reader


def reassigned(change: by_people.Reassigned, done: Done, _item: Item, reader: Reader) -> str:
    """Who handed it to whom, or took it."""
    to, old = change.new_owner, change.old_owner
    if to and to == done.actor:
        return f"took it over from {reader.who(old)}" if old else "took it over"
    from_ = f" from {reader.who(old)}" if old and old != done.actor else ""
    return f"handed it{from_} to {reader.who(to)}" if to else "handed it over"


def offered(change: handing_over.Offered, _done: Done, _item: Item, reader: Reader) -> str:
    """To whom it is offered, until when."""
    return f"offered it to {reader.who(change.to)}{_until(change, reader)}"


def asked_to_take(change: handing_over.AskedToTake, _: Done, _item: Item, reader: Reader) -> str:
    """Whom somebody asked for it, until when."""
    to = " to them" if change.instead_of not in (None, change.to) else ""
    return f"asked {reader.who(change.owner)} to hand it over{to}{_until(change, reader)}"


def _until(change: handing_over.Proposed, reader: Reader) -> str:
    """Who was to get it before, and until when somebody may say yes."""
    until = f" until {reader.when(change.until)}" if change.until else ""
    others = change.instead_of if change.instead_of != change.to else ""
    return f", not to {reader.who(others)},{until}" if others else until


def declined(change: handing_over.Declined, _done: Done, _item: Item, reader: Reader) -> str:
    """Who did not take it, or keeps it."""
    if change.is_request:
        return f"keeps it; {reader.who(change.to)} asked for it"
    return f"did not take it; it stays with {reader.who(change.owner)}"


def lapsed(change: handing_over.Lapsed, _done: Done, _item: Item, reader: Reader) -> str:
    """What nobody answered, and with whom it stays; the clock did it."""
    to, owner = reader.who(change.to), reader.who(change.owner)
    what = f"the request of {to}" if change.is_request else f"the offer to {to}"
    why = "somebody has left" if change.is_gone else "there was no answer in time"
    return f"ended {what}, as {why}; it stays with {owner}"
