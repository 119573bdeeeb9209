"""What people above the owner read when a date slips once too often."""

from datetime import datetime

from escalation.calendars import calendar_of
from escalation.facts.by_people import Rescheduled
from escalation.facts.in_notices import Done
from escalation.items import Item
from escalation.notices.notice import Notice
from escalation.worktime.hours import working_dates_between
from messages.items import cards
from messages.reader import Reader
from messages.slack import text


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """How often and how far the date has slipped, by whose hand and why."""
    change = _change(notice)
    slipped = (change.slips if change else 0) or item.slips
    return [
        f"{reader.label(item)} slipped {cards.times(slipped)}: {reader.title(item.title)}",
        f"Now {slipped_to(notice, item, reader)}.",
        moved_by(notice, reader),
        *moved_since(notice, item, reader),
    ]


def slipped_to(notice: Notice, item: Item, reader: Reader, *, dense: bool = False) -> str:
    """`due Thu 12 Mar 17:00 (4 working days later than the first date, Fri 6 Mar 17:00)`."""
    calendar, due_at = calendar_of("", item.policy, reader.now), new_date(notice, item)
    drift = working_dates_between(item.first_due_at, due_at, calendar)
    first = first_date(item.first_due_at, drift, reader, dense=dense)
    return f"due {reader.when(due_at, dense=dense)} ({first})"


def first_date(first_at: datetime, drift: int, reader: Reader, *, dense: bool = False) -> str:
    """`2 working days later than the first date, Fri 27 Mar 17:00`, without a drift of none."""
    first = reader.when(first_at, dense=dense)
    if drift == 0:
        return f"first date {first}"
    way = "later" if drift > 0 else "earlier"
    return f"{text.counted(abs(drift), 'working day')} {way} than the first date, {first}"


def new_date(notice: Notice, item: Item) -> datetime:
    """The date that the move gave it, whatever has become of it since."""
    change = _change(notice)
    return (change.new_due_at if change else None) or item.due.at


def moved_since(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """The date it has now, if that is another; else []."""
    if new_date(notice, item) == item.due.at:
        return []
    return [f"The date has moved since: now {reader.when(item.due.at)}."]


def _change(notice: Notice) -> Rescheduled | None:
    facts = notice.facts
    return (
        facts.change if isinstance(facts, Done) and isinstance(facts.change, Rescheduled) else None
    )


def moved_by(notice: Notice, reader: Reader, *, limit: int = 1500) -> str:
    """`Moved by Maria, because …`."""
    done = notice.says(Done)
    return f"Moved by {reader.who(done.actor)}{reader.because(done.reason, limit=limit)}."
