"""What became of a parcel. Each answer is False, and nothing is changed, once another claim has it.

Until an earlier try was looked for in vain, a parcel that is put off or given back will be looked
for again.
"""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, update

from escalation.notices import NoticeState
from storage.database import Transaction
from storage.notice_rows import IS_SENDING
from storage.parcels import QUIET, Parcel
from storage.prepared import Prepared
from storage.statements import also_ours, one_of
from storage.tables import NOTICE


def finish_sent(tx: Transaction, parcel: Parcel, *, channel: str, ts: str, now: datetime) -> bool:
    """Slack has it, in this channel at this ts."""
    sent = {"state": NoticeState.SENT, "try_at": None, "channel": channel, "ts": ts}
    return _finish(tx, parcel, sent | {"why": "", "finished_at": now})


def finish_later(tx: Transaction, parcel: Parcel, *, until: datetime, why: str) -> bool:
    """Slack certainly does not have it (429, no connection); try again from `until` on."""
    state = NoticeState.UNKNOWN if parcel.look_first else NoticeState.PENDING
    return _finish(tx, parcel, {"state": state, "try_at": until, "why": why})


def finish_unknown(tx: Transaction, parcel: Parcel, *, now: datetime, why: str) -> bool:
    """The answer was lost; look for it after the quiet time."""
    unknown = {"state": NoticeState.UNKNOWN, "try_at": now + QUIET, "why": why}
    return _finish(tx, parcel, unknown)


def finish_unseen(tx: Transaction, parcel: Parcel, *, now: datetime, certain: bool) -> bool:
    """It was looked for in vain and may be sent anew at once.

    If not `certain`, nobody could look: it is sent as what may be a repeat.
    """
    again = {"state": NoticeState.PENDING, "try_at": now, "why": "not found"}
    return _finish(tx, parcel, again if certain else again | {"maybe_again": True})


def finish_unfit(tx: Transaction, parcel: Parcel, *, now: datetime, why: str) -> bool:
    """Slack refused its content; it may leave at once as plain text."""
    lean = {"state": NoticeState.PENDING, "try_at": now, "why": why, "lean": why}
    return _finish(tx, parcel, lean)


def finish_apart(
    tx: Transaction, parcel: Parcel, ids: Collection[int], *, until: datetime, why: str
) -> bool:
    """Slack certainly has none of it; from `until` on these notices leave under their own names."""
    apart = {"state": NoticeState.PENDING, "token": "", "try_at": until, "why": why}
    return _finish(tx, parcel, apart, only=ids)


def finish_refused(tx: Transaction, parcel: Parcel, *, now: datetime, why: str) -> bool:
    """Slack refused it for good; the caller tells somebody else in the same transaction."""
    parked = {"state": NoticeState.PARKED, "try_at": None, "why": why, "finished_at": now}
    return _finish(tx, parcel, parked)


def finish_superseded(
    tx: Transaction, parcel: Parcel, ids: Collection[int], *, why: str, now: datetime
) -> bool:
    """These of its notices are no longer wanted and were not sent; the others stay claimed."""
    values = {"state": NoticeState.SUPERSEDED, "try_at": None, "why": why, "finished_at": now}
    return _finish(tx, parcel, values, only=ids)


def _finish(
    tx: Transaction,
    parcel: Parcel,
    values: dict[str, Any],
    *,
    only: Collection[int] | None = None,
) -> bool:
    ids = [row.id for row in parcel.rows] if only is None else only
    mine = {"_token": parcel.token, "_fence": parcel.fence, "_ids": ids}
    return _change(*values).change(tx, values | mine) > 0


@cache
def _change(*columns: str) -> Prepared:
    """Sets these columns of what is still ours."""
    mine = (
        also_ours(NOTICE),
        NOTICE.c.token == bindparam("_token"),
        NOTICE.c.try_at.is_not(None),
        NOTICE.c.fence == bindparam("_fence"),
        IS_SENDING,
        one_of(NOTICE.c.id, "_ids"),
    )
    return Prepared(update(NOTICE).where(*mine).values({it: bindparam(it) for it in columns}))
