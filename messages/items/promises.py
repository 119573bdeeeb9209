"""Dates that customers were promised, in words."""

from datetime import datetime

from escalation.events import Event
from escalation.facts.by_people import Edited, Reopened, Rescheduled
from escalation.facts.in_notices import Promised
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.accounts import day_promised, late
from escalation.worktime import wording
from messages.reader import Reader


def too_late(item: Item, reader: Reader) -> list[str]:
    """That an item's date is later than its customers were promised; [] if it is not."""
    if not item.is_open:
        return []
    return [
        later_than(day(one.live_at, one.live_zone, reader.now), one.name, reader)
        for one in late(item)
    ]


def after(event: Event, item: Item, reader: Reader) -> list[str]:
    """The same after somebody changed the date, or whom the item is about; else []."""
    facts = event.facts
    is_about_others = isinstance(facts, Edited) and facts.field is Field.CUSTOMER
    is_dated = isinstance(facts, Rescheduled | Reopened)
    return too_late(item, reader) if is_dated or is_about_others else []


def later_than(promised: str, name: str, reader: Reader) -> str:
    """What to say of a date that is later than the day promised to the customer of this name."""
    to = reader.title(name, limit=160)
    return (
        f"This is later than {promised}, the date promised to {to}. Tell them, or change that date."
    )


def became(item: Item, said: Promised, reader: Reader) -> str:
    """What somebody was told of a promised date, in words that are true now."""
    promised = day(said.live_at, said.live_zone, reader.now)
    kept = [one for one in item.customers if (one.id, one.live_at) == (said.customer, said.live_at)]
    if any(one in late(item) for one in kept):
        return later_than(promised, said.name, reader)
    to = reader.title(said.name, limit=160)
    if kept:
        return f"That is in time again for {promised}, the date promised to {to}."
    return f"It was later than {promised}, the date promised to {to} then."


def day(live_at: datetime | None, live_zone: str, now: datetime) -> str:
    """`15 Apr`, with the year if it is another one; "" for none."""
    if live_at is None:
        return ""
    on = day_promised(live_at, live_zone)
    year = f" {on.year}" if on.year != now.year else ""
    return f"{on.day} {wording.MONTHS[on.month - 1]}{year}"
