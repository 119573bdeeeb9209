"""Names of customers: which are known to whom, which are meant, and which are like another.

Everything here knows only customers that the person may be shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from escalation.about.customers import (
    LONGEST,
    MOST,
    TOO_MANY,
    Customer,
    among,
    begins,
    fault,
    key,
    nearest,
    runs,
    written,
)
from escalation.errors import BadInput
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import Intent
from escalation.people import Person
from grammar.line.about.customers import listed
from grammar.masking import escaped, unescaped
from messages.slack import text
from storage import people
from storage.about import customers
from storage.about.customers import Viewer
from storage.channels import Channel
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext

MOST_OFFERED = 3
"""How many customers an answer asks about."""
_MOST_MEANT = 4
"""How many buttons say whom a name stands for; the fifth says that it is new."""


def known_in(
    context: WorkspaceContext, actor: str, typed: str, *, now: datetime
) -> Mapping[str, str]:
    """The names of the customers that a text may name, by the key of any name they have."""
    keys = runs(unescaped(typed))
    with context.reading(now) as uow:
        found = customers.named(uow.tx, keys, viewer=_viewer(uow, actor))
    return {key: customer.name for key, customer in found.items()}


def like(
    context: WorkspaceContext, actor: str, name: str, *, now: datetime
) -> tuple[Customer, ...]:
    """The customers with names most like this one."""
    with context.reading(now) as uow:
        return _like(uow, actor, name)


def chosen(
    context: WorkspaceContext, actor: str, customer_id: int, *, now: datetime
) -> Customer | None:
    """The customer with this id, if the person may be shown it."""
    with context.reading(now) as uow:
        seen = customers.seen_among(uow.tx, [customer_id], _viewer(uow, actor))
        return customers.get(uow.tx, customer_id) if seen else None


def usual(context: WorkspaceContext, channel: Channel | None, *, now: datetime) -> Customer | None:
    """Whom a channel's items are about unless they say otherwise."""
    if channel is None or channel.customer_id is None:
        return None
    with context.reading(now) as uow:
        return customers.get(uow.tx, channel.customer_id)


def meant(
    uow: UnitOfWork,
    asker: Person,
    name: str,
    *,
    line: Callable[[str], str],
    shows: bool = False,
) -> tuple[Customer, Viewer]:
    """The customer of this name, and what decides that the asker sees it.

    If it is only shown, the first words of one customer's name will do. If the asker sees none,
    raises BadInput with the nearest as buttons; each runs the `line` with that name.
    """
    viewer = visibility.viewer(uow, asker)
    if known := customers.named(uow.tx, [key(name)], viewer=viewer).get(key(name)):
        return known, viewer
    shown = name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
    like = _like(uow, asker.id, name)
    meant = [one for one in like if begins(name, one.name)]
    if shows and len(meant) == 1:
        return meant[0], viewer
    offers = tuple((one.name, line(one.name)) for one in like)
    lists = f"`{uow.context.commands.backstop} customers`"
    if any(one.key.startswith(key(name)) for one in like):
        raise BadInput(f"Which customer do you mean by “{shown}”?", offers=offers)
    lost = f"I know no customer called “{shown}”."
    asks = "Which one do you mean?" if offers else f"{lists} shows those that you can see."
    raise BadInput(f"{lost} {asks}", offers=offers)


def seen(uow: UnitOfWork, asker: Person, name: str) -> Customer | None:
    """The customer of this name or other name, if the asker sees it."""
    viewer = visibility.viewer(uow, asker)
    return customers.named(uow.tx, [key(name)], viewer=viewer).get(key(name))


def mentioned(uow: UnitOfWork, actor: str, item: Item) -> tuple[Customer, ...]:
    """The customers that the item's title and impact name, though it is about none."""
    words = f"{item.title}\n{item.impact}"
    if item.customers or not (found := customers.named(uow.tx, runs(words))):
        return ()
    seen = customers.named(uow.tx, found, viewer=_viewer(uow, actor))
    named = dict.fromkeys(seen[key] for key in among(seen, words))
    return tuple(named)[:MOST_OFFERED]


def resolved(uow: UnitOfWork, item: Item, intent: Intent) -> Intent:
    """The intent with the customers that its edit names, if it does; those that are new are made.

    Raises BadInput, with buttons, for a name that is not known unless the edit says it is new.
    """
    edit = intent.edit
    if edit is None or edit.field is not Field.CUSTOMER:
        return intent
    seen = customers.named(uow.tx, runs(edit.new), viewer=_viewer(uow, intent.actor))
    known = {key: customer.name for key, customer in seen.items()}
    said = listed(edit.new, known)
    _require_names(said)
    unknown = [one for one in said if one not in known.values()]
    if unknown and not edit.makes:
        like = {name: _like(uow, intent.actor, name) for name in unknown}
        raise _which(item, said, like)
    about = customers.make(uow.tx, said, by=intent.actor)
    named = replace(edit, new=written(one.name for one in about), customers=about)
    return replace(intent, edit=named)


def _require_names(said: tuple[str, ...]) -> None:
    wrong = next(filter(None, map(fault, said)), "")
    if wrong or len(said) > MOST:
        raise BadInput(wrong or TOO_MANY, field=Field.CUSTOMER)


def _which(item: Item, said: tuple[str, ...], like: Mapping[str, tuple[Customer, ...]]) -> BadInput:
    """The question whom unknown names stand for, with buttons for the customers most `like` each.

    One button makes all that are still unknown, and names them.
    """

    def line(word: str, name: str = "", meant: str = "") -> str:
        names = dict.fromkeys(meant if one == name else one for one in said)
        return f"{item.label} {word} {escaped(written(names))}"

    several = len(like) > 1
    word = "customers" if several else "customer"
    offers = [
        (f"{one.name}, not “{name}”" if several else one.name, line("customer", name, one.name))
        for name, alike in like.items()
        for one in (alike[:1] if several else alike)
    ][:_MOST_MEANT]
    is_new = "Are they new ones?" if several else "Is it a new one?"
    asked = "Which one is it about?" if offers and not several else is_new
    offers.append((f"New {word}: {text.listed([*like])}", line(f"new {word}")))
    lost = f"I know no {word} called {text.listed([f'“{name}”' for name in like])}."
    return BadInput(
        f"{lost} {asked}",
        field=Field.CUSTOMER,
        in_form=f"{lost} Type `{line(f'new {word}')}`.",
        offers=tuple(offers),
    )


def _like(uow: UnitOfWork, actor: str, name: str) -> tuple[Customer, ...]:
    seen = {one.id: one for one in customers.seen(uow.tx, _viewer(uow, actor))}
    others = customers.aliases(uow.tx, seen)
    names = {one.key: str(one.id) for one in seen.values()}
    return tuple(seen[int(one)] for one in nearest(name, _with_aliases(names, others)))


def _with_aliases(
    names: dict[str, str], others: Mapping[int, tuple[str, ...]]
) -> Mapping[str, str]:
    return {key(one): str(id_) for id_, all_ in others.items() for one in all_} | names


def _viewer(uow: UnitOfWork, actor: str) -> Viewer:
    return visibility.viewer(uow, people.get(uow.tx, actor))
