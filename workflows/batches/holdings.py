"""What somebody has that another person may hand over: items, customers, places on ladders.

What the person who asks may not see does not appear, and is not counted.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from escalation.about.customers import Customer
from escalation.errors import BadInput, NotAllowed
from escalation.handover import batches, everything
from escalation.handover.batches import Line
from escalation.items import Item
from escalation.moves.accounts import Change, may
from escalation.moves.permissions import MOST_NAMED
from escalation.people import Person
from escalation.refusals import UNREAD
from messages.reader import Reader
from storage import channels, people
from storage.about import customers
from storage.channels import Channel
from storage.items import search
from storage.items.search import Search
from workflows.channels import setup
from workflows.customers import accounts
from workflows.transaction import directory, guards, readers, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork

MOST_ITEMS = 1000
"""How many open items of one person are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A place on a step of a channel's ladder.

    `refused` says who can give it away, "" if the person who asks can.
    """

    channel: Channel
    rung: int
    refused: str = ""

    @property
    def line(self) -> Line:
        """Its line."""
        return batches.of_role(self.channel.id, self.rung)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What `owner` has that the person who asks may hand over; `channels` are those of it, by id.

    `more` counts the lines that are left for the next time.
    """

    owner: Person
    actor: Person
    items: tuple[Item, ...]
    customers: tuple[Customer, ...]
    roles: tuple[Role, ...]
    channels: Mapping[str, Channel]
    reader: Reader
    more: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """All that can be handed over."""
        return (
            *(batches.of_item(item.id) for item in self.items),
            *(batches.of_customer(one.id) for one in self.customers),
            *(role.line for role in self.roles if not role.refused),
        )


def found(uow: UnitOfWork, request: Request, user: str, *, most: int = MOST_ITEMS) -> Holdings:
    """What this user has, at most so many lines.

    Raises BadInput if nobody can have anything, NotAllowed with who may ask.
    """
    actor = guards.asker(uow, request.actor)
    owner = people.get(uow.tx, user)
    if owner is None:
        raise BadInput(UNREAD)
    if owner.bot:
        raise BadInput(f"{owner.name} is an app and owns nothing. Name the person to hand over.")
    known = {one.id: one for one in channels.get_all(uow.tx)}
    seen = {id_: known[id_] for id_ in known.keys() & visibility.visible_channels(uow, actor)}
    led = _led(uow, actor, seen.values())
    items = _items(uow, actor, owner)
    about = _customers(uow, actor, owner)
    is_free = _is_free(uow, actor, owner)
    if not (is_free or led or items or about):
        raise _refusal(uow, actor, owner)
    roles = _roles(uow, actor, owner, among=seen if is_free else led)
    few = most // 3  # of each, so that there is room for items
    shown = items[: most - len(about[:few]) - len(roles[:few])]
    return Holdings(
        owner=owner,
        actor=actor,
        items=shown,
        customers=about[:few],
        roles=roles[:few],
        channels={
            **seen,
            **{id_: known[id_] for id_ in known.keys() & {it.channel for it in shown}},
        },
        reader=readers.to(uow, actor.id, shown, named=[owner.id]),
        more=len(items) - len(shown) + len(about[few:]) + len(roles[few:]),
    )


def _is_free(uow: UnitOfWork, actor: Person, owner: Person) -> bool:
    """Whether the person may hand over all that they see."""
    return actor.id == owner.id or actor.admin or actor.id in uow.context.admins


def _led(uow: UnitOfWork, actor: Person, seen: Collection[Channel]) -> dict[str, Channel]:
    """Those of these channels that the person leads."""
    everybody = directory.of_policies(uow, [one.policy for one in seen], also=[actor.id])
    return {one.id: one for one in seen if actor.id in everybody.leads(one.policy)}


def _items(uow: UnitOfWork, actor: Person, owner: Person) -> tuple[Item, ...]:
    """The open items of the owner that the person may hand over, the earliest due first."""
    visible = visibility.visible(uow, actor)
    owned = search.find(uow.tx, Search(owner=owner.id), visible=visible, limit=MOST_ITEMS).items
    if _is_free(uow, actor, owner):
        return owned
    everybody = directory.of_items(uow, owned, also=[actor.id])
    return tuple(item for item in owned if actor.id in everybody.leads(item.policy))


def _customers(uow: UnitOfWork, actor: Person, owner: Person) -> tuple[Customer, ...]:
    """The customers whose account the owner has, by name, if the person may give it away."""
    owned = customers.owned(uow.tx, owner.id)
    seen = customers.seen_among(uow.tx, owned, visibility.viewer(uow, actor))
    found = [one for id_ in seen if (one := customers.get(uow.tx, id_))]
    theirs = [one for one in found if may(accounts.roles_of(uow, one, actor), Change.OWNER)]
    return tuple(sorted(theirs, key=lambda one: one.key))


def _roles(
    uow: UnitOfWork, actor: Person, owner: Person, *, among: Mapping[str, Channel]
) -> tuple[Role, ...]:
    """The owner's places on the ladders of these channels."""
    return tuple(
        Role(channel=channel, rung=rung, refused=setup.why_not(uow, channel, by=actor))
        for channel in sorted(among.values(), key=lambda one: one.name)
        for rung in everything.places(channel.policy, owner.id)
    )


def _refusal(uow: UnitOfWork, actor: Person, owner: Person) -> NotAllowed:
    """Who can, as far as the person may know: the leads of what they see of the owner's."""
    visible = visibility.visible(uow, actor)
    owned = search.find(uow.tx, Search(owner=owner.id), visible=visible, limit=MOST_ITEMS).items
    everybody = directory.of_items(uow, owned)
    leads = sorted({user for item in owned for user in everybody.leads(item.policy)})
    named = [person.name for user in leads if (person := everybody.reachable(user))]
    return everything.refusal(owner.name, named[:MOST_NAMED])
