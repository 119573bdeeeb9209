"""Stopped: items and weekly posts that raise are set aside one by one and retried less and less.

A failed try moves the instant by which the clock finds the row: by a minute at first, then by as
long as the trouble has lasted, by an hour at most. After the first good try the row goes on.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Values
from storage.engine.statements import also_ours, ours
from storage.tables.channels import CHANNEL
from storage.tables.items import ITEM

SOONEST = timedelta(minutes=1)
LATEST = timedelta(hours=1)

_ITEM = (also_ours(ITEM), ITEM.c.id == bindparam("_id"))
_CHANNEL = (ours(CHANNEL), CHANNEL.c.id == bindparam("_id"))
_ITEM_SINCE = Prepared(select(ITEM.c.stopped_at).where(*_ITEM))
_CHANNEL_SINCE = Prepared(select(CHANNEL.c.stopped_at).where(*_CHANNEL))
_STOP_ITEM = Prepared(
    update(ITEM)
    .where(*_ITEM)
    .values({name: bindparam(name) for name in ("fault", "stopped_at", "next_at")})
)
_STOP_CHANNEL = Prepared(
    update(CHANNEL)
    .where(*_CHANNEL)
    .values({name: bindparam(name) for name in ("fault", "stopped_at", "next_summary_at")})
)
_GO_ON = Prepared(update(ITEM).where(*_ITEM).values(fault="", stopped_at=None))


def stop(tx: Transaction, item_id: int, *, fault: str, now: datetime) -> bool:
    """Set an item aside until its next try; False if it was stopped before."""
    this = {"_id": item_id}
    since = _since(tx, _ITEM_SINCE, this)
    values = {"fault": fault, "stopped_at": since or now, "next_at": retry_at(since or now, now)}
    _STOP_ITEM.change(tx, values | this)
    return since is None


def stop_channel(tx: Transaction, channel: str, *, fault: str, now: datetime) -> bool:
    """Set a channel's weekly post aside until its next try; False if it was stopped before."""
    this = {"_id": channel}
    since = _since(tx, _CHANNEL_SINCE, this)
    at = retry_at(since or now, now)
    values = {"fault": fault, "stopped_at": since or now, "next_summary_at": at}
    _STOP_CHANNEL.change(tx, values | this)
    return since is None


def go_on(tx: Transaction, item_id: int) -> None:
    """The item was closed: stop retrying."""
    _GO_ON.change(tx, {"_id": item_id})


def is_stopped(tx: Transaction, item_id: int) -> bool:
    """Whether the item is set aside at the moment."""
    return _since(tx, _ITEM_SINCE, {"_id": item_id}) is not None


def retry_at(since: datetime, now: datetime) -> datetime:
    """When to retry something that has been failing since then: the time doubles with each try."""
    return now + min(max(now - since, SOONEST), LATEST)


def _since(tx: Transaction, query: Prepared, this: Values) -> datetime | None:
    return next((row["stopped_at"] for row in query.readable(tx, this)), None)
