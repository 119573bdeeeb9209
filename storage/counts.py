"""Counts: how much there is and waits, for the operator's metrics.

Neither reads more than what is open or on its way, and neither leaves its index: what is closed or
sent long ago costs nothing (reliability §5).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from escalation.items import Kind
from storage.database import Transaction
from storage.slack_tables import CHANNEL
from storage.tables import ITEM, NOTICE

_OPEN = (
    select(ITEM.c.kind, func.count())
    .select_from(CHANNEL)
    .join(
        ITEM,
        (ITEM.c.workspace == CHANNEL.c.workspace)
        & (ITEM.c.channel == CHANNEL.c.id)
        & (ITEM.c.status == "open"),
    )
    .group_by(ITEM.c.kind)
)
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
    found = tx.execute(_OPEN.where(CHANNEL.c.workspace == workspace))
    return dict.fromkeys(Kind, 0) | {row[0]: row[1] for row in found}


def outbox(tx: Transaction, *, now: datetime) -> Outbox:
    """What waits in the outbox; what quiet time or a claim holds is not due."""
    waiting = tx.execute(select(func.count()).where(_ON_ITS_WAY)).scalar_one()
    due, oldest_at = tx.execute(
        select(func.count(), func.min(NOTICE.c.try_at)).where(_ON_ITS_WAY, NOTICE.c.try_at <= now)
    ).one()
    return Outbox(waiting=waiting, due=due, oldest_at=oldest_at)
