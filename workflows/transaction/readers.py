"""Voices: how to speak to one reader about some items, from what is remembered of everybody."""

from collections.abc import Iterable, Sequence

from escalation.items import Item
from messages.reader import Voice
from workflows.transaction import directory
from workflows.transaction.directory import Cast
from workflows.transaction.unit_of_work import Work


def to(work: Work, reader: str, shown: Sequence[Item] = (), *, named: Iterable[str] = ()) -> Voice:
    """How to speak privately to one person about these items and people."""
    everybody = directory.of_items(work, shown, also=[reader, *named])
    person = everybody.people.get(reader)
    return among(work, everybody, person.zone if person else "").privately()


def among(work: Work, everybody: Cast, zone: str) -> Voice:
    """How to name this cast in this zone, or in the default one if it is not known."""
    return Voice(
        directory=everybody.directory(work.now),
        zone=zone or work.context.zone,
        groups=everybody.handles,
        commands=work.context.commands,
    )
