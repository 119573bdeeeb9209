"""Misplaced: instants of the clock that lie later than it could have put them.

They are found by what is stored, whatever it is: on a file texts and blobs come after all numbers.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from storage.columns import LATEST
from storage.database import Transaction
from storage.prepared import Prepared
from storage.slack_tables import CHANNEL
from storage.statements import also_ours, aside, one_of, ours
from storage.tables import ITEM

LONGEST = timedelta(days=15)
"""Longer than any channel waits for its next weekly post, whichever weekday it has moved to."""

_NO_ITEM_WAITS_SO = Prepared(
    update(ITEM)
    .where(ours(ITEM), ITEM.c.next_at > bindparam("latest"))
    .values(next_at=bindparam("now"))
)
_NO_CHANNEL_WAITS_SO = Prepared(
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
    """The ids after this one, in order, of items whose plan will be looked at after `now`.

    Those that are set aside wait for their next try.
    """
    values = {"now": now, "latest": LATEST, "after": after, "limit": limit}
    return [row["id"] for row in _WAITING.rows(tx, values)]


def wake(tx: Transaction, ids: Collection[int], *, now: datetime) -> int:
    """Let the clock look now at these items, and at all that waits beyond time; how many."""
    woken = _NO_ITEM_WAITS_SO.change(tx, {"latest": LATEST, "now": now})
    woken += _NO_CHANNEL_WAITS_SO.change(tx, {"latest": now + LONGEST, "now": now})
    return woken + (_WAKE.change(tx, {"_ids": ids, "now": now}) if ids else 0)
