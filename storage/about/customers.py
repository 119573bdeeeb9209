"""Customers: made and found by name, seen by whom, and which items are about them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    or_,
    select,
    type_coerce,
    union_all,
    update,
)

from escalation.about import customers
from escalation.about.customers import Customer
from escalation.policy import Outsiders
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import also_one_of, also_ours, insert_new, one_of, ours
from storage.tables.channels import CHANNEL
from storage.tables.columns import Readable, storable
from storage.tables.customers import CUSTOMER, CUSTOMER_ALIAS, ITEM_CUSTOMER
from storage.tables.items import ITEM
from storage.tables.notices import TOLD

_CHANGING = ("name", "key", "owner", "made_by", "live_at", "live_zone")
_COLUMNS = (
    *(CUSTOMER.c[name] for name in ("id", "name", "owner", "made_by", "live_zone")),
    type_coerce(CUSTOMER.c.live_at, Readable).label("live_at"),
)


def _takes_part(who: str) -> ColumnElement[bool]:
    """Whether one of these people owns the item or was told its words."""
    told = select(TOLD.c.item_id).where(
        TOLD.c.item_id == ITEM.c.id, also_one_of(TOLD.c.person, who)
    )
    return or_(also_one_of(ITEM.c.owner, who), told.exists())


_KEPT_INSIDE = and_(
    ITEM.c.policy.contains(f'"outsiders":"{Outsiders.LABEL}"'),
    select(CHANNEL.c.id)
    .where(CHANNEL.c.id == ITEM.c.channel, CHANNEL.c.workspace == ITEM.c.workspace)
    .where(CHANNEL.c.private)
    .exists(),
)
"""Whether its ladder lets nobody outside a private channel read it."""
SEEN_ITEM = or_(
    also_one_of(ITEM.c.channel, "channels"),
    and_(
        ~also_one_of(ITEM.c.channel, "left"),
        or_(
            also_one_of(ITEM.c.reporter, "person"),
            _takes_part("person"),
            and_(~_KEPT_INSIDE, _takes_part("covers")),
        ),
    ),
)
"""Whether a viewer sees an item."""
_IS_SEEN: ColumnElement[bool] = or_(
    one_of(CUSTOMER.c.made_by, "person"),
    one_of(CUSTOMER.c.owner, "person"),
    select(ITEM_CUSTOMER.c.item_id)
    .join(ITEM, ITEM.c.id == ITEM_CUSTOMER.c.item_id)
    .where(ITEM_CUSTOMER.c.customer_id == CUSTOMER.c.id, also_ours(ITEM), SEEN_ITEM)
    .exists(),
)
_keys = union_all(
    select(CUSTOMER.c.id.label("named"), CUSTOMER.c.key.label("known_as")).where(
        ours(CUSTOMER), one_of(CUSTOMER.c.key, "keys")
    ),
    select(CUSTOMER_ALIAS.c.customer_id, CUSTOMER_ALIAS.c.key).where(
        ours(CUSTOMER_ALIAS), one_of(CUSTOMER_ALIAS.c.key, "keys")
    ),
).subquery()
_NAMED = (
    select(*_COLUMNS, _keys.c.known_as)
    .join(_keys, CUSTOMER.c.id == _keys.c.named)
    .where(also_ours(CUSTOMER))
)
_BY_KEY, _SEEN_BY_KEY = Prepared(_NAMED), Prepared(_NAMED.where(_IS_SEEN))
_SEEN = Prepared(select(*_COLUMNS).where(ours(CUSTOMER), _IS_SEEN).order_by(CUSTOMER.c.key))
_THESE = Prepared(select(*_COLUMNS).where(also_ours(CUSTOMER), one_of(CUSTOMER.c.id, "ids")))
_SEEN_THESE = Prepared(
    select(CUSTOMER.c.id).where(also_ours(CUSTOMER), one_of(CUSTOMER.c.id, "ids"), _IS_SEEN)
)
_OWNED = Prepared(
    select(CUSTOMER.c.id)
    .where(ours(CUSTOMER), CUSTOMER.c.owner == bindparam("person"))
    .order_by(CUSTOMER.c.id)
)
_ALIASES = Prepared(
    select(CUSTOMER_ALIAS.c.customer_id, CUSTOMER_ALIAS.c.name)
    .where(ours(CUSTOMER_ALIAS), one_of(CUSTOMER_ALIAS.c.customer_id, "ids"))
    .order_by(CUSTOMER_ALIAS.c.key)
)
_MAKE = Prepared(insert_new(CUSTOMER))
_SAVE = Prepared(
    update(CUSTOMER)
    .where(also_ours(CUSTOMER), CUSTOMER.c.id == bindparam("_id"))
    .values({name: bindparam(name) for name in _CHANGING})
)
_ADD_ALIAS = Prepared(insert_new(CUSTOMER_ALIAS))
_OF_ITEMS = Prepared(
    select(ITEM_CUSTOMER.c.item_id, *_COLUMNS)
    .join(CUSTOMER, CUSTOMER.c.id == ITEM_CUSTOMER.c.customer_id)
    .where(also_ours(CUSTOMER), one_of(ITEM_CUSTOMER.c.item_id, "ids"))
    .order_by(ITEM_CUSTOMER.c.item_id, ITEM_CUSTOMER.c.n)
)
_LEAVE = Prepared(delete(ITEM_CUSTOMER).where(ITEM_CUSTOMER.c.item_id == bindparam("_item")))
_JOIN = Prepared(insert_new(ITEM_CUSTOMER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks, as far as it decides which customers they see.

    `channels` are those whose items they see, and `covers` those whom they stand in for. Of
    channels that they or one of these `left` they see nothing else. A guest has no `person` and no
    `covers`, and so sees only customers of items in their channels.
    """

    channels: Collection[str]
    person: str = ""
    covers: Collection[str] = ()
    left: Collection[str] = ()

    def values(self) -> dict[str, Collection[str]]:
        """As parameters."""
        return {
            "channels": self.channels,
            "person": [self.person] if self.person else [],
            "covers": self.covers,
            "left": self.left,
        }


def make(tx: Transaction, names: Iterable[str], *, by: str) -> tuple[Customer, ...]:
    """The customers of these names, each once; those that nobody has made yet are made.

    A name or another name of one that exists joins it, visible or not.
    """
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(customers.key(name), name)
    known = named(tx, wanted)
    missing = sorted(wanted.keys() - known.keys())  # in one order, so that no two wait for another
    new = [Customer(name=wanted[at], made_by=by) for at in missing]
    if new:
        _MAKE.change(tx, *map(_row, new))
        known = named(tx, wanted)
    return tuple(dict.fromkeys(known[at] for at in wanted))


def save(tx: Transaction, customer: Customer) -> None:
    """Store a customer that changed."""
    _SAVE.change(tx, _row(customer) | {"_id": customer.id})


def add_alias(tx: Transaction, customer: Customer, name: str) -> None:
    """Know a customer by this name, too; nothing if somebody is known by it already."""
    row = {"key": customers.key(name), "name": storable(name), "customer_id": customer.id}
    _ADD_ALIAS.change(tx, row)


def owned(tx: Transaction, person: str) -> tuple[int, ...]:
    """The ids of the customers whose account this person has."""
    return tuple(row["id"] for row in _OWNED.rows(tx, {"person": person}))


def get(tx: Transaction, customer_id: int) -> Customer | None:
    """The customer with this id."""
    found = _THESE.readable(tx, {"ids": [customer_id]})
    return _customer(found[0]) if found else None


def aliases(tx: Transaction, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The other names of customers, by id."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for row in _ALIASES.readable(tx, {"ids": ids}):
        found[row["customer_id"]] += (row["name"],)
    return found


def named(
    tx: Transaction, keys: Collection[str], *, viewer: Viewer | None = None
) -> dict[str, Customer]:
    """The customers that have these keys as a name or as another name, by key.

    With a viewer, only those that they see; None is for what has to be kept apart, never for what
    is shown.
    """
    if not keys:
        return {}
    values = {"keys": keys} | (viewer.values() if viewer else {})
    rows = (_SEEN_BY_KEY if viewer else _BY_KEY).readable(tx, values)
    return {row.pop("known_as"): _customer(row) for row in rows}


def seen(tx: Transaction, viewer: Viewer) -> tuple[Customer, ...]:
    """Every customer that somebody sees, by name."""
    return tuple(map(_customer, _SEEN.readable(tx, viewer.values())))


def seen_among(tx: Transaction, ids: Collection[int], viewer: Viewer) -> frozenset[int]:
    """The ids of those among these customers that somebody sees."""
    if not ids:
        return frozenset()
    values = {"ids": ids} | viewer.values()
    return frozenset(row["id"] for row in _SEEN_THESE.readable(tx, values))


def of_items(tx: Transaction, ids: Collection[int]) -> dict[int, tuple[Customer, ...]]:
    """The customers of these items, by item."""
    found: dict[int, tuple[Customer, ...]] = defaultdict(tuple)
    for row in _OF_ITEMS.readable(tx, {"ids": ids}):
        found[row.pop("item_id")] += (_customer(row),)
    return found


def set_of_item(tx: Transaction, item_id: int, about: Collection[Customer]) -> None:
    """Make an item be about these customers, and no others."""
    _LEAVE.change(tx, {"_item": item_id})
    join(tx, item_id, about)


def join(tx: Transaction, item_id: int, about: Collection[Customer]) -> None:
    """Make an item be about these customers, in this order."""
    rows = [{"item_id": item_id, "customer_id": one.id, "n": n} for n, one in enumerate(about)]
    if rows:
        _JOIN.change(tx, *rows)


def _row(customer: Customer) -> dict[str, object]:
    named = replace(customer, name=storable(customer.name))
    return {name: getattr(named, name) for name in _CHANGING}


def _customer(row: Row) -> Customer:
    return Customer(**row)
