"""What happened to an item, a sentence each: for its thread, its timeline and confirmations."""

from collections.abc import Callable, Mapping
from datetime import datetime

from escalation.events import BACKSTOP, Event
from escalation.items import Item
from escalation.policy import ABOVE, Audience
from messages.items import audiences, cards
from messages.reader import Reader
from messages.slack import dates, text

Facts = Mapping[str, str]


def facts_of(event: Event) -> dict[str, str]:
    """An event as a notice's facts: its own, with `actor`, `move` (its action) and `reason`."""
    return event.facts | {"actor": event.actor, "move": event.action, "reason": event.reason}


def sentence(facts: Facts, item: Item, reader: Reader) -> str:
    """`*B-12*: *Maria* moved the date to …, because …`."""
    return f"*{item.label}*: {did(facts, item, reader)}"


def did(facts: Facts, item: Item, reader: Reader) -> str:
    """The same without the label, as a timeline shows it; an unknown move shows its own word."""
    facts = {**facts, "audience": _who_was_told(facts, item)}
    actor = facts.get("actor", "") or BACKSTOP
    who = "Backstop" if actor == BACKSTOP else reader.who(actor)
    move = facts.get("move", "")
    words = _DID.get(move) or _fixed(move.replace("_", " ") or "changed it")
    why = because(facts, reader, limit=1300)
    return f"{who} {words(facts, reader)}{'' if words is _acknowledged else why}"


def because(facts: Facts, reader: Reader, *, limit: int = 1500) -> str:
    """`, because …` when somebody gave a reason."""
    reason = facts.get("reason", "")
    return f", because {reader.title(reason, limit=limit)}" if reason else ""


def _fixed(words: str) -> Callable[[Facts, Reader], str]:
    return lambda _facts, _reader: words


def _when(facts: Facts, name: str, reader: Reader) -> str:
    at = dates.parsed(facts.get(name, ""))
    return reader.when(at) if at else ""


def _quoted(verb: str, name: str) -> Callable[[Facts, Reader], str]:
    def words(facts: Facts, reader: Reader) -> str:
        said = facts.get(name, "")
        return f"{verb}: {reader.title(said, limit=1300)}" if said else verb

    return words


def _acknowledged(facts: Facts, reader: Reader) -> str:
    until = _when(facts, "held_until", reader)
    said = _quoted("acknowledged it", "reason")(facts, reader)
    return f"{said}; escalation is paused until {until}" if until else said


def _snoozed(facts: Facts, reader: Reader) -> str:
    until = _when(facts, "until", reader)
    return f"snoozed the reminders until {until}" if until else "snoozed the reminders"


def _reassigned(facts: Facts, reader: Reader) -> str:
    to, old = facts.get("to", ""), facts.get("from", "")
    from_ = f" from {reader.who(old)}" if old and old != facts.get("actor") else ""
    return f"handed it{from_} to {reader.who(to)}" if to else "handed it over"


def _rescheduled(facts: Facts, reader: Reader) -> str:
    old, new = _when(facts, "from", reader), _when(facts, "to", reader)
    moved = f"moved the date{f' from {old}' if old else ''}{f' to {new}' if new else ''}"
    return f"{moved}{_slip(facts, reader)}"


def _slip(facts: Facts, reader: Reader) -> str:
    """How often and how far it has slipped, if those above the owner are told of it."""
    first_at = dates.parsed(facts.get("first", ""))
    if "above" not in facts or first_at is None:
        return ""
    first = first_date(first_at, int(facts["drift"]), reader)
    return f" (slipped {cards.times(int(facts['slips']))}, {first})"


def first_date(first_at: datetime, drift: int, reader: Reader, *, dense: bool = False) -> str:
    """`2 working days later than the first date, Fri 27 Mar 17:00`, without a drift of none."""
    first = reader.when(first_at, dense=dense)
    if drift == 0:
        return f"first date {first}"
    way = "later" if drift > 0 else "earlier"
    return f"{text.counted(abs(drift), 'working day')} {way} than the first date, {first}"


def _escalated(facts: Facts, reader: Reader) -> str:
    audience = facts["audience"]
    if audience == Audience.CHANNEL:
        return "said that the fallback applies"
    if facts.get("move") == "escalate":
        heard_at = _when(facts, "heard", reader)
        when = f" ({heard_at})" if heard_at else ""
        return f"called {audience}{when}" if audience else "called for help"
    return f"escalated it to {audience}" if audience else "escalated it"


def _kept(facts: Facts, reader: Reader) -> str:
    until = _when(facts, "until", reader)
    return f"keeps it open until {until}" if until else "keeps it open"


def _who_was_told(facts: Facts, item: Item) -> str:
    """The audience of an escalation, or who stands in for one that is not set."""
    audience = facts.get("audience", "")
    return audiences.words(Audience(audience), item.policy) if audience in ABOVE else audience


def _reopened(facts: Facts, reader: Reader) -> str:
    due = _when(facts, "to", reader)
    return f"reopened it, now due {due}" if due else "reopened it"


def _trajectory(facts: Facts, reader: Reader) -> str:
    return f"says the customer impact is {reader.title(facts.get('to', '')) or 'changing'}"


def _chance_moved(facts: Facts, reader: Reader) -> str:
    heard_at = _when(facts, "heard", reader)
    return f"will tell the first of them {heard_at}" if heard_at else "will tell them later"


_DID: dict[str, Callable[[Facts, Reader], str]] = {
    "logged": _fixed("logged it"),
    "acknowledge": _acknowledged,
    "note": _quoted("noted", "text"),
    "snooze": _snoozed,
    "reassign": _reassigned,
    "reschedule": _rescheduled,
    "escalate": _escalated,
    "trajectory": _trajectory,
    "resolve": _quoted("resolved it", "outcome"),
    "decide": _quoted("decided it", "outcome"),
    "keep": _kept,
    "fall_back": _quoted("used the fallback", "outcome"),
    "withdraw": _fixed("withdrew it"),
    "reopen": _reopened,
    "reminded": _fixed("reminded the owner"),
    "escalated": _escalated,
    "chance_moved": _chance_moved,
    "gap": _fixed("found an ownership gap"),
    "parked": _fixed("could not deliver a message: Slack refused it"),
    "posted_again": _fixed("posted the card again, as the one before was deleted"),
    "reviewed": _fixed("told leadership that it is still open"),
    "asked": _fixed("asked what should become of it"),
    "repaired": _fixed("removed a duplicate message"),
    "summed_up": _fixed("listed it in the weekly summary"),
}
