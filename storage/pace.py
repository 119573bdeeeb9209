"""Pace: what Slack has asked to leave alone for a while, kept here so that every replica does.

`claims` passes held channels over by itself; whoever hears "too fast" has only to say so.
"""

from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from storage.database import Transaction
from storage.prepared import Prepared
from storage.slack_tables import RATE_BUCKET
from storage.statements import ours

_insert = insert(RATE_BUCKET)
_HOLD = Prepared(
    _insert.on_conflict_do_update(
        index_elements=list(RATE_BUCKET.primary_key),
        set_={"free_at": _insert.excluded.free_at},
        where=RATE_BUCKET.c.free_at < _insert.excluded.free_at,
    )
)
_PRUNE = Prepared(
    delete(RATE_BUCKET).where(ours(RATE_BUCKET), RATE_BUCKET.c.free_at <= bindparam("now"))
)


def hold(tx: Transaction, channel: str, *, until: datetime) -> None:
    """Let nobody post to this recipient before `until`; a longer hold stays.

    `channel` is a notice's recipient: a channel's id, or a person's for their DMs.
    """
    _HOLD.change(tx, {"channel": channel, "free_at": until})


def prune(tx: Transaction, *, now: datetime) -> None:
    """Forget holds that are over."""
    _PRUNE.change(tx, {"now": now})
