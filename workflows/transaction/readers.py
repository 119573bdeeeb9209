"""Readers: how to write to one person about some items, from what we know about everybody."""

from collections.abc import Iterable, Sequence

from escalation.items import Item
from escalation.recipients import Directory
from messages.reader import Reader
from workflows.transaction import directory
from workflows.transaction.unit_of_work import UnitOfWork


def to(
    uow: UnitOfWork, user: str, shown: Sequence[Item] = (), *, named: Iterable[str] = ()
) -> Reader:
    """How to write privately to one person about these items and people."""
    everybody = directory.of_items(uow, shown, also=[user, *named])
    person = everybody.people.get(user)
    return among(uow, everybody, person.zone if person else "").privately()


def among(uow: UnitOfWork, everybody: Directory, zone: str) -> Reader:
    """How to name these people in this zone, or in the default one if it is not known."""
    return Reader(
        directory=everybody,
        zone=zone or uow.context.zone,
        commands=uow.context.commands,
        url=uow.context.url,
    )
