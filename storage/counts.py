"""Counts for the operator's metrics: open items, and notices that wait.

Each count stays within an index of what is open or on its way, so that old items and notices cost
nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from escalation.items import Kind, Status
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import ours
from storage.tables.channels import CHANNEL
from storage.tables.items import ITEM
from storage.tables.notices import NOTICE


def _of_kind(kind: Kind) -> ColumnElement[Any]:
    """Count channel by channel; otherwise SQLite would not stay within the index of channels."""
    here = select(func.count()).where(
        ours(ITEM),
        ITEM.c.channel == CHANNEL.c.id,
        ITEM.c.status == Status.OPEN,
        ITEM.c.kind == kind,
    )
    return func.coalesce(func.sum(here.correlate(CHANNEL).scalar_subquery()), 0).label(kind.value)


_OPEN = Prepared(select(*map(_of_kind, Kind)).select_from(CHANNEL).where(ours(CHANNEL)))
_ON_ITS_WAY = (ours(NOTICE), NOTICE.c.try_at.is_not(None))
_WAITING = Prepared(select(func.count()).where(*_ON_ITS_WAY))
_how_many: ColumnElement[Any] = func.count().label("due")
_DUE = Prepared(
    select(_how_many, func.min(NOTICE.c.try_at).label("oldest_at")).where(
        *_ON_ITS_WAY, NOTICE.c.try_at <= bindparam("now")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """How many notices are on their way, how many of those may be tried now, and since when."""

    waiting: int
    due: int
    oldest_at: datetime | None

    def due_for(self, now: datetime) -> timedelta:
        """How long the oldest one has been due."""
        return now - (self.oldest_at or now)


def open_items(tx: Transaction) -> dict[Kind, int]:
    """How many items of each kind are open."""
    found = _OPEN.rows(tx, {})[0]
    return {kind: int(found[kind.value]) for kind in Kind}


def outbox(tx: Transaction, *, now: datetime) -> Outbox:
    """What waits in the outbox. A notice held by quiet time or by a claim is not due."""
    return Outbox(waiting=_WAITING.scalar(tx, {}), **_DUE.rows(tx, {"now": now})[0])
