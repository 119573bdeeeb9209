"""Finding ownership gaps: at once where something has changed, and each night."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from escalation.dm_times import working_from
from escalation.events import BACKSTOP, Event
from escalation.facts.by_clock import GapFound
from escalation.gaps import gap_steps
from escalation.gaps.found import Found, found
from escalation.gaps.gap import opens
from escalation.items import Item
from escalation.ladder import plan
from escalation.ladder.plan import Step
from escalation.notices.routing import route
from storage.about import customers
from storage.gaps import rows
from storage.items import search
from storage.items.search import Search
from workflows import set_aside
from workflows.transaction import directory, effects
from workflows.transaction.unit_of_work import UnitOfWork

MOST = 1000
"""How many open items are checked when a person, group or channel on their ladders changes."""


def on_ladders(uow: UnitOfWork, named: Iterable[str]) -> None:
    """These people, groups or channels have changed: find the gaps of items that name them."""
    if named := tuple(named):
        wanted = Search(on_ladder=named)
        among(uow, search.find(uow.tx, wanted, visible=None, limit=MOST).items)


def of_accounts(uow: UnitOfWork, person: str) -> None:
    """Somebody is gone: find the gaps of items about the customers whose account they own."""
    for customer in customers.owned(uow.tx, person):
        wanted = Search(customer=customer)
        among(uow, search.find(uow.tx, wanted, visible=None, limit=MOST).items)


def among(
    uow: UnitOfWork, items: Sequence[Item], *, silently: bool = False, in_hours: bool = False
) -> None:
    """Find the new gaps of these items, and tell somebody, or `silently` nobody.

    If `in_hours`, all but what is urgent waits for the working hours of its channel.
    """
    everybody = directory.of_items(uow, items)
    known = rows.of(uow.tx, [item.id for item in items])
    for item in items:
        with set_aside.alone(uow, item) as part:
            gaps = [
                gap
                for gap in found(item, everybody.within(item.channel))
                if opens(gap.cause, known.get(item.id, ()))
            ]
            if silently:
                effects.write_down(part, [_event(part, item, gap) for gap in gaps])
            elif gaps:
                waits = in_hours and not item.urgent
                at = working_from(None, item, part.now) if waits else part.now
                due = [replace(_step(part, item, gap), at=at) for gap in gaps]
                effects.carry_out(part, route(item, due, everybody))


def _step(uow: UnitOfWork, item: Item, gap: Found) -> Step:
    if gap.customer:
        return gap_steps.account_gap_step(gap.customer, uow.now)
    if gap.rung is not None:
        return gap_steps.rung_gap_step(gap.rung, uow.now)
    return plan.gap_step(item, uow.now)


def _event(uow: UnitOfWork, item: Item, gap: Found) -> Event:
    facts = GapFound(
        step=_step(uow, item, gap).name,
        owner=item.owner,
        to=(),
        planned_at=uow.now,
        why=gap.why,
        rung=gap.rung,
        customer=gap.customer,
        missing=gap.missing,
    )
    return Event(at=uow.now, item_id=item.id, actor=BACKSTOP, facts=facts)
