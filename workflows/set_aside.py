"""Set aside: what cannot be read or planned stops alone, and somebody who can look is told.

The row remembers that it was told, so no restart and no other replica repeats it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from escalation.calendars import calendar_of
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from escalation.policy import Policy
from escalation.worktime.hours import next_working_instant
from storage import people
from storage.items import stopped
from storage.items.rows import Unreadable
from storage.outbox import queue
from storage.unwell import UNWELL
from workflows.transaction.unit_of_work import Work


@contextmanager
def alone(work: Work, item: Item) -> Iterator[Work]:
    """A part of the transaction for one item: what raises in it is undone and stops that item."""
    with guarded(work, item), work.part() as part:
        yield part


@contextmanager
def guarded(work: Work, item: Item) -> Iterator[None]:
    """The same for what only computes: there is nothing to undo.

    A database that is to blame itself stops everything.
    """
    try:
        yield
    except UNWELL:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever its plan trips over
        stop(work, item, f"plan: {type(fault).__name__}")


def stop(work: Work, item: Item | Unreadable, fault: str) -> None:
    """Set an item aside until its next try; its owner, its channel and the admins are told once."""
    if stopped.stop(work.tx, item.id, fault=fault, now=work.now):
        work.record.stops.append((item.label, fault))
        queue.add(work.tx, _notices(work, item))


def stop_summary(work: Work, channel: str, fault: str) -> None:
    """Set a channel's weekly post aside until its next try; the auditor tells the admins."""
    if stopped.stop_channel(work.tx, channel, fault=fault, now=work.now):
        work.record.stops.append((channel, fault))


def _notices(work: Work, item: Item | Unreadable) -> list[Notice]:
    """The owner is told in their working hours, the others at once."""
    told = [_told(work, item, item.channel, place=Place.CHANNEL, at=work.now)]
    told += [_told(work, item, admin, place=Place.DM, at=work.now) for admin in work.context.admins]
    if item.owner not in work.context.admins:
        told.append(_told(work, item, item.owner, place=Place.DM, at=_at_work(work, item.owner)))
    return told


def _at_work(work: Work, user: str) -> datetime:
    """By usual hours: a ladder that cannot be read has none."""
    person = people.get(work.tx, user) or Person(id=user, name=user)
    back_at = person.away.until if person.away and person.is_away(work.now) else work.now
    usual = calendar_of(person.zone, Policy(zone=work.context.zone), work.now)
    return next_working_instant(back_at, usual)


def _told(
    work: Work, item: Item | Unreadable, recipient: str, *, place: Place, at: datetime
) -> Notice:
    return Notice(
        key=f"{item.id}:stopped-{work.now:%Y%m%d%H%M%S}:{recipient}",
        kind=NoticeKind.STOPPED,
        place=place,
        recipient=recipient,
        planned_at=work.now,
        not_before=at,
        facts={"item": item.label, "id": str(item.id)},
    )
