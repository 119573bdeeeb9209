"""Possible duplicates waiting for a second check.

One begins when an earlier try may have reached Slack, and ends with a check an hour later. It
lives on even if the notice is taken back, because a frozen process may still send it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, update

from escalation.notices.notice import NoticeState
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import also_ours, one_of, ours
from storage.outbox.model import StoredNotice
from storage.outbox.rows import SELECT, stored
from storage.tables.notices import NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleDuplicate:
    """A message by its token, with the notices it carried and when it was first tried.

    If it was never sent, `rows` are the notices it would have carried. `others` are the ids of
    notices that were dropped before it was sent. `deleting` are the copies that a bot set out to
    delete, without reporting back.
    """

    token: str
    rows: tuple[StoredNotice, ...]
    others: tuple[int, ...]
    first_try_at: datetime
    repair_at: datetime
    deleting: tuple[str, ...] = ()


_DELETING = "deleting "
_IN_DOUBT = (ours(NOTICE), NOTICE.c.repair_at.is_not(None))
_part = NOTICE.alias()
# No notice of the message is still on its way or has a later check.
_IS_OVER = ~exists().where(
    ours(_part),
    _part.c.repair_at.is_not(None),
    _part.c.token == NOTICE.c.token,
    or_(_part.c.try_at.is_not(None), _part.c.repair_at > bindparam("now")),
)
_TOKENS = (
    select(NOTICE.c.token)
    .where(*_IN_DOUBT, NOTICE.c.repair_at <= bindparam("now"), _IS_OVER)
    .order_by(NOTICE.c.repair_at)
    .limit(bindparam("limit"))
)
_ANY_DUE = Prepared(_TOKENS)
_DUE = Prepared(
    SELECT.where(*_IN_DOUBT, NOTICE.c.token.in_(_TOKENS)).order_by(NOTICE.c.token, NOTICE.c.id)
)


def any_due(tx: Transaction, *, now: datetime) -> bool:
    """Whether any possible duplicate is due to be settled."""
    return _ANY_DUE.scalar(tx, {"now": now, "limit": 1}) is not None


def due(tx: Transaction, *, now: datetime, limit: int) -> tuple[PossibleDuplicate, ...]:
    """Up to `limit` possible duplicates that are due to be settled."""
    found = _DUE.readable(tx, {"now": now, "limit": limit})
    return tuple(_possible_duplicate(list(rows)) for _, rows in groupby(found, itemgetter("token")))


def settle(tx: Transaction, duplicate: PossibleDuplicate, *, ts: str) -> bool:
    """Settle it: the message is the one at `ts`, "" if there is none.

    False if another bot has settled it already.
    """
    if duplicate.others:
        _close(tx, duplicate, {"repair_at": None}, ids=duplicate.others)
    return _close(tx, duplicate, {"repair_at": None, "ts": ts, "why": ""}, ids=_ids(duplicate))


def intend(tx: Transaction, duplicate: PossibleDuplicate, copies: Iterable[str]) -> bool:
    """Note that these copies are about to be deleted; False if another bot has settled it."""
    why = _DELETING + ",".join(sorted({*duplicate.deleting, *copies}))
    return _close(tx, duplicate, {"why": why}, ids=_ids(duplicate))


def postpone(tx: Transaction, duplicate: PossibleDuplicate, *, until: datetime) -> bool:
    """Slack could not be asked: check again later. False if another bot has settled it."""
    return _close(tx, duplicate, {"repair_at": until}, ids=(*_ids(duplicate), *duplicate.others))


def _ids(duplicate: PossibleDuplicate) -> tuple[int, ...]:
    return tuple(row.id for row in duplicate.rows)


def _close(
    tx: Transaction, duplicate: PossibleDuplicate, values: dict[str, Any], *, ids: Collection[int]
) -> bool:
    same = {"_ids": ids, "_repair_at": duplicate.repair_at}
    return _change(*values).change(tx, values | same) > 0


@cache
def _change(*columns: str) -> Prepared:
    """Set these columns while it is the same; once settled, it has no `repair_at`."""
    same = (
        also_ours(NOTICE),
        one_of(NOTICE.c.id, "_ids"),
        NOTICE.c.repair_at <= bindparam("_repair_at"),
    )
    return Prepared(update(NOTICE).where(*same).values({it: bindparam(it) for it in columns}))


def _possible_duplicate(parts: list[Row]) -> PossibleDuplicate:
    rows = [part for part in parts if part["state"] is NoticeState.SENT] or parts
    why = rows[0]["why"]
    return PossibleDuplicate(
        token=rows[0]["token"],
        rows=tuple(stored(row) for row in rows),
        others=tuple(part["id"] for part in parts if part not in rows),
        first_try_at=min(part["first_try_at"] for part in parts),
        repair_at=max(part["repair_at"] for part in parts),
        deleting=tuple(why.removeprefix(_DELETING).split(",")) if why.startswith(_DELETING) else (),
    )
