"""Recoveries: notices of a restored database that may have left after its backup was taken.

They wait as unknown until Slack was asked, so that a bot which is killed meanwhile looks for them
as for any lost answer (`reliability` §4.5 and §5).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from escalation.notices import Notice, NoticeKind, NoticeState
from storage import installations, outbox
from storage.database import Transaction
from storage.installations import Installation
from storage.notice_rows import SELECT, Stored, fetch
from storage.parcels import QUIET, StoredNotice
from storage.prepared import Prepared
from storage.statements import also_ours, one_of, ours
from storage.tables import ITEM, NOTICE

_RESTORED = "restored"
_MAY_HAVE_LEFT = Prepared(
    SELECT.where(
        ours(NOTICE),
        NOTICE.c.try_at <= bindparam("now"),
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
        try_at=bindparam("try_at"),
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
    """Hold every notice that is due by now as unknown, under the token it may have left with.

    Should this process end, each is looked for in Slack's history `since` then.
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
    """All tokens under which a notice may have left: its own, and of either kind if alone."""
    known = (row.token,) if row.token else ()
    return known + installed.names(row.notice.key)


def found(tx: Transaction, row: StoredNotice, *, channel: str, ts: str, now: datetime) -> bool:
    """Slack has it, at this place; False if it is in doubt no longer."""
    where = {"channel": channel, "ts": ts, "finished_at": now}
    return _FOUND.change(tx, {"_id": row.id, **where}) > 0


def said(tx: Transaction, notice: Notice, *, channel: str, ts: str, now: datetime) -> None:
    """Put in a notice of which the backup knows nothing and which Slack has, at this place."""
    outbox.add(tx, [notice])
    _SAID.change(tx, {"_key": notice.key, "channel": channel, "ts": ts, "finished_at": now})


def unseen(tx: Transaction, ids: Collection[int], *, now: datetime, certain: bool) -> int:
    """These are not there, and wait as if never tried; how many.

    If not `certain`, nobody could look, and they are sent as what may be a repeat.
    """
    return _UNSEEN.change(tx, {"_ids": ids, "try_at": now, "maybe_again": not certain})


def newest_item(tx: Transaction, *, before: datetime) -> int:
    """The highest id of an item logged before then; 0 without any."""
    newest: int | None = _NEWEST_ITEM.scalar(tx, {"before": before})
    return newest or 0
