"""Misplaced: instants at which the clock should look that are later than it could have set them.

The raw values are compared, so that on SQLite stray texts and blobs are found too: they sort after
all numbers.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import also_ours, aside, one_of, ours
from storage.tables.channels import CHANNEL
from storage.tables.columns import LATEST
from storage.tables.items import ITEM

LONGEST = timedelta(days=15)
"""Longer than any channel waits for its next weekly post, even if its weekday was changed."""

_WAKE_ITEMS_BEYOND = Prepared(
    update(ITEM)
    .where(ours(ITEM), ITEM.c.next_at > bindparam("latest"))
    .values(next_at=bindparam("now"))
)
_WAKE_CHANNELS_BEYOND = Prepared(
    update(CHANNEL)
    .where(ours(CHANNEL), CHANNEL.c.next_summary_at > bindparam("latest"))
    .values(next_summary_at=bindparam("now"))
)
_WAITING = Prepared(
    select(ITEM.c.id)
    .where(
        ours(ITEM),
        ITEM.c.next_at > bindparam("now"),
        ITEM.c.next_at <= bindparam("latest"),
        ITEM.c.stopped_at.is_(None),
        aside(ITEM.c.id) > bindparam("after"),
    )
    .order_by(aside(ITEM.c.id))
    .limit(bindparam("limit"))
)
_WAKE = Prepared(
    update(ITEM)
    .where(also_ours(ITEM), one_of(ITEM.c.id, "_ids"), ITEM.c.next_at > bindparam("now"))
    .values(next_at=bindparam("now"))
)


def waiting(tx: Transaction, *, now: datetime, after: int, limit: int) -> Sequence[int]:
    """The next ids after `after`, in order, of items whose plans are not due before `now`.

    Items that were set aside are left out; they wait for their next try.
    """
    values = {"now": now, "latest": LATEST, "after": after, "limit": limit}
    return [row["id"] for row in _WAITING.rows(tx, values)]


def wake(tx: Transaction, ids: Collection[int], *, now: datetime) -> int:
    """Make these items due now, and everything whose instant is impossible; returns how many."""
    woken = _WAKE_ITEMS_BEYOND.change(tx, {"latest": LATEST, "now": now})
    woken += _WAKE_CHANNELS_BEYOND.change(tx, {"latest": now + LONGEST, "now": now})
    return woken + (_WAKE.change(tx, {"_ids": ids, "now": now}) if ids else 0)
