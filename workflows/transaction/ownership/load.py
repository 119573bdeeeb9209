"""What somebody who has just got an item has to do by then, as far as the reader may know."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from escalation.calendars import calendar_of
from escalation.items import Item
from escalation.load.days import worked
from escalation.load.pace import KNOWN_FROM, pace, past, weeks
from escalation.load.until_due import Load, ahead, room
from escalation.people import Person
from escalation.policy import Policy
from escalation.worktime.hours import Calendar
from storage.about.customers import Viewer
from storage.items import due_and_closed, history
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import UnitOfWork

LONG = timedelta(days=400)
"""No absence was entered longer ago than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDate:
    """A date (UTC) that something is, or is to be, due; `item_id` is 0 until it is logged."""

    due_at: datetime
    policy: Policy
    item_id: int = 0


def of(uow: UnitOfWork, item: Item, owner: Person, *, reader: Person) -> Load:
    """The load of the item's owner, or of the person to whom it is offered."""
    date = OpenDate(due_at=item.due.at, policy=item.policy, item_id=item.id)
    return until(uow, owner, date, reader=reader)


def until(uow: UnitOfWork, owner: Person, date: OpenDate, *, reader: Person) -> Load:
    """The load of somebody who owns, or may come to own, what is due then."""
    now, due_at = uow.now, date.due_at
    calendar, absent = calendar_of(owner.zone, date.policy, now), ahead(owner, now)
    viewer = None if owner.id == reader.id else visibility.viewer(uow, reader)
    known = _pace(uow, owner, calendar, viewer=viewer)
    return Load(
        user=owner.id,
        others=due_and_closed.due_by(
            uow.tx, owner.id, until=due_at, besides=date.item_id, viewer=viewer
        ),
        left=worked(now, due_at, calendar, absent=absent),
        room=room(known, now, due_at, calendar=calendar, absent=absent) if known else None,
        in_full=viewer is None,
    )


def _pace(
    uow: UnitOfWork, owner: Person, calendar: Calendar, *, viewer: Viewer | None
) -> Fraction | None:
    since = weeks(uow.now, calendar)[0][0]
    done = due_and_closed.closed(uow.tx, owner.id, since=since, viewer=viewer)
    if len(done) < KNOWN_FROM:
        return None
    absences = history.absences(uow.tx, owner.id, since=since - LONG)
    return pace(done, uow.now, calendar, absent=past(owner, absences, uow.now))
