"""Rate limits: what Slack has asked us to leave alone for a while, stored so that every replica
complies.

It is a recipient, or a method for the whole workspace. `claims` passes over what is held by itself;
a caller that gets "too fast" from Slack only has to record it here.
"""

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import ours
from storage.tables.workspaces import RATE_BUCKET

POST, UPDATE = "chat.postMessage", "chat.update"
PUBLISH, MEMBERS = "views.publish", "conversations.members"

_insert = insert(RATE_BUCKET)
_HOLD = Prepared(
    _insert.on_conflict_do_update(
        index_elements=list(RATE_BUCKET.primary_key),
        set_={"free_at": _insert.excluded.free_at},
        where=RATE_BUCKET.c.free_at < _insert.excluded.free_at,
    )
)
_HELD = Prepared(
    select(RATE_BUCKET.c.channel).where(ours(RATE_BUCKET), RATE_BUCKET.c.free_at > bindparam("now"))
)
_PRUNE = Prepared(
    delete(RATE_BUCKET).where(ours(RATE_BUCKET), RATE_BUCKET.c.free_at <= bindparam("now"))
)


def hold(tx: Transaction, what: str, *, until: datetime) -> None:
    """Let nobody post to this recipient, or call this method, before `until`; a longer hold stays.

    A recipient is a notice's: a channel's id, or a person's for their DMs.
    """
    _HOLD.change(tx, {"channel": what, "free_at": until})


def held(tx: Transaction, what: str, *, now: datetime) -> bool:
    """Whether this recipient or method is on hold."""
    return what in _all_held(tx, now)


def post_too_fast(tx: Transaction, recipient: str, *, now: datetime, until: datetime) -> None:
    """Slack found a post to this recipient too fast: hold it, or all posts if another is held too.

    Slack does not say which limit was hit; when several recipients hit one, it is the method's.
    """
    if _all_held(tx, now) - {recipient, UPDATE, PUBLISH, MEMBERS}:
        hold(tx, POST, until=until)
    hold(tx, recipient, until=until)


def _all_held(tx: Transaction, now: datetime) -> frozenset[str]:
    return frozenset(row["channel"] for row in _HELD.rows(tx, {"now": now}))


def prune(tx: Transaction, *, now: datetime) -> None:
    """Forget holds that are over."""
    _PRUNE.change(tx, {"now": now})
