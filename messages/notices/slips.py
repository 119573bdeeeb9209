"""What people above the owner read when a date slips once too often."""

from escalation.calendars import calendar_of
from escalation.facts.in_notices import Done
from escalation.items import Item
from escalation.notices.notice import Notice
from escalation.worktime.hours import working_dates_between
from messages.items import cards
from messages.notices import timeline
from messages.reader import Reader


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """How often and how far the date has slipped, by whose hand and why."""
    return [
        f"*{item.label}* slipped {cards.times(item.slips)}: {reader.title(item.title)}",
        f"Now {slipped_to(item, reader)}.",
        moved_by(notice, reader),
    ]


def slipped_to(item: Item, reader: Reader, *, dense: bool = False) -> str:
    """`due Thu 12 Mar 17:00 (4 working days later than the first date, Fri 6 Mar 17:00)`."""
    calendar = calendar_of("", item.policy, reader.now)
    drift = working_dates_between(item.first_due_at, item.due.at, calendar)
    first = timeline.first_date(item.first_due_at, drift, reader, dense=dense)
    return f"due {reader.when(item.due.at, dense=dense)} ({first})"


def moved_by(notice: Notice, reader: Reader, *, limit: int = 1500) -> str:
    """`Moved by Maria, because …`."""
    done = notice.says(Done)
    return f"Moved by {reader.who(done.actor)}{timeline.because(done.reason, reader, limit=limit)}."
