"""Escalations of some items to people and channels, and whether Slack has them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal_column, or_, select

from escalation.facts.in_notices import Climb
from escalation.notices.notice import NoticeKind, NoticeState, Place
from storage import facts_json
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import also_ours, one_of
from storage.tables.notices import NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """An escalation to a person or a channel; `sent_at` is None until Slack has it."""

    item_id: int
    round: int
    recipient: str
    rung: int
    planned_at: datetime
    not_before: datetime
    sent_at: datetime | None


_KEPT = ("item_id", "round", "recipient", "planned_at", "not_before")
_ENDED = (NoticeState.PARKED, NoticeState.SUPERSEDED)
"""What reached nobody, unless it is in Slack: a message that is not redrawn is superseded too."""
_OF = Prepared(
    select(
        *(NOTICE.c[name] for name in (*_KEPT, "facts", "state", "ts", "finished_at")),
    )
    .where(
        also_ours(NOTICE),
        one_of(NOTICE.c.item_id, "ids"),
        NOTICE.c.kind == literal_column(f"'{NoticeKind.ESCALATION}'"),
        or_(NOTICE.c.place == Place.DM, NOTICE.c.place == Place.CHANNEL),
    )
    .order_by(NOTICE.c.id)
)


def of_items(tx: Transaction, item_ids: Collection[int]) -> tuple[Escalation, ...]:
    """The escalations of these items to people and channels, the oldest first."""
    rows = _OF.readable(tx, {"ids": item_ids}) if item_ids else ()
    found = (_escalation(row) for row in rows if row["ts"] or row["state"] not in _ENDED)
    return tuple(one for one in found if one)


def _escalation(row: Row) -> Escalation | None:
    climb = facts_json.of_notice(NoticeKind.ESCALATION, row["facts"])
    if not isinstance(climb, Climb) or climb.rung is None:
        return None
    sent_at = row["finished_at"] if row["ts"] else None
    return Escalation(**{name: row[name] for name in _KEPT}, rung=climb.rung, sent_at=sent_at)
