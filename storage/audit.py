"""The auditor's questions: what should never be the case, asked of the database (reliability §5).

All of them go by an index and find nothing on a good day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, literal_column, or_, select

from escalation.items import Kind
from storage.claims import CAN_LEAVE
from storage.database import Transaction
from storage.notice_rows import IS_SENDING, IS_SENT
from storage.parcels import REPAIR_AFTER
from storage.tables import ITEM, NOTICE

STUCK_AFTER = timedelta(seconds=60)
"""How long after the end of its lease somebody has to have claimed a notice again."""

TRIED_LONG = timedelta(minutes=40)
"""How long a notice may be tried: longer than a lost answer is looked for (`reliability` §4.8)."""

_IS_FORGOTTEN = and_(ITEM.c.status == literal_column("'open'"), ITEM.c.next_at.is_(None))
_WAS_RETRIED = and_(IS_SENT, NOTICE.c.attempts > literal_column("1"))


class Trouble(StrEnum):
    """What can be wrong with an item or a notice."""

    OVERDUE = "overdue"
    """An item's plan should have been looked at long ago."""
    FORGOTTEN = "forgotten"
    """An open item's plan will never be looked at."""
    LATE = "late"
    """A notice should have left long ago and nothing holds it, or it is tried in vain."""
    STUCK = "stuck"
    """A notice was claimed, its lease has ended, and nobody has claimed it again."""
    UNREPAIRED = "unrepaired"
    """Whether a message is there twice should have been looked at an hour ago, and was not."""
    DOUBLED = "doubled"
    """A notice was sent as two messages."""
    EDITED = "edited"
    """An event of the history is not as it was written, or one is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: `what` is an item's label or a notice's token or key."""

    trouble: Trouble
    what: str


def findings(
    tx: Transaction, workspace: str, *, now: datetime, patience: timedelta, limit: int = 100
) -> tuple[Finding, ...]:
    """What is wrong in a workspace, at most `limit` of each kind; () when all is well.

    `patience` is how late a plan or a notice may be. Doubled notices are looked for over a day.
    """
    return tuple(
        Finding(trouble=trouble, what=what)
        for trouble, query in _questions(workspace, now, patience)
        for what in _names(tx, query.limit(limit))
    )


def _questions(
    workspace: str, now: datetime, patience: timedelta
) -> Iterator[tuple[Trouble, Select[Any]]]:
    item = select(ITEM.c.kind, ITEM.c.number).where(ITEM.c.workspace == workspace)
    yield Trouble.OVERDUE, item.where(ITEM.c.next_at < now - patience).order_by(ITEM.c.next_at)
    yield Trouble.FORGOTTEN, item.where(_IS_FORGOTTEN).order_by(ITEM.c.id)
    notice = select(NOTICE.c.key).where(NOTICE.c.workspace == workspace)
    notice = notice.order_by(NOTICE.c.try_at, NOTICE.c.id)
    late = and_(NOTICE.c.try_at < now - patience, CAN_LEAVE, ~IS_SENDING)
    in_vain = and_(NOTICE.c.try_at.is_not(None), NOTICE.c.first_try_at < now - TRIED_LONG)
    yield Trouble.LATE, notice.where(or_(late, in_vain)).params(now=now)
    yield Trouble.STUCK, notice.where(IS_SENDING, NOTICE.c.try_at < now - STUCK_AFTER)
    undone = NOTICE.c.repair_at < now - REPAIR_AFTER
    yield Trouble.UNREPAIRED, notice.where(IS_SENT, undone)
    yield (
        Trouble.DOUBLED,
        select(NOTICE.c.token)
        .where(NOTICE.c.workspace == workspace, _WAS_RETRIED)
        .where(NOTICE.c.finished_at >= now - timedelta(days=1))
        .group_by(NOTICE.c.token)
        .having(func.count(NOTICE.c.ts.distinct()) > 1),
    )


def _names(tx: Transaction, query: Select[Any]) -> Iterator[str]:
    for row in tx.execute(query):
        kind = row[0]
        yield f"{kind.letter}-{row[1]}" if isinstance(kind, Kind) else kind
