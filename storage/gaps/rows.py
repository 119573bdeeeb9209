"""Ownership gaps: when each opened, and who closed it; we never delete a row."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select, update

from escalation.facts.shape import Unable
from escalation.gaps.gap import OWNER, OwnershipGap, cause
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import also_ours, insert_or_update, one_of, ours
from storage.tables.customers import ITEM_CUSTOMER
from storage.tables.hand_overs import ITEM_GAP
from storage.tables.items import ITEM

_ENDING = ("closed_at", "closed_by", "reason", "accepted")
_OPEN = Prepared(insert_or_update(ITEM_GAP, _ENDING))
_CLOSE = Prepared(
    update(ITEM_GAP)
    .where(ITEM_GAP.c.item_id == bindparam("_item"), ITEM_GAP.c.closed_at.is_(None))
    .values({name: bindparam(name) for name in _ENDING})
    .execution_options(preserve_rowcount=True)
)
_RETURNED = Prepared(
    update(ITEM_GAP)
    .where(
        ITEM_GAP.c.cause == bindparam("_cause"),
        ITEM_GAP.c.item_id.in_(
            select(ITEM.c.id).where(ours(ITEM), ITEM.c.owner == bindparam("_owner"))
        ),
    )
    .values(accepted=False)
)
_CLOSE_OF = Prepared(
    update(ITEM_GAP)
    .where(
        ITEM_GAP.c.closed_at.is_(None),
        ITEM_GAP.c.cause == bindparam("_cause"),
        ITEM_GAP.c.item_id.in_(
            select(ITEM_CUSTOMER.c.item_id)
            .join(ITEM, ITEM.c.id == ITEM_CUSTOMER.c.item_id)
            .where(ITEM_CUSTOMER.c.customer_id == bindparam("_customer"), also_ours(ITEM))
        ),
    )
    .values({name: bindparam(name) for name in _ENDING})
)
_OF = Prepared(
    select(ITEM_GAP)
    .where(one_of(ITEM_GAP.c.item_id, "ids"))
    .order_by(ITEM_GAP.c.item_id, ITEM_GAP.c.opened_at, ITEM_GAP.c.cause)
)
_WHYS = {why.value: why for why in Unable}


def add(tx: Transaction, gap: OwnershipGap) -> None:
    """Save a gap that has just opened, or the answer of an owner who left."""
    row = {
        "item_id": gap.item_id,
        "cause": gap.cause,
        "opened_at": gap.opened_at,
        "why": gap.why,
        "closed_at": gap.closed_at,
        "closed_by": gap.who,
        "reason": gap.reason,
        "accepted": gap.accepted,
    }
    _OPEN.change(tx, row)


def close(
    tx: Transaction, item_id: int, *, by: str, reason: str, accepted: bool, now: datetime
) -> bool:
    """Close the open gaps of an item; whether there were any."""
    said = {"closed_at": now, "closed_by": by, "reason": reason, "accepted": accepted}
    return bool(_CLOSE.change(tx, {"_item": item_id, **said}))


def close_account(
    tx: Transaction, customer: int, owner: str, *, by: str, reason: str, now: datetime
) -> None:
    """Close the gaps of items that are open because this account owner of the customer is gone."""
    said = {"closed_at": now, "closed_by": by, "reason": reason, "accepted": False}
    _CLOSE_OF.change(tx, {"_customer": customer, "_cause": cause(None, customer, [owner]), **said})


def returned(tx: Transaction, owner: str) -> None:
    """Somebody has an active account again: if they go another time, what was fine is a new gap."""
    _RETURNED.change(tx, {"_owner": owner, "_cause": OWNER + owner})


def of(tx: Transaction, items: Collection[int]) -> dict[int, tuple[OwnershipGap, ...]]:
    """All gaps of these items that have any, the oldest first, open or closed."""
    found: dict[int, list[OwnershipGap]] = defaultdict(list)
    for row in _OF.rows(tx, {"ids": items}):
        found[row["item_id"]].append(_read(row))
    return {item_id: tuple(gaps) for item_id, gaps in found.items()}


def _read(row: Row) -> OwnershipGap:
    return OwnershipGap(
        item_id=row["item_id"],
        cause=row["cause"],
        why=_WHYS.get(row["why"], Unable.OWNER),
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        who=row["closed_by"],
        reason=row["reason"],
        accepted=row["accepted"],
    )
