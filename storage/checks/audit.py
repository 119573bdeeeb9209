"""The auditor's questions: ask the database for what should never be true.

`docs/runbook.md#the-auditor` says what to do about each answer. Every question uses an index and
finds nothing on a good day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, or_, select

from storage.engine.database import Transaction
from storage.engine.prepared import BadRow, Prepared, Row
from storage.engine.statements import ours
from storage.items.rows import label
from storage.outbox.claims import CAN_LEAVE
from storage.outbox.model import REPAIR_AFTER
from storage.outbox.rows import IS_SENDING, IS_SENT
from storage.tables.channels import CHANNEL
from storage.tables.items import ITEM
from storage.tables.notices import NOTICE

STUCK_AFTER = timedelta(seconds=60)
"""How soon after a lease ends somebody must have claimed the notice again."""

TRIED_LONG = timedelta(minutes=40)
"""How long a notice may be tried: longer than the half hour for which a lost one is looked for."""


class Trouble(StrEnum):
    """What can be wrong with an item, a notice, the history or a weekly post."""

    OVERDUE = "overdue"
    """An item's plan should have been looked at long ago."""
    FORGOTTEN = "forgotten"
    """An open item's plan will never be looked at."""
    LATE = "late"
    """A notice should have left long ago and nothing holds it, or every try has failed so far."""
    STUCK = "stuck"
    """A notice was claimed, its lease has ended, and nobody has claimed it again."""
    UNREPAIRED = "unrepaired"
    """A possible duplicate should have been checked an hour ago."""
    DOUBLED = "doubled"
    """A notice was sent as two messages."""
    EDITED = "edited"
    """An event in the history was changed after it was written, or one is missing."""
    STOPPED = "stopped"
    """An item was set aside because it cannot be read or planned."""
    UNMADE = "unmade"
    """A channel's weekly post cannot be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: `what` is an item's label or a notice's token or key."""

    trouble: Trouble
    what: str


def _items(wanted: ColumnElement[bool], *, by: ColumnElement[Any]) -> Prepared:
    these = (ours(ITEM), wanted)
    return Prepared(
        select(ITEM.c.kind, ITEM.c.number).where(*these).order_by(by).limit(bindparam("limit"))
    )


def _notices(*wanted: ColumnElement[bool]) -> Prepared:
    these = (ours(NOTICE), *wanted)
    order = (NOTICE.c.try_at, NOTICE.c.id)
    return Prepared(select(NOTICE.c.key).where(*these).order_by(*order).limit(bindparam("limit")))


_IS_FORGOTTEN = and_(ITEM.c.status == literal_column("'open'"), ITEM.c.next_at.is_(None))
_IS_LATE = and_(NOTICE.c.try_at < bindparam("impatient"), CAN_LEAVE, ~IS_SENDING)
_KEEPS_FAILING = and_(
    NOTICE.c.try_at.is_not(None),
    NOTICE.c.first_try_at < bindparam("tried_long"),
    NOTICE.c.not_before < bindparam("tried_long"),  # not held again because its reader went away
)
_WAS_RETRIED = and_(IS_SENT, NOTICE.c.attempts > literal_column("1"))
_QUESTIONS = {
    Trouble.OVERDUE: _items(ITEM.c.next_at < bindparam("impatient"), by=ITEM.c.next_at),
    Trouble.FORGOTTEN: _items(_IS_FORGOTTEN, by=ITEM.c.id),
    Trouble.LATE: _notices(or_(_IS_LATE, _KEEPS_FAILING)),
    Trouble.STUCK: _notices(IS_SENDING, NOTICE.c.try_at < bindparam("stuck")),
    Trouble.UNREPAIRED: _notices(
        NOTICE.c.try_at.is_(None), NOTICE.c.repair_at < bindparam("unrepaired")
    ),
    Trouble.DOUBLED: Prepared(
        select(NOTICE.c.token)
        .where(ours(NOTICE), _WAS_RETRIED)
        .where(NOTICE.c.finished_at >= bindparam("day_ago"))
        .group_by(NOTICE.c.token)
        .having(func.count(NOTICE.c.ts.distinct()) > 1)
        .limit(bindparam("limit"))
    ),
    Trouble.STOPPED: _items(ITEM.c.stopped_at.is_not(None), by=ITEM.c.id),
    Trouble.UNMADE: Prepared(
        select(CHANNEL.c.id)
        .where(ours(CHANNEL), CHANNEL.c.stopped_at.is_not(None))
        .limit(bindparam("limit"))
    ),
}


def findings(
    tx: Transaction, *, now: datetime, patience: timedelta, limit: int = 100
) -> tuple[Finding, ...]:
    """What is wrong in a workspace, at most `limit` of each kind; () when all is well.

    `patience` is how late a plan or a notice may be. The search for doubled notices covers one day.
    """
    values = {
        "limit": limit,
        "now": now,
        "impatient": now - patience,
        "tried_long": now - TRIED_LONG,
        "stuck": now - STUCK_AFTER,
        "unrepaired": now - REPAIR_AFTER,
        "day_ago": now - timedelta(days=1),
    }
    return tuple(
        Finding(trouble=trouble, what=_name(row.raw if isinstance(row, BadRow) else row))
        for trouble, question in _QUESTIONS.items()
        for row in question.each(tx, values)
    )


def _name(row: Row) -> str:
    return label(row["kind"], row["number"]) if "kind" in row else str(next(iter(row.values())))
