"""Whether everything can go to whom it is meant for; what cannot go is named line by line."""

from collections.abc import Iterator, Mapping, Sequence

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.handover import batches
from escalation.handover.batches import Held
from escalation.handover.everything import with_another
from escalation.ladder.checks import Checked
from escalation.people import Person
from storage import channels
from storage.items import store
from storage.members import insiders
from workflows.batches.holdings import Holdings
from workflows.channels import checking
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import UnitOfWork

MOST_NAMED = 8
"""How many lines one refusal names."""
_LONGEST = 16
"""More digits than any id has; what comes back from a form is not trusted."""
ANYWAY = "Nothing was handed over. Tick this if you want it so, or untick the role."
AGAIN = "Nothing was handed over. Untick these lines, or choose somebody else for them."


def require(uow: UnitOfWork, held: Holdings, to: Mapping[str, Person], *, anyway: bool) -> None:
    """Raise BadInput if anything cannot go to the person it is for, by the key of its line.

    A ladder that becomes doubtful may be saved `anyway`.
    """
    for person in to.values():
        if person.id == held.owner.id:
            raise BadInput(f"{person.name} has all of it already.", field=Field.OWNER)
    faults = [*_changed(uow, held, to), *_unseen(uow, held, to), *_accounts(held, to)]
    checked = _ladders(uow, held, to)
    faults += [f"#{name}: {stop.text}" for name, one in checked for stop in one.stops]
    if faults:
        raise BadInput(f"{_named(faults)}. {AGAIN}", field=Field.OWNER)
    doubts = [f"#{name}: {doubt.text}" for name, one in checked for doubt in one.doubts]
    if doubts and not anyway:
        raise BadInput(f"{_named(doubts)} {ANYWAY}", field=Field.ANYWAY)


def _named(faults: Sequence[str]) -> str:
    more = len(faults) - MOST_NAMED
    return "; ".join([*faults[:MOST_NAMED], *([f"and {more} more"] if more > 0 else [])])


def _changed(uow: UnitOfWork, held: Holdings, to: Mapping[str, Person]) -> Iterator[str]:
    """What was closed, given away or hidden since the form was opened."""
    gone = to.keys() - {line.key for line in held.lines}
    refs = [key.removeprefix(f"{Held.ITEM}:") for key in gone]
    known = store.get_many(
        uow.tx, [int(ref) for ref in refs if ref.isdecimal() and len(ref) < _LONGEST]
    )
    seen = visibility.seen(uow, held.actor, known.values())
    for item in sorted(seen, key=lambda one: one.id):
        yield f"{item.label} {'has another owner now' if item.is_open else 'is closed'}"
    if hidden := len(gone) - len(seen):
        them = "1 line has" if hidden == 1 else f"{hidden} lines have"
        yield f"{them} changed since you opened this"


def _unseen(uow: UnitOfWork, held: Holdings, to: Mapping[str, Person]) -> Iterator[str]:
    """Items that their next owner could not see."""
    rooms: dict[str, frozenset[str]] = {}
    gone = {one.id: insiders.removed_from(uow.tx, one.id) for one in to.values()}
    for item in held.items:
        person = to.get(batches.of_item(item.id).key)
        if person is None:
            continue
        inside = rooms.setdefault(item.channel, channels.members(uow.tx, item.channel))
        if item.channel in gone[person.id] or (person.guest and person.id not in inside):
            yield f"{person.name} cannot see {item.label}"


def _accounts(held: Holdings, to: Mapping[str, Person]) -> Iterator[str]:
    for customer in held.customers:
        person = to.get(batches.of_customer(customer.id).key)
        if person and person.guest:
            yield f"{person.name} is a guest and cannot have the account of {customer.name}"


def _ladders(
    uow: UnitOfWork, held: Holdings, to: Mapping[str, Person]
) -> list[tuple[str, Checked]]:
    """The checks of each ladder with somebody else on it, with the name of its channel."""
    changed = {role.channel.id: role.channel.policy for role in held.roles}
    places: set[str] = set()
    for role in held.roles:
        if person := to.get(role.line.key):
            channel = role.channel.id
            changed[channel] = with_another(
                changed[channel], role.rung, old=held.owner.id, new=person.id
            )
            places.add(channel)
    known = [held.channels[channel] for channel in sorted(places)]
    return [
        (one.name, checking.check(uow, one.id, changed[one.id], before=one.policy)) for one in known
    ]
