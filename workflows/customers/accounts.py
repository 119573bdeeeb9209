"""Changes of a customer: who has the account, its names, its promised date, two that are one.

Each is one transaction with its event. A new name is redrawn on the cards of a few open items, the
earliest due: a customer may have thousands, Slack takes some fifty edits a minute, and a card that
people look at is drawn again with the item's next change anyway.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from escalation.about.customers import Customer, fault, key
from escalation.errors import BadInput
from escalation.events import Event
from escalation.facts.circumstances import CustomerChanged
from escalation.moves import accounts as rules
from escalation.moves.accounts import Change, Role
from escalation.people import Person
from grammar.accounts import ChangeCustomer, line_about, merging
from messages.reader import Reader
from storage import channels, people
from storage.about import customers
from storage.items import accounts, store
from storage.outbox import queue
from workflows.customers import names
from workflows.transaction import directory, effects, guards, idempotency, readers
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

MOST_REDRAWN = 50
"""How many cards show a new name at once: what Slack takes in a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The customer afterwards, the name before, and how to address the person who changed it."""

    customer: Customer
    before: str
    reader: Reader


def change(
    context: WorkspaceContext, request: Request, asked: ChangeCustomer, *, now: datetime
) -> Changed:
    """Make one change once, however often the request arrives; raises BadInput or NotAllowed."""
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        actor = guards.asker(uow, request.actor)
        if earlier is not None:
            kept = customers.get(uow.tx, earlier["customer"]) or _gone()
            return _answer(uow, actor, kept, before=earlier["before"])

        def line(name: str) -> str:
            return line_about(name, asked.rest)

        customer, _ = names.meant(uow, actor, asked.name, line=line)
        made = _Change(uow, actor, asked, customer=customer, roles=roles_of(uow, customer, actor))
        _require_may(made)
        after, old, new = _MAKE[asked.change](made)
        facts = CustomerChanged(customer=after.id, change=asked.change, old=old, new=new)
        event = Event(at=now, item_id=None, actor=actor.id, reason=asked.reason, facts=facts)
        effects.write_down(uow, [event])
        idempotency.remember(uow, request, customer=after.id, before=customer.name)
        return _answer(uow, actor, after, before=customer.name)


def _answer(uow: UnitOfWork, actor: Person, customer: Customer, *, before: str) -> Changed:
    reader = readers.to(uow, actor.id, named=[customer.owner])
    return Changed(customer=customer, before=before, reader=reader)


def _gone() -> Customer:
    raise BadInput("That was done, and the customer has been merged since.")


def roles_of(uow: UnitOfWork, customer: Customer, actor: Person) -> frozenset[Role]:
    """What this person is to the customer."""
    known = (channels.get(uow.tx, one) for one in accounts.channels_of(uow.tx, customer))
    policies = [channel.policy for channel in known if channel]
    everybody = directory.of_policies(uow, policies, also=[actor.id])
    held = {
        Role.ACCOUNT: actor.id == customer.owner,
        Role.LEAD: any(actor.id in everybody.leads(policy) for policy in policies),
        Role.ADMIN: actor.admin or actor.id in uow.context.admins,
    }
    return frozenset(role for role, holds in held.items() if holds)


@dataclass(frozen=True, slots=True)
class _Change:
    """What is asked for, by whom, of which customer."""

    uow: UnitOfWork
    actor: Person
    asked: ChangeCustomer
    customer: Customer = field(kw_only=True)
    roles: frozenset[Role] = field(kw_only=True)


def _require_may(made: _Change) -> None:
    customer = made.customer
    owner = people.get(made.uow.tx, customer.owner) if customer.owner else None
    start = made.uow.context.commands.backstop
    rules.require_may(
        customer,
        made.asked.change,
        made.roles,
        owner=owner.name if owner else "",
        to_give=f"{start} {line_about(customer.name, 'owner @maria')}",
    )


_Made = tuple[Customer, str, str]
"""The customer afterwards, and what the history says was there before and is there now."""


def _own(made: _Change) -> _Made:
    before, person = made.customer, made.asked.person
    owner = guards.may_own(people.get(made.uow.tx, person.value)) if person else None
    if owner and owner.guest:
        raise BadInput(f"{owner.name} is a guest. Name somebody of the company.")
    after = replace(before, owner=owner.id if owner else "")
    return _saved(made, after), before.owner, after.owner


def _promise(made: _Change) -> _Made:
    before, due = made.customer, made.asked.due
    after = replace(before, live_at=due.at if due else None, live_zone=due.zone if due else "")
    old, new = (one.live_at.isoformat() if one.live_at else "" for one in (before, after))
    return _saved(made, after), old, new


def _saved(made: _Change, after: Customer) -> Customer:
    if after == made.customer:
        said = _SAME[made.asked.change] if made.asked.names_something else _NONE[made.asked.change]
        raise BadInput(said.format(name=after.name))
    customers.save(made.uow.tx, after)
    return after


_SAME = {
    Change.OWNER: "They have the account of {name} already.",
    Change.LIVE: "That is the date promised to {name} already.",
    Change.RENAME: "{name} is called that already.",
}
_NONE = {
    Change.OWNER: "Nobody has the account of {name}.",
    Change.LIVE: "{name} has no promised date.",
}
"""What to say where nothing would change, of something and of nothing."""


def _also(made: _Change) -> _Made:
    tx, customer, name = made.uow.tx, made.customer, made.asked.words
    if _is_called(made, name):
        raise BadInput(f"{customer.name} is known as “{name}” already.")
    _require_free(made, name)
    if len(customers.aliases(tx, [customer.id]).get(customer.id, ())) >= rules.MOST_NAMES:
        raise BadInput(f"A customer has at most {rules.MOST_NAMES} other names.")
    customers.add_alias(tx, customer, name)
    return customer, "", name


def _rename(made: _Change) -> _Made:
    tx, before, name = made.uow.tx, made.customer, made.asked.words
    if not _is_called(made, name):
        _require_free(made, name)
    after = _saved(made, replace(before, name=name))
    accounts.drop_aliases(tx, [after.key])
    if after.key != before.key:
        customers.add_alias(tx, after, before.name)
    _redraw(made.uow, after)
    return after, before.name, name


def _merge(made: _Change) -> _Made:
    tx, kept, name = made.uow.tx, made.customer, made.asked.words

    def line(other: str) -> str:
        return merging(kept.name, other, made.asked.reason)

    gone, _ = names.meant(made.uow, made.actor, name, line=line)
    if gone.id == kept.id:
        raise BadInput(f"“{name}” and {kept.name} are the same customer already.")
    if not rules.is_theirs_too(gone, actor=made.actor.id, roles=made.roles):
        raise rules.merges_others(gone)
    owner, live_at, live_zone = rules.merged(kept, gone)
    after = replace(kept, owner=owner, live_at=live_at, live_zone=live_zone)
    accounts.merge(tx, kept=kept, gone=gone)
    customers.add_alias(tx, kept, gone.name)
    customers.save(tx, after)
    _redraw(made.uow, after)
    return after, gone.name, kept.name


def _is_called(made: _Change, name: str) -> bool:
    """Whether the customer has this name or other name."""
    its = customers.named(made.uow.tx, [key(name)]).get(key(name))
    return its is not None and its.id == made.customer.id


def _require_free(made: _Change, name: str) -> None:
    """Raise BadInput for what cannot be a name, or is somebody else's.

    A customer that the asker does not see is not spoken of.
    """
    uow, customer = made.uow, made.customer
    if wrong := fault(name):
        raise BadInput(wrong)
    if not customers.named(uow.tx, [key(name)]):
        return
    if other := names.seen(uow, made.actor, name):
        typed = f"{uow.context.commands.backstop} {merging(customer.name, other.name, '…')}"
        raise BadInput(f"“{name}” is another customer. If both are the same: `{typed}`.")
    raise BadInput(rules.TAKEN.format(name=name, customer=customer.name))


def _redraw(uow: UnitOfWork, customer: Customer) -> None:
    """Show the name on the cards of its first open items."""
    ids = accounts.to_redraw(uow.tx, customer, limit=MOST_REDRAWN)
    because = f"customer-{customer.id}-{uow.now:%Y%m%d%H%M%S}"
    items = store.get_many(uow.tx, ids).values()
    queue.add(
        uow.tx,
        [
            effects.edit(uow, item, channel=item.channel, ts=item.card_ts, again=because)
            for item in items
        ],
    )


_MAKE: dict[Change, Callable[[_Change], _Made]] = {
    Change.OWNER: _own,
    Change.LIVE: _promise,
    Change.ALSO: _also,
    Change.RENAME: _rename,
    Change.MERGE: _merge,
}
