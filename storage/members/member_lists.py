"""Member lists: which channels' members to ask Slack for next, whichever bot asks.

`members_checked_at` is all that the bots of a workspace have to share for this: a list that one
has read is not due for the others, and together they stay within one limit.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    bindparam,
    case,
    func,
    or_,
    select,
    type_coerce,
    update,
)

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import delete_this, insert_new, ours
from storage.tables.channels import CHANNEL, CHANNEL_MEMBER
from storage.tables.columns import Soonest, microseconds

A_MINUTE = 60
"""How many lists to read in a minute. Slack allows a hundred; some are read because of events."""
PRIVATE_FIRST = 4
"""How many times as often to read a private channel as a public one, when not all can be in time.

Someone who has left a private channel must not see it; for a public one only guests are affected.
"""

_checked = CHANNEL.c.members_checked_at
_JOINED = (ours(CHANNEL), CHANNEL.c.member, ~CHANNEL.c.archived)
_HOW_MANY = Prepared(
    select(CHANNEL.c.private, func.count().label("channels"))
    .where(*_JOINED)
    .group_by(CHANNEL.c.private)
)
_READ_SINCE = Prepared(
    select(func.count().label("read")).where(
        ours(CHANNEL), _checked > bindparam("minute_ago"), _checked <= bindparam("now")
    )
)
_number = _checked.cast(BigInteger)
_since = case((_number > 0, _number), else_=0)  # the age of a far smaller number would overflow
_age = func.abs(bindparam("now_us", type_=BigInteger) - _since)
_due: Select[Any] = select(CHANNEL.c.id).where(
    *_JOINED,
    # "Checked later than now" means that the clock has since been set back.
    or_(_checked.is_(None), _checked <= bindparam("before"), _checked > bindparam("after")),
)
_DUE = Prepared(
    _due.order_by(
        (_age * case((CHANNEL.c.private, PRIVATE_FIRST), else_=1)).desc(), CHANNEL.c.id
    ).limit(bindparam("limit"))
)
_IS_THIS = (ours(CHANNEL), CHANNEL.c.id == bindparam("channel"))
_CHECKED_AT = Prepared(select(type_coerce(_checked, Soonest)).where(*_IS_THIS))
_CHECK = Prepared(
    update(CHANNEL)
    .where(ours(CHANNEL), CHANNEL.c.id == bindparam("_channel"))
    .values(members_checked_at=bindparam("checked_at"))
)
_CAME = Prepared(insert_new(CHANNEL_MEMBER))
_LEFT = Prepared(delete_this(CHANNEL_MEMBER))


def due(tx: Transaction, *, now: datetime, every: timedelta, limit: int) -> tuple[str, ...]:
    """The channels whose lists are older than `every`, longest waiting first.

    () if the bots together have already read enough lists within the last minute.
    """
    last_minute = {"minute_ago": now - timedelta(minutes=1), "now": now}
    if int(_READ_SINCE.scalar(tx, last_minute)) >= A_MINUTE:
        return ()
    values = {"now_us": microseconds(now), "before": now - every, "after": now + every}
    return tuple(row["id"] for row in _DUE.rows(tx, values | {"limit": limit}))


def how_many(tx: Transaction) -> tuple[int, int]:
    """How many open channels the bot is in: first the private ones, then the public ones."""
    found = {bool(row["private"]): int(row["channels"]) for row in _HOW_MANY.rows(tx, {})}
    return found.get(True, 0), found.get(False, 0)


def checked_at(tx: Transaction, channel: str) -> datetime | None:
    """When a channel's members were last listed; None if never, or if the channel is unknown."""
    at: datetime | None = _CHECKED_AT.scalar(tx, {"channel": channel})
    return at


def changed(
    tx: Transaction, channel: str, person: str, *, joined: bool, now: datetime, every: timedelta
) -> None:
    """An event says that somebody joined or left: correct the list, and make it due.

    A list being read at this moment may miss the change, so `checked_at` moves, always back: then
    whoever is reading it sees that their list is out of date.
    """
    (_CAME if joined else _LEFT).change(tx, {"channel": channel, "person": person})
    if (at := checked_at(tx, channel)) is not None:
        doubted = min(at - timedelta(microseconds=1), now - every)
        _CHECK.change(tx, {"_channel": channel, "checked_at": doubted})
