"""What a customer's card and the list of customers show, and what becomes of merged customers.

Items are found by their customer, so nothing here grows with the items of the workspace.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, type_coerce, update

from escalation.about.customers import Customer
from escalation.items import Status
from escalation.policy import Policy
from escalation.trajectories import SaidAlike
from storage.about.customers import SEEN_ITEM, Viewer
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import also_ours, aside, one_of, ours
from storage.items import rows
from storage.items.rows import Read
from storage.ladders.policy_json import policy_from
from storage.tables.channels import CHANNEL, INDICATOR
from storage.tables.columns import Readable
from storage.tables.customers import CUSTOMER, CUSTOMER_ALIAS, ITEM_CUSTOMER
from storage.tables.items import ITEM

CLOSED = 3
"""How many of the items that were closed last are shown."""
_STATUS = func.coalesce(ITEM.c.status, "")
"""Of no use to an index: without statistics, a database may else walk all that is open."""
_IDS = Prepared(
    select(ITEM_CUSTOMER.c.item_id).where(ITEM_CUSTOMER.c.customer_id == bindparam("customer"))
)
_THESE = (also_ours(ITEM), one_of(ITEM.c.id, "ids"))
_OPEN = Prepared(rows.SELECT.where(*_THESE, _STATUS == Status.OPEN, SEEN_ITEM))
_CLOSED = Prepared(
    rows.SELECT.where(*_THESE, _STATUS != Status.OPEN, SEEN_ITEM)
    .order_by(ITEM.c.closed_at.desc(), ITEM.c.id.desc())
    .limit(CLOSED)
)
_SAID_AT = ITEM.c.trajectory_said_at
_ALIKE = (ITEM_CUSTOMER.c.customer_id, ITEM.c.policy, ITEM.c.trajectory)
_SAID = Prepared(
    select(
        *_ALIKE,
        type_coerce(func.min(_SAID_AT), Readable).label("first_at"),
        type_coerce(func.max(_SAID_AT), Readable).label("last_at"),
        func.count().label("items"),
    )
    .join(ITEM, ITEM.c.id == ITEM_CUSTOMER.c.item_id)
    .where(
        one_of(ITEM_CUSTOMER.c.customer_id, "ids"),
        also_ours(ITEM),
        _STATUS == Status.OPEN,
        SEEN_ITEM,
    )
    .group_by(*_ALIKE)
)
_CHANNELS = Prepared(select(ITEM.c.channel).where(*_THESE).distinct())
_TO_REDRAW = Prepared(
    select(ITEM.c.id)
    .where(*_THESE, _STATUS == Status.OPEN, ITEM.c.card_ts != "")
    .order_by(aside(ITEM.c.due_at), ITEM.c.id)
    .limit(bindparam("limit"))
)
_OTHER = ITEM_CUSTOMER.alias()
_IS_GONE = ITEM_CUSTOMER.c.customer_id == bindparam("gone")
_ABOUT_BOTH = Prepared(
    delete(ITEM_CUSTOMER).where(
        _IS_GONE,
        ITEM_CUSTOMER.c.item_id.in_(
            select(_OTHER.c.item_id).where(_OTHER.c.customer_id == bindparam("kept"))
        ),
    )
)
_ITS_ITEMS = Prepared(update(ITEM_CUSTOMER).where(_IS_GONE).values(customer_id=bindparam("kept")))
_ITS_NAMES = Prepared(
    update(CUSTOMER_ALIAS)
    .where(ours(CUSTOMER_ALIAS), CUSTOMER_ALIAS.c.customer_id == bindparam("gone"))
    .values(customer_id=bindparam("kept"))
)
_ITS_CHANNELS = Prepared(
    update(CHANNEL)
    .where(ours(CHANNEL), CHANNEL.c.customer_id == bindparam("gone"))
    .values(customer_id=bindparam("kept"))
)
_ITS_INDICATORS = Prepared(
    update(INDICATOR)
    .where(also_ours(INDICATOR), INDICATOR.c.customer_id == bindparam("gone"))
    .values(customer_id=bindparam("kept"))
)
_GONE = Prepared(delete(CUSTOMER).where(also_ours(CUSTOMER), CUSTOMER.c.id == bindparam("gone")))
_NO_ALIAS = Prepared(
    delete(CUSTOMER_ALIAS).where(
        ours(CUSTOMER_ALIAS), CUSTOMER_ALIAS.c.key == bindparam("known_as")
    )
)


@dataclass(slots=True)
class OpenItems:
    """How many open items of a customer somebody sees, and what was said of them."""

    count: int = 0
    said: list[SaidAlike] = field(default_factory=list)


def items(tx: Transaction, customer: Customer, viewer: Viewer) -> Read:
    """The items about a customer that somebody sees: the open ones, then the last that were closed.

    The open ones come in no order, the closed ones with the latest first.
    """
    values = _its_items(tx, customer) | viewer.values()
    return rows.read(tx, [*_OPEN.each(tx, values), *_CLOSED.each(tx, values)])


def _its_items(tx: Transaction, customer: Customer) -> dict[str, Collection[Any]]:
    """The ids of all items about a customer, as parameters."""
    return {"ids": [row["item_id"] for row in _IDS.rows(tx, {"customer": customer.id})]}


def said(tx: Transaction, ids: Collection[int], viewer: Viewer) -> dict[int, OpenItems]:
    """What was said of the open items that somebody sees, by customer; counted, not read."""
    found: dict[int, OpenItems] = defaultdict(OpenItems)
    for row in _SAID.readable(tx, {"ids": ids} | viewer.values()):
        its = found[row["customer_id"]]
        its.count += row["items"]
        its.said += [SaidAlike(policy=_policy(row), word=row["trajectory"], **_between(row))]
    return found


def _policy(row: Row) -> Policy:
    """The ladder; the default one if it is damaged, so that the others are still listed."""
    try:
        return policy_from(row["policy"])
    except Exception:  # noqa: BLE001 - a damaged ladder may raise anything
        return Policy()


def _between(row: Row) -> dict[str, datetime | None]:
    return {name: row[name] for name in ("first_at", "last_at")}


def channels_of(tx: Transaction, customer: Customer) -> tuple[str, ...]:
    """The channels with an item about a customer, hidden ones too: to decide, never to show."""
    return tuple(row["channel"] for row in _CHANNELS.rows(tx, _its_items(tx, customer)))


def to_redraw(tx: Transaction, customer: Customer, *, limit: int) -> tuple[int, ...]:
    """The ids of the first open items about a customer that have a card, the earliest due first."""
    found = _TO_REDRAW.rows(tx, {**_its_items(tx, customer), "limit": limit})
    return tuple(row["id"] for row in found)


def merge(tx: Transaction, *, kept: Customer, gone: Customer) -> None:
    """Make what is kept of one customer, and its names, that of another, and drop the one."""
    both = {"kept": kept.id, "gone": gone.id}
    for statement in (_ABOUT_BOTH, _ITS_ITEMS, _ITS_NAMES, _ITS_CHANNELS, _ITS_INDICATORS):
        statement.change(tx, both)
    _GONE.change(tx, {"gone": gone.id})


def drop_aliases(tx: Transaction, keys: Iterable[str]) -> None:
    """Let these no longer be other names of anybody."""
    for key in keys:
        _NO_ALIAS.change(tx, {"known_as": key})
