"""Repairs: sent messages that may be there twice, each to be looked at again (reliability §4.7).

A doubt begins when an earlier try may have reached Slack, and ends with the look an hour later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.database import Transaction
from storage.notice_rows import IS_SENT, SELECT, stored
from storage.parcels import StoredNotice
from storage.prepared import Prepared, Row
from storage.statements import one_of
from storage.tables import NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A sent message by its token, with the notices it brought and when it was first tried.

    `deleting` are the copies that somebody set out to delete without coming back to say so.
    """

    token: str
    rows: tuple[StoredNotice, ...]
    first_try_at: datetime
    repair_at: datetime
    deleting: tuple[str, ...] = ()


_DELETING = "deleting "
_OPEN = (
    NOTICE.c.workspace == bindparam("workspace"),
    NOTICE.c.repair_at <= bindparam("now"),
    IS_SENT,
)
_TOKENS = (
    select(NOTICE.c.token).where(*_OPEN).order_by(NOTICE.c.repair_at).limit(bindparam("limit"))
)
_ANY_DUE = Prepared(_TOKENS)
_DUE = Prepared(
    SELECT.where(*_OPEN, NOTICE.c.token.in_(_TOKENS)).order_by(NOTICE.c.token, NOTICE.c.id)
)


def any_due(tx: Transaction, workspace: str, *, now: datetime) -> bool:
    """Whether there is a doubt to settle by now."""
    values = {"workspace": workspace, "now": now, "limit": 1}
    return _ANY_DUE.scalar(tx, values) is not None


def due(tx: Transaction, workspace: str, *, now: datetime, limit: int) -> tuple[Doubt, ...]:
    """Up to `limit` doubts that are to be settled by now."""
    found = _DUE.rows(tx, {"workspace": workspace, "now": now, "limit": limit})
    return tuple(_doubt(list(rows)) for _, rows in groupby(found, itemgetter("token")))


def settle(tx: Transaction, doubt: Doubt, *, ts: str) -> bool:
    """The doubt is over, the message is the one at `ts`; False if somebody else has settled it."""
    return _close(tx, doubt, {"repair_at": None, "ts": ts, "why": ""})


def intend(tx: Transaction, doubt: Doubt, copies: Iterable[str]) -> bool:
    """These copies too are about to be deleted; False if somebody else has settled it."""
    return _close(tx, doubt, {"why": _DELETING + ",".join(sorted({*doubt.deleting, *copies}))})


def postpone(tx: Transaction, doubt: Doubt, *, until: datetime) -> bool:
    """Slack could not be asked: look again later; False if somebody else has settled it."""
    return _close(tx, doubt, {"repair_at": until})


def _close(tx: Transaction, doubt: Doubt, values: dict[str, Any]) -> bool:
    same = {"_ids": [row.id for row in doubt.rows], "_repair_at": doubt.repair_at}
    return _change(*values).change(tx, values | same) > 0


@cache
def _change(*columns: str) -> Prepared:
    """Sets these columns where the doubt is still the same."""
    same = (one_of(NOTICE.c.id, "_ids"), NOTICE.c.repair_at == bindparam("_repair_at"))
    return Prepared(update(NOTICE).where(*same).values({it: bindparam(it) for it in columns}))


def _doubt(rows: list[Row]) -> Doubt:
    why = rows[0]["why"]
    return Doubt(
        token=rows[0]["token"],
        rows=tuple(stored(row) for row in rows),
        first_try_at=min(row["first_try_at"] for row in rows),
        repair_at=rows[0]["repair_at"],
        deleting=tuple(why.removeprefix(_DELETING).split(",")) if why.startswith(_DELETING) else (),
    )
