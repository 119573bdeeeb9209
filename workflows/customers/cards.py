"""A customer's card and the list of customers: only customers and items that the asker may see."""

from dataclasses import dataclass, replace
from datetime import datetime

from escalation.about.customers import Customer
from escalation.items import Item
from escalation.moves.accounts import in_order
from escalation.people import Person
from escalation.trajectories import WORST_FIRST, OfCustomer, of_customer, of_many
from grammar.accounts import line_about
from messages.reader import Reader
from storage.about import customers
from storage.about.customers import Viewer
from storage.items import accounts
from workflows.customers import names
from workflows.transaction import dependencies, guards, readers, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A customer, the other names, which way it is going, what is open by weight, what was closed.

    `unreadable` are the labels of items that cannot be read.
    """

    customer: Customer
    also: tuple[str, ...]
    going: OfCustomer | None
    open: tuple[Item, ...]
    closed: tuple[Item, ...]
    reader: Reader
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A customer in the list of all: which way it is going, and how much is open."""

    customer: Customer
    going: OfCustomer | None
    open: int


def card(context: WorkspaceContext, request: Request, name: str, *, now: datetime) -> Card:
    """The card of the customer of this name; raises BadInput, with buttons, if none is known."""
    with context.reading(now) as uow:
        asker = guards.asker(uow, request.actor)
        customer, viewer = names.meant(uow, asker, name, line=line_about, shows=True)
        return _drawn(uow, customer, asker, viewer=viewer)


def _drawn(uow: UnitOfWork, customer: Customer, asker: Person, *, viewer: Viewer) -> Card:
    found = accounts.items(uow.tx, customer, viewer)
    open_ = [item for item in found.items if item.is_open]
    known = dependencies.of_items(uow, open_, dependencies.by_person(uow, asker))
    items = in_order(open_, known)
    reader = readers.to(uow, asker.id, found.items, named=[customer.owner])
    return Card(
        customer=customer,
        also=customers.aliases(uow.tx, [customer.id]).get(customer.id, ()),
        going=of_customer(items, uow.now),
        open=items,
        closed=tuple(item for item in found.items if not item.is_open),
        reader=replace(reader, dependencies=known),
        unreadable=tuple(one.label for one in found.unreadable),
    )


def listed(
    context: WorkspaceContext, request: Request, *, now: datetime
) -> tuple[tuple[Listed, ...], Reader]:
    """Every customer that the asker may see, the worst first."""
    with context.reading(now) as uow:
        asker = guards.asker(uow, request.actor)
        viewer = visibility.viewer(uow, asker)
        known = customers.seen(uow.tx, viewer)
        said = accounts.said(uow.tx, [one.id for one in known], viewer)
        found = [
            Listed(customer=one, going=of_many(its.said, now), open=its.count)
            for one in known
            for its in [said.get(one.id, accounts.OpenItems())]
        ]
        reader = readers.to(uow, asker.id, named=[one.owner for one in known])
        return tuple(sorted(found, key=_worst)), reader


def _worst(listed: Listed) -> tuple[int, int, str]:
    """Worst first, then those with the most open items; those with nothing open come last."""
    rank = WORST_FIRST.index(listed.going.going) if listed.going else len(WORST_FIRST)
    return rank, -listed.open, listed.customer.key
