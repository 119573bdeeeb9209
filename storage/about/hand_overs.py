"""Offers of items: loaded with them, kept until they end, and found once they run out."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, func, or_, select

from escalation.about.hand_overs import Offer
from escalation.items import Item
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import also_ours, insert_or_update, one_of
from storage.tables.columns import LATEST, Soonest
from storage.tables.hand_overs import ITEM_OFFER
from storage.tables.items import ITEM

_OURS = ITEM_OFFER.join(ITEM, ITEM.c.id == ITEM_OFFER.c.item_id)
_OF_ITEMS = Prepared(
    select(ITEM_OFFER)
    .select_from(_OURS)
    .where(also_ours(ITEM), one_of(ITEM_OFFER.c.item_id, "ids"))
)
_KEEP = Prepared(insert_or_update(ITEM_OFFER))
_END = Prepared(delete(ITEM_OFFER).where(ITEM_OFFER.c.item_id == bindparam("_item")))
_OVER = Prepared(
    select(ITEM_OFFER.c.item_id)
    .select_from(_OURS)
    .where(also_ours(ITEM), ITEM_OFFER.c.ends_at <= bindparam("now"))
    .order_by(ITEM_OFFER.c.ends_at)
    .limit(bindparam("limit"))
)
_NEXT_AT = Prepared(
    select(func.min(ITEM_OFFER.c.ends_at, type_=Soonest))
    .select_from(_OURS)
    .where(also_ours(ITEM), ITEM_OFFER.c.ends_at <= bindparam("latest"))
)
_CONCERNING = Prepared(
    select(ITEM_OFFER.c.item_id)
    .select_from(_OURS)
    .where(
        also_ours(ITEM),
        or_(ITEM_OFFER.c.person == bindparam("person"), ITEM.c.owner == bindparam("person")),
    )
    .order_by(ITEM_OFFER.c.ends_at)
)


def of_items(tx: Transaction, ids: Collection[int]) -> Mapping[int, Offer]:
    """The offers of these items by item id; an unreadable one counts as none."""
    return {
        row["item_id"]: Offer(
            actor=str(row["actor"]),
            to=str(row["person"]),
            reason=str(row["reason"]),
            made_at=row["made_at"],
            ends_at=row["ends_at"],
            batch=str(row["batch"]),
        )
        for row in _OF_ITEMS.readable(tx, {"ids": ids})
    }


def keep(tx: Transaction, item: Item, *, before: Offer | None) -> None:
    """Store the offer of a saved item, which had the one `before`."""
    offer = item.offer
    if offer == before:
        return
    if offer is None:
        end(tx, item.id)
        return
    row = {
        "item_id": item.id,
        "actor": offer.actor,
        "person": offer.to,
        "reason": offer.reason,
        "made_at": offer.made_at,
        "ends_at": offer.ends_at,
        "batch": offer.batch,
    }
    _KEEP.change(tx, row)


def end(tx: Transaction, item_id: int) -> None:
    """Forget the offer of an item."""
    _END.change(tx, {"_item": item_id})


def over(tx: Transaction, *, now: datetime, limit: int) -> tuple[int, ...]:
    """The ids of the items whose offer ran out by `now`, the earliest first."""
    return tuple(row["item_id"] for row in _OVER.rows(tx, {"now": now, "limit": limit}))


def concerning(tx: Transaction, person: str) -> tuple[int, ...]:
    """The ids of the items offered to this person, and of their own that are offered or asked for.

    The next to end comes first.
    """
    return tuple(row["item_id"] for row in _CONCERNING.rows(tx, {"person": person}))


def next_at(tx: Transaction) -> datetime | None:
    """When the next offer ends; long ago, if the stored instant cannot be read."""
    earliest: datetime | None = _NEXT_AT.scalar(tx, {"latest": LATEST})
    return earliest
