"""Make the lines of a hand-over of everything come true: items, accounts, places on ladders."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from escalation.errors import Stale
from escalation.events import Event
from escalation.facts.circumstances import CustomerChanged
from escalation.handover.batches import Batch, Held, Line
from escalation.handover.everything import places, with_another
from escalation.items import Item
from escalation.ladder.adopted import Adoption
from escalation.moves.accounts import Change
from escalation.moves.move import Intent, Move
from escalation.people import Person
from storage import channels
from storage.about import customers
from workflows.channels import setup
from workflows.items import move
from workflows.transaction import effects, guards
from workflows.transaction.unit_of_work import Request, UnitOfWork


def item(
    uow: UnitOfWork,
    request: Request,
    item: Item,
    *,
    batch: Batch,
    actor: Person,
    to: Person,
    until: datetime | None,
    quiet: Collection[str],
) -> None:
    """Hand an item over, or offer it `until` then; raises what the move raises."""
    intent = Intent(
        move=Move.REASSIGN,
        actor=actor.id,
        owner=to,
        reason=batch.reason,
        asks_until=until,
        batch=batch.mark,
    )
    with guards.sound(item):
        move.carried_out(uow, request, item, actor=actor, intent=intent, quiet=quiet)


def account(uow: UnitOfWork, line: Line, batch: Batch, *, by: Person) -> None:
    """Give the account of a customer to the receiver; Stale if the owner has it no longer."""
    customer = customers.get(uow.tx, int(line.ref))
    if customer is None or customer.owner != batch.owner:
        raise Stale("somebody else has the account now")
    customers.save(uow.tx, replace(customer, owner=batch.to))
    facts = CustomerChanged(
        customer=customer.id, change=Change.OWNER, old=customer.owner, new=batch.to
    )
    event = Event(at=uow.now, item_id=None, actor=by.id, reason=batch.reason, facts=facts)
    effects.write_down(uow, [event])


def by_ladder(made: Iterable[tuple[Batch, Iterable[Line]]]) -> dict[str, dict[int, str]]:
    """Who gets which steps of each channel's ladder: their user id by the index of the step."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for batch, lines in made:
        for line in lines:
            if line.what is Held.ROLE:
                channel, rung = line.place
                found[channel][rung] = batch.to
    return found


def ladder(
    uow: UnitOfWork, channel: str, to: Mapping[int, str], *, batch: Batch, by: Person
) -> None:
    """Save a ladder with others in the owner's place; raises Refusal, and then changes nothing."""
    known = channels.get(uow.tx, channel)
    if known is None or not to.keys() <= {*places(known.policy, batch.owner)}:
        raise Stale("the ladder has changed since")
    setup.require_may(uow, known, by=by)
    policy = known.policy
    for rung, user in to.items():
        policy = with_another(policy, rung, old=batch.owner, new=user)
    setup.save(
        uow,
        known,
        policy,
        by=by,
        adoption=Adoption.ALL,
        reason=batch.reason,
        besides={*to.values()},
    )
