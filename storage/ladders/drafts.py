"""Drafts of ladders: what somebody has changed in a channel's ladder and not saved yet.

There is one per person and channel. It holds ids, no words of items.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from escalation.policy import Policy
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import delete_this, insert_or_update, ours
from storage.ladders.policy_json import policy_from, policy_text
from storage.tables.channels import LADDER_DRAFT

KEPT = timedelta(hours=24)
"""How long a draft waits after it was last changed."""

_KEEP = Prepared(insert_or_update(LADDER_DRAFT, ["version", "policy", "base", "ends_at"]))
_GET = Prepared(
    select(LADDER_DRAFT.c.policy, LADDER_DRAFT.c.base, LADDER_DRAFT.c.ends_at).where(
        ours(LADDER_DRAFT),
        LADDER_DRAFT.c.person == bindparam("person"),
        LADDER_DRAFT.c.channel == bindparam("channel"),
        LADDER_DRAFT.c.ends_at > bindparam("now"),
    )
)
_DROP = Prepared(delete_this(LADDER_DRAFT))
_PRUNE = Prepared(
    delete(LADDER_DRAFT).where(ours(LADDER_DRAFT), LADDER_DRAFT.c.ends_at <= bindparam("now"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderDraft:
    """A ladder as somebody wants it, the saved one that they edit, and when they last did (UTC)."""

    policy: Policy
    base: Policy
    edited_at: datetime


def keep(tx: Transaction, person: str, channel: str, *, draft: LadderDraft) -> None:
    """Keep the draft for another day, in place of an earlier one."""
    _KEEP.change(
        tx,
        {
            "person": person,
            "channel": channel,
            "version": draft.base.version,
            "policy": policy_text(draft.policy),
            "base": policy_text(draft.base),
            "ends_at": draft.edited_at + KEPT,
        },
    )


def get(tx: Transaction, person: str, channel: str, *, now: datetime) -> LadderDraft | None:
    """What this person has changed and not saved; None if nothing, or if it cannot be read."""
    found = _GET.readable(tx, {"person": person, "channel": channel, "now": now})
    try:
        (row,) = found
        return LadderDraft(
            policy=policy_from(row["policy"]),
            base=policy_from(row["base"]),
            edited_at=row["ends_at"] - KEPT,
        )
    except (ValueError, TypeError, KeyError):
        return None


def drop(tx: Transaction, person: str, channel: str) -> None:
    """Forget what this person has changed."""
    _DROP.change(tx, {"person": person, "channel": channel})


def prune(tx: Transaction, *, now: datetime) -> None:
    """Forget the drafts whose day is over."""
    _PRUNE.change(tx, {"now": now})
