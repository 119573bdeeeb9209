"""Dates that customers were promised, in words."""

from datetime import datetime

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


def later_than(promised: str, name: str, reader: Reader) -> str:
    """What to say of a date that is later than the day promised to the customer of this name."""
    to = reader.title(name, limit=160)
    return (
        f"This is later than {promised}, the date promised to {to}. Tell them, or change that date."
    )


def day(live_at: datetime | None, live_zone: str, now: datetime) -> str:
    """`15 Apr`, with the year if it is another one; "" for none."""
    if live_at is None:
        return ""
    on = day_promised(live_at, live_zone)
    year = f" {on.year}" if on.year != now.year else ""
    return f"{on.day} {wording.MONTHS[on.month - 1]}{year}"
