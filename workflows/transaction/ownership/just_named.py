"""Who has just been named owner of an item: what the remarks on them need to know."""

from collections.abc import Sequence
from dataclasses import replace

from escalation.facts.action import Action
from escalation.facts.by_people import Logged, Reassigned, Rescheduled
from escalation.facts.handing_over import Offered
from escalation.facts.shape import Facts
from escalation.items import Item
from escalation.load.until_due import Load
from escalation.notices.moves.asked_dates import asks
from escalation.notices.notice import Notice
from messages.reader import Reader
from workflows.transaction import visibility
from workflows.transaction.ownership import load
from workflows.transaction.unit_of_work import UnitOfWork


def known_of(
    uow: UnitOfWork, reader: Reader, shown: Sequence[Item], *, said: Sequence[Facts], user: str
) -> Reader:
    """The reader, who is this user, with what they may know of those people."""
    outside = _outside(uow, reader, shown, said=said)
    return replace(reader, outside=outside, loads=_loads(uow, reader, shown, said=said, user=user))


def asked(uow: UnitOfWork, reader: Reader, notice: Notice, *, item: Item) -> Reader:
    """The reader, with what an owner who is asked about a date has to do by then."""
    owner = reader.people.get(notice.recipient)
    if owner is None or not asks(notice, item) or item.due.at <= uow.now:
        return reader
    return replace(reader, loads={owner.id: load.of(uow, item, owner, reader=owner)})


def _outside(
    uow: UnitOfWork, reader: Reader, shown: Sequence[Item], *, said: Sequence[Facts]
) -> frozenset[str]:
    """Who has just been named owner and is not in the channel."""
    people = [reader.people[user] for user in _named(said) if user in reader.people]
    found = (visibility.outside(uow, item.channel, people) for item in shown if people)
    return frozenset[str]().union(*found)


def _named(said: Sequence[Facts]) -> list[str]:
    """Who has just been named owner, or was offered the item, by id."""
    named = [it.new_owner for it in said if isinstance(it, Reassigned)]
    named += [it.to for it in said if isinstance(it, Offered)]
    return named + [it.owner for it in said if isinstance(it, Logged)]


def _loads(
    uow: UnitOfWork, reader: Reader, shown: Sequence[Item], *, said: Sequence[Facts], user: str
) -> dict[str, Load]:
    """What those have to do who were just named owner, or were given another date."""
    named = _named(said) + [
        item.offer.to if it.replaces is Action.OFFER and item.offer else item.owner
        for it in said
        for item in shown
        if isinstance(it, Rescheduled)
    ]
    people = [reader.people[one] for one in {*named} if one in reader.people]
    asker = reader.people.get(user)
    if asker is None:
        return {}
    items = [item for item in shown if item.is_open and item.due.at > uow.now]
    return {one.id: load.of(uow, item, one, reader=asker) for item in items for one in people}
