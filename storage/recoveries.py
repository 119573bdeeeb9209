"""Recoveries: notices of a restored database that may have left after its backup was taken.

They wait as unknown until Slack was asked, so that a bot which is killed meanwhile looks for them
as for any lost answer (`reliability` §4.5 and §5).
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from escalation.notices import Notice, NoticeKind, NoticeState
from storage import outbox
from storage.database import Transaction
from storage.notice_rows import SELECT, Stored, fetch
from storage.parcels import QUIET, StoredNotice, token
from storage.prepared import Prepared
from storage.tables import ITEM, NOTICE

_RESTORED = "restored"
_MAY_HAVE_LEFT = Prepared(
    SELECT.where(
        NOTICE.c.workspace == bindparam("workspace"),
        NOTICE.c.try_at <= bindparam("now"),
        NOTICE.c.kind != NoticeKind.EDIT,
    ).order_by(NOTICE.c.id)
)
_DOUBT = (
    update(NOTICE)
    .where(NOTICE.c.id == bindparam("_id"))
    .values(
        state=NoticeState.UNKNOWN,
        why=_RESTORED,
        token=bindparam("token"),
        fence=NOTICE.c.fence + 1,
        try_at=bindparam("try_at"),
        first_try_at=func.coalesce(
            NOTICE.c.first_try_at, bindparam("since", type_=NOTICE.c.first_try_at.type)
        ),
    )
)
_IN_DOUBT = (NOTICE.c.state == NoticeState.UNKNOWN, NOTICE.c.why == _RESTORED)


def doubt(tx: Transaction, workspace: str, *, since: datetime, now: datetime) -> Stored:
    """Hold every notice that is due by now as unknown, under the token it may have left with.

    Should this process end, each is looked for in Slack's history `since` then.
    """
    rows = fetch(tx, _MAY_HAVE_LEFT, {"workspace": workspace, "now": now})
    until = now + QUIET
    doubts = [{"_id": row.id, "token": name(row), "try_at": until, "since": since} for row in rows]
    if doubts:
        tx.execute(_DOUBT, doubts)
    return rows


def name(row: StoredNotice) -> str:
    """The token under which a notice was sent, or would have been if it left by itself."""
    return row.token or token(row.workspace, row.notice.key)


def found(tx: Transaction, row: StoredNotice, *, channel: str, ts: str, now: datetime) -> bool:
    """Slack has it, at this place; False if it is in doubt no longer."""
    sent = {"state": NoticeState.SENT, "try_at": None, "channel": channel, "ts": ts}
    change = update(NOTICE).where(NOTICE.c.id == row.id, *_IN_DOUBT)
    return tx.execute(change.values(sent | {"why": "", "finished_at": now})).rowcount > 0


def said(
    tx: Transaction, workspace: str, notice: Notice, *, channel: str, ts: str, now: datetime
) -> None:
    """Put in a notice of which the backup knows nothing and which Slack has, at this place."""
    outbox.add(tx, workspace, [notice])
    this = (NOTICE.c.workspace == workspace, NOTICE.c.key == notice.key)
    sent = {"state": NoticeState.SENT, "try_at": None, "channel": channel, "ts": ts}
    tx.execute(update(NOTICE).where(*this).values(sent | {"finished_at": now}))


def unseen(tx: Transaction, ids: Collection[int], *, now: datetime, certain: bool) -> int:
    """These are not there, and wait as if never tried; how many.

    If not `certain`, nobody could look, and they are sent as what may be a repeat.
    """
    untried = {"state": NoticeState.PENDING, "try_at": now, "first_try_at": None, "token": ""}
    change = update(NOTICE).where(NOTICE.c.id.in_(ids), *_IN_DOUBT)
    return tx.execute(change.values(untried | {"why": "", "maybe_again": not certain})).rowcount


def newest_item(tx: Transaction, *, before: datetime) -> int:
    """The highest id of an item logged before then; 0 without any."""
    highest = select(func.max(ITEM.c.id)).where(ITEM.c.logged_at < before)
    newest: int | None = tx.execute(highest).scalar()
    return newest or 0
