"""Set aside what cannot be read or planned: only it stops, and somebody who can look is told.

The row remembers that people were told, so restarts and other replicas do not repeat it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from escalation.dm_times import usually_working_from
from escalation.facts.in_notices import Stopped
from escalation.items import Item
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from storage import people
from storage.checks.unwell import UNWELL
from storage.items import stopped
from storage.items.rows import Unreadable
from storage.outbox import queue
from workflows.transaction.unit_of_work import UnitOfWork


@contextmanager
def alone(uow: UnitOfWork, item: Item) -> Iterator[UnitOfWork]:
    """A part of the transaction for one item. If it raises, undo the part and stop that item."""
    with guarded(uow, item), uow.part() as part:
        yield part


@contextmanager
def guarded(uow: UnitOfWork, item: Item) -> Iterator[None]:
    """The same for code that only computes, with nothing to undo.

    If the database itself is the cause, everything stops.
    """
    try:
        yield
    except UNWELL:
        raise
    except Exception as fault:  # noqa: BLE001 - anything its plan may raise
        stop(uow, item, f"plan: {type(fault).__name__}")


def stop(uow: UnitOfWork, item: Item | Unreadable, fault: str) -> None:
    """Set an item aside until its next try; tell its owner, its channel and the admins once."""
    if stopped.stop(uow.tx, item.id, fault=fault, now=uow.now):
        uow.committed.stops.append((item.label, fault))
        queue.add(uow.tx, _notices(uow, item))


def stop_summary(uow: UnitOfWork, channel: str, fault: str) -> None:
    """Set a channel's weekly post aside until its next try; the auditor tells the admins."""
    if stopped.stop_channel(uow.tx, channel, fault=fault, now=uow.now):
        uow.committed.stops.append((channel, fault))


def _notices(uow: UnitOfWork, item: Item | Unreadable) -> list[Notice]:
    """The owner is told in their working hours, the others at once."""
    told = [_told(uow, item, item.channel, place=Place.CHANNEL, at=uow.now)]
    told += [_told(uow, item, admin, place=Place.DM, at=uow.now) for admin in uow.context.admins]
    if item.owner not in uow.context.admins:
        told.append(_told(uow, item, item.owner, place=Place.DM, at=_at_work(uow, item.owner)))
    return told


def _at_work(uow: UnitOfWork, user: str) -> datetime:
    person = people.get(uow.tx, user) or Person(id=user, name=user)
    return usually_working_from(person, uow.context.zone, person.back_at(uow.now))


def _told(
    uow: UnitOfWork, item: Item | Unreadable, recipient: str, *, place: Place, at: datetime
) -> Notice:
    return Notice(
        key=keys.stopped(item.id, uow.now, to=recipient),
        kind=NoticeKind.STOPPED,
        place=place,
        recipient=recipient,
        planned_at=uow.now,
        not_before=at,
        facts=Stopped(label=item.label, item_id=item.id),
    )
