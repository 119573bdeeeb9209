"""Restored: notices of a restored database that may have left after its backup was taken.

They stay `unknown` until Slack has been asked, so that if the bot is killed in between, the next
one looks for them as it does after any lost answer.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select, update

from escalation.notices.notice import Notice, NoticeKind, NoticeState
from storage import installations
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import also_ours, one_of, ours
from storage.installations import Installation
from storage.outbox import queue
from storage.outbox.model import QUIET, StoredNotice
from storage.outbox.rows import SELECT, Stored, fetch
from storage.tables.items import ITEM
from storage.tables.notices import NOTICE

_RESTORED = "restored"
_TRY_AT = bindparam("try_at", type_=NOTICE.c.try_at.type)
_MAY_HAVE_LEFT = Prepared(
    SELECT.where(
        ours(NOTICE),
        or_(
            NOTICE.c.try_at <= bindparam("now"),
            # What the start has just found out may have been said before, and then waits.
            and_(NOTICE.c.kind == NoticeKind.LEFT, NOTICE.c.try_at.is_not(None)),
            # What waits for a bundle may have left early: its item became urgent since.
            and_(NOTICE.c.bundle_at.is_not(None), NOTICE.c.try_at.is_not(None)),
        ),
        NOTICE.c.kind != NoticeKind.EDIT,
    ).order_by(NOTICE.c.id)
)
_DOUBT = Prepared(
    update(NOTICE)
    .where(also_ours(NOTICE), NOTICE.c.id == bindparam("_id"))
    .values(
        state=NoticeState.UNKNOWN,
        why=_RESTORED,
        token=bindparam("token"),
        fence=NOTICE.c.fence + 1,
        try_at=bindparam("try_at"),
        tried_until=bindparam("try_at"),
        first_try_at=func.coalesce(
            NOTICE.c.first_try_at, bindparam("since", type_=NOTICE.c.first_try_at.type)
        ),
    )
)
_IN_DOUBT = (also_ours(NOTICE), NOTICE.c.state == NoticeState.UNKNOWN, NOTICE.c.why == _RESTORED)
_SENT: dict[str, Any] = {"state": NoticeState.SENT, "try_at": None, "why": ""} | {
    name: bindparam(name) for name in ("channel", "ts", "finished_at")
}
_FOUND = Prepared(update(NOTICE).where(NOTICE.c.id == bindparam("_id"), *_IN_DOUBT).values(_SENT))
_SAID = Prepared(
    update(NOTICE).where(ours(NOTICE), NOTICE.c.key == bindparam("_key")).values(_SENT)
)
_UNSEEN = Prepared(
    update(NOTICE)
    .where(one_of(NOTICE.c.id, "_ids"), *_IN_DOUBT)
    .values(
        state=NoticeState.PENDING,
        try_at=case((NOTICE.c.not_before > _TRY_AT, NOTICE.c.not_before), else_=_TRY_AT),
        first_try_at=None,
        token="",
        why="",
        maybe_again=bindparam("maybe_again"),
    )
)
_NEWEST_ITEM = Prepared(
    select(func.max(ITEM.c.id)).where(ours(ITEM), ITEM.c.logged_at < bindparam("before"))
)


def doubt(tx: Transaction, *, since: datetime, now: datetime) -> Stored:
    """Mark every notice that is due by now as unknown, with the token it may have left under.

    If this process ends, each will be looked for in Slack's history from `since` on.
    """
    rows = fetch(tx, _MAY_HAVE_LEFT, {"now": now})
    installed, until = installations.ensure(tx, now=now), now + QUIET
    doubts = [
        {"_id": row.id, "token": names(row, installed)[0], "try_at": until, "since": since}
        for row in rows
    ]
    if doubts:
        _DOUBT.change(tx, *doubts)
    return rows


def names(row: StoredNotice, installed: Installation) -> tuple[str, ...]:
    """All tokens under which a notice may have left: its message's, and both kinds of its own."""
    known = (row.token,) if row.token else ()
    return known + installed.names(row.notice.key)


def found(tx: Transaction, row: StoredNotice, *, channel: str, ts: str, now: datetime) -> bool:
    """Note where in Slack the notice was found; False if it is no longer in doubt."""
    where = {"channel": channel, "ts": ts, "finished_at": now}
    return _FOUND.change(tx, {"_id": row.id, **where}) > 0


def said(tx: Transaction, notice: Notice, *, channel: str, ts: str, now: datetime) -> None:
    """Add a notice as sent: the backup does not have it, but Slack does, at this place."""
    queue.add(tx, [notice])
    _SAID.change(tx, {"_key": notice.key, "channel": channel, "ts": ts, "finished_at": now})


def unseen(tx: Transaction, ids: Collection[int], *, now: datetime, certain: bool) -> int:
    """These are not in Slack: let them wait as if never tried. Returns how many.

    Unless `certain`, we could not look: their messages will say that they may be repeats.
    """
    return _UNSEEN.change(tx, {"_ids": ids, "try_at": now, "maybe_again": not certain})


def newest_item(tx: Transaction, *, before: datetime) -> int:
    """The highest id of an item logged before then; 0 if there is none."""
    newest: int | None = _NEWEST_ITEM.scalar(tx, {"before": before})
    return newest or 0
