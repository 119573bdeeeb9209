"""Every version of a channel's ladder: who made it, when, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from escalation.policy import Policy
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import insert_new, ours
from storage.ladders.policy_json import policy_from, policy_text
from storage.tables.channels import LADDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A ladder as it was saved at an instant (UTC) by somebody (a user id), for a reason.

    `at` is None and `by` is "" for the version that a channel had before versions were kept.
    """

    policy: Policy
    by: str = ""
    at: datetime | None = None
    reason: str = ""


_KEEP = Prepared(insert_new(LADDER))
_OF_CHANNEL = select(LADDER.c.policy, LADDER.c.by, LADDER.c.at, LADDER.c.reason).where(
    ours(LADDER), LADDER.c.channel == bindparam("channel")
)
_GET = Prepared(_OF_CHANNEL.where(LADDER.c.version == bindparam("version")))
_EVERY = Prepared(_OF_CHANNEL.order_by(LADDER.c.version))

_NUMBERS = Prepared(
    select(LADDER.c.version)
    .where(ours(LADDER), LADDER.c.channel == bindparam("channel"))
    .order_by(LADDER.c.version)
)


def keep(tx: Transaction, channel: str, version: Version) -> None:
    """Keep a version of a channel's ladder; nothing if it is kept already."""
    _KEEP.change(
        tx,
        {
            "channel": channel,
            "version": version.policy.version,
            "policy": policy_text(version.policy),
            "by": version.by,
            "at": version.at,
            "reason": version.reason,
        },
    )


def get(tx: Transaction, channel: str, number: int) -> Version | None:
    """One version; None if it is not kept or cannot be read."""
    rows = _GET.readable(tx, {"channel": channel, "version": number})
    return _version(rows[0]) if rows else None


def _version(row: Row) -> Version | None:
    try:
        return Version(**row | {"policy": policy_from(row["policy"])})
    except (TypeError, ValueError, KeyError):
        return None


def numbers(tx: Transaction, channel: str) -> tuple[int, ...]:
    """The versions of a channel's ladder that are kept, in order."""
    return tuple(row["version"] for row in _NUMBERS.rows(tx, {"channel": channel}))


def every(tx: Transaction, channel: str) -> tuple[Version, ...]:
    """All versions that are kept and can be read, in order."""
    found = (_version(row) for row in _EVERY.readable(tx, {"channel": channel}))
    return tuple(version for version in found if version)
