"""What items wait for: an answer to an offer, or another owner; kept until it ends."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, func, or_, select

from escalation.about.agreements import NotMine
from escalation.about.hand_overs import Offer
from escalation.items import Item
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
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


def of_items(tx: Transaction, ids: Collection[int]) -> Mapping[int, Offer | NotMine]:
    """What these items wait for, by item id; what is unreadable counts as nothing."""
    return {row["item_id"]: _read(row) for row in _OF_ITEMS.readable(tx, {"ids": ids})}


def _read(row: Row) -> Offer | NotMine:
    reason, made_at, ends_at = str(row["reason"]), row["made_at"], row["ends_at"]
    if row["not_mine"]:
        asked = str(row["person"])
        return NotMine(asked=asked, reason=reason, made_at=made_at, ends_at=ends_at)
    return Offer(
        actor=str(row["actor"]),
        to=str(row["person"]),
        reason=reason,
        made_at=made_at,
        ends_at=ends_at,
        batch=str(row["batch"]),
    )


def keep(tx: Transaction, item: Item, *, before: Item) -> None:
    """Store what a saved item waits for, where that differs from `before`."""
    offer, not_mine = item.offer, item.not_mine
    if (offer, not_mine) == (before.offer, before.not_mine):
        return
    if not_mine and not offer:
        row = {"actor": item.owner, "person": not_mine.asked, "batch": "", "not_mine": True}
        same = {name: getattr(not_mine, name) for name in ("reason", "made_at", "ends_at")}
        _KEEP.change(tx, {"item_id": item.id} | row | same)
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
        "not_mine": False,
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
