"""What waits for somebody to say whether it changes hands."""

from escalation.items import Item
from escalation.people import Person
from storage.about import hand_overs
from storage.items import store
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import UnitOfWork


def asked_of(uow: UnitOfWork, person: Person) -> list[Item]:
    """The items that this person may take, or is asked to hand over; first the next to end."""
    found = store.get_many(uow.tx, hand_overs.concerning(uow.tx, person.id)).values()
    ends = {
        item.id: offer.ends_at
        for item in found
        if (offer := item.offer) and offer.answerer(item.owner) == person.id
    }
    asked = [item for item in found if item.id in ends]
    return sorted(visibility.seen(uow, person, asked), key=lambda item: ends[item.id])
