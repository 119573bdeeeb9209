"""Record what became of a message.

Each function returns False and writes nothing if the claim was lost. Until we have searched for an
earlier try, deferring its message keeps it `unknown`, so that it is searched for later.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, update

from escalation.notices.notice import NoticeState
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import also_ours, one_of
from storage.outbox.model import QUIET, ClaimedMessage
from storage.outbox.rows import IS_SENDING
from storage.tables.notices import NOTICE


def finish_sent(
    tx: Transaction, message: ClaimedMessage, *, channel: str, ts: str, now: datetime
) -> bool:
    """Slack has the message, in this channel at this ts."""
    sent = {"state": NoticeState.SENT, "try_at": None, "channel": channel, "ts": ts}
    return _finish(tx, message, sent | {"why": "", "finished_at": now})


def finish_later(tx: Transaction, message: ClaimedMessage, *, until: datetime, why: str) -> bool:
    """Slack certainly does not have it (429, no connection); try again from `until` on."""
    state = NoticeState.UNKNOWN if message.look_first else NoticeState.PENDING
    return _finish(tx, message, {"state": state, "try_at": until, "why": why})


def finish_unknown(tx: Transaction, message: ClaimedMessage, *, now: datetime, why: str) -> bool:
    """Slack's answer was lost; look for the message after QUIET."""
    unknown = {"state": NoticeState.UNKNOWN, "try_at": now + QUIET, "why": why}
    return _finish(tx, message, unknown)


def finish_unseen(
    tx: Transaction, message: ClaimedMessage, *, now: datetime, certain: bool
) -> bool:
    """The earlier try is not in Slack; the message may be sent again at once.

    Unless `certain`, we could not look: the message will say that it may be a repeat.
    """
    again = {"state": NoticeState.PENDING, "try_at": now, "why": "not found"}
    return _finish(tx, message, again if certain else again | {"maybe_again": True})


def finish_unfit(tx: Transaction, message: ClaimedMessage, *, now: datetime, why: str) -> bool:
    """Slack refused the content; the message may be sent again at once, as plain text."""
    lean = {"state": NoticeState.PENDING, "try_at": now, "why": why, "lean": why}
    return _finish(tx, message, lean)


def finish_apart(
    tx: Transaction, message: ClaimedMessage, ids: Collection[int], *, until: datetime, why: str
) -> bool:
    """Slack certainly has none of it; from `until`, these notices leave under their own tokens."""
    apart = {"state": NoticeState.PENDING, "token": "", "try_at": until, "why": why}
    return _finish(tx, message, apart, only=ids)


def finish_until_bundle(
    tx: Transaction, message: ClaimedMessage, ids: Collection[int], *, until: datetime
) -> bool:
    """These notices were not sent: they wait for this bundle, as if never tried."""
    waits = {"state": NoticeState.PENDING, "token": "", "try_at": until, "bundle_at": until}
    untried = {"attempts": 0, "first_try_at": None, "tried_until": None}
    return _finish(tx, message, waits | untried | {"why": "waits for a bundle"}, only=ids)


def join_bundle(
    tx: Transaction, message: ClaimedMessage, ids: Collection[int], *, at: datetime
) -> bool:
    """These notices leave in the bundle of this instant."""
    return _finish(tx, message, {"bundle_at": at}, only=ids)


def renamed(tx: Transaction, message: ClaimedMessage) -> ClaimedMessage:
    """The message under the token of a notice that it carries, unless it was tried before.

    The notice by which it was named may have been taken out of it, and leaves later by itself.
    """
    token = message.tokens[message.rows[0].id]
    if not message.untried or token == message.token:
        return message
    _finish(tx, message, {"token": token})
    return replace(message, token=token)


def finish_refused(tx: Transaction, message: ClaimedMessage, *, now: datetime, why: str) -> bool:
    """Slack refused it for good; the caller tells somebody else in the same transaction."""
    parked = {"state": NoticeState.PARKED, "try_at": None, "why": why, "finished_at": now}
    return _finish(tx, message, parked)


def finish_superseded(
    tx: Transaction, message: ClaimedMessage, ids: Collection[int], *, why: str, now: datetime
) -> bool:
    """These notices are no longer wanted and were not sent; the rest of it stays claimed."""
    values = {"state": NoticeState.SUPERSEDED, "try_at": None, "why": why, "finished_at": now}
    return _finish(tx, message, values, only=ids)


def _finish(
    tx: Transaction,
    message: ClaimedMessage,
    values: dict[str, Any],
    *,
    only: Collection[int] | None = None,
) -> bool:
    ids = [row.id for row in message.rows] if only is None else only
    mine = {"_token": message.token, "_fence": message.fence, "_ids": ids}
    return _change(*values).change(tx, values | mine) > 0


@cache
def _change(*columns: str) -> Prepared:
    """Set these columns of what is still ours."""
    mine = (
        also_ours(NOTICE),
        NOTICE.c.token == bindparam("_token"),
        NOTICE.c.try_at.is_not(None),
        NOTICE.c.fence == bindparam("_fence"),
        IS_SENDING,
        one_of(NOTICE.c.id, "_ids"),
    )
    return Prepared(update(NOTICE).where(*mine).values({it: bindparam(it) for it in columns}))
