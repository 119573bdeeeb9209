"""What waits for somebody's yes or no."""

from escalation.items import Item
from escalation.people import Person
from storage.about import hand_overs
from storage.items import store
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import UnitOfWork


def asked_of(uow: UnitOfWork, person: Person) -> list[Item]:
    """The items that this person is offered or asked to hand over; the next to end first."""
    ids = hand_overs.concerning(uow.tx, person.id)
    found = store.get_many(uow.tx, ids)
    asked = [
        item
        for item in map(found.get, ids)
        if item and item.offer and item.offer.answerer(item.owner) == person.id
    ]
    return visibility.seen(uow, person, asked)
