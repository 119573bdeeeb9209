"""A hand-over and its answers as a line of the timeline, after the person who did it."""

from escalation.facts import by_people, handing_over
from escalation.facts.by_owners import Disowned, NobodyNamed
from escalation.facts.handing_over import Unanswered
from escalation.facts.in_notices import Done
from escalation.items import Item
from messages.reader import Reader


def because(done: Done, reader: Reader, *, limit: int = 1500) -> str:
    """Why something was done; the reason of an offer or a request stays that of who made it."""
    change = done.change
    why = reader.because(done.reason, limit=limit)
    if not isinstance(change, by_people.Reassigned) or change.asked_by is None:
        return why
    did = "asked for it" if change.asked_by == change.new_owner else "offered it"
    return f" ({reader.who(change.asked_by)} {did}{why})"


def reassigned(change: by_people.Reassigned, done: Done, _item: Item, reader: Reader) -> str:
    """Who handed it to whom, or took it."""
    to, old = change.new_owner, change.old_owner
    if change.replaces and to and old:
        return f"named {reader.who(to)} the owner instead of {reader.who(old)}"
    if to and to == done.actor:
        return f"took it over from {reader.who(old)}" if old else "took it over"
    from_ = f" from {reader.who(old)}" if old and old != done.actor else ""
    return f"handed it{from_} to {reader.who(to)}" if to else "handed it over"


def offered(change: handing_over.Offered, _done: Done, _item: Item, reader: Reader) -> str:
    """To whom it is offered, in place of whom, and until when."""
    until = f" until {reader.when(change.until)}" if change.until else ""
    return f"offered it to {reader.who(change.to)}{_instead(change, reader)}{until}"


def asked_to_take(change: handing_over.AskedToTake, _: Done, _item: Item, reader: Reader) -> str:
    """Whom somebody asked for it, in place of whom, and by when."""
    by = f" by {reader.when(change.until)}" if change.until else ""
    instead = _instead(change, reader)
    to = f" to them{instead}" if instead else ""
    return f"asked {reader.who(change.owner)} to hand it over{to}{by}"


def _instead(change: handing_over.Proposed, reader: Reader) -> str:
    before = change.instead_of
    return f" instead of {reader.who(before)}" if before and before != change.to else ""


def declined(change: handing_over.Declined, _done: Done, _item: Item, reader: Reader) -> str:
    """Who keeps it; the reason follows."""
    if change.is_request:
        return f"kept it instead of handing it to {reader.who(change.to)}"
    return f"did not take it from {reader.who(change.owner)}"


def lapsed(change: handing_over.Lapsed, _done: Done, _item: Item, reader: Reader) -> str:
    """What the clock ended and why, and with whom it stays."""
    to, owner = reader.who(change.to), reader.who(change.owner)
    what = f"the request of {to}" if change.is_request else f"the offer to {to}"
    why = unanswered(change, reader) if change.why else "no answer in time"
    return f"ended {what} ({why}); it stays with {owner}"


def unanswered(change: handing_over.Lapsed, reader: Reader) -> str:
    """Who did not answer, and why not."""
    return f"{reader.who(change.unanswering)} {UNANSWERED[change.why]}"


def disowned(change: Disowned, _done: Done, _item: Item, reader: Reader) -> str:
    """Whom the owner asks for another one, and until when."""
    until = f" by {reader.when(change.until)}" if change.until else ""
    return f"said it is not theirs and asked {reader.who(change.asked)} for another owner{until}"


def unnamed(change: NobodyNamed, _done: Done, _item: Item, reader: Reader) -> str:
    """Who did not name one, which the clock ended."""
    why = "cannot answer" if change.is_gone else "named no other owner in time"
    return f"asked the next people, as {reader.who(change.asked)} {why}"


UNANSWERED = {
    None: "did not answer in time",
    Unanswered.LEFT: "has left",
    Unanswered.REMOVED: "is no longer in the channel",
    Unanswered.REFUSED: "could not be reached",
    Unanswered.AWAY: "was away",
}
