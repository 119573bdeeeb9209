"""Counts: how much there is and waits, for the operator's metrics.

Neither reads more than what is open or on its way, and neither leaves its index: what is closed or
sent long ago costs nothing (reliability §5).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from escalation.items import Kind, Status
from storage.database import Transaction
from storage.slack_tables import CHANNEL
from storage.tables import ITEM, NOTICE


def _of_kind(kind: Kind) -> ColumnElement[int]:
    """Counted channel by channel: only so does SQLite stay in the index of channels."""
    here = select(func.count()).where(
        ITEM.c.workspace == CHANNEL.c.workspace,
        ITEM.c.channel == CHANNEL.c.id,
        ITEM.c.status == Status.OPEN,
        ITEM.c.kind == kind,
    )
    return func.coalesce(func.sum(here.correlate(CHANNEL).scalar_subquery()), 0)


_OPEN = select(*map(_of_kind, Kind)).select_from(CHANNEL)
_ON_ITS_WAY = NOTICE.c.try_at.is_not(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """How many notices are on their way, how many of them may be tried by now, and since when."""

    waiting: int
    due: int
    oldest_at: datetime | None

    def due_for(self, now: datetime) -> timedelta:
        """For how long the first of them has been due."""
        return now - (self.oldest_at or now)


def open_items(tx: Transaction, workspace: str) -> dict[Kind, int]:
    """How many items of each kind are open."""
    found = tx.execute(_OPEN.where(CHANNEL.c.workspace == workspace)).one()
    return {kind: int(count) for kind, count in zip(Kind, found, strict=True)}


def outbox(tx: Transaction, *, now: datetime) -> Outbox:
    """What waits in the outbox; what quiet time or a claim holds is not due."""
    waiting = tx.execute(select(func.count()).where(_ON_ITS_WAY)).scalar_one()
    due, oldest_at = tx.execute(
        select(func.count(), func.min(NOTICE.c.try_at)).where(_ON_ITS_WAY, NOTICE.c.try_at <= now)
    ).one()
    return Outbox(waiting=waiting, due=due, oldest_at=oldest_at)
