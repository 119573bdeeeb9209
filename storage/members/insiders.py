"""Insiders: who can see a private channel, and who was removed from a channel."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, type_coerce

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import delete_this, insert_new, one_of, ours
from storage.tables.channels import CHANNEL, CHANNEL_MEMBER, REMOVED_MEMBER
from storage.tables.columns import Soonest

_CLOSED = Prepared(
    select(
        CHANNEL.c.id,
        CHANNEL.c.private,
        CHANNEL.c.left_at.is_not(None).label("left"),
        type_coerce(CHANNEL.c.members_checked_at, Soonest).label("checked_at"),
    ).where(
        ours(CHANNEL),
        one_of(CHANNEL.c.id, "ids"),
        or_(CHANNEL.c.private, CHANNEL.c.left_at.is_not(None)),
    )
)
_MEMBERS = Prepared(
    select(CHANNEL_MEMBER.c.channel, CHANNEL_MEMBER.c.person).where(
        ours(CHANNEL_MEMBER), one_of(CHANNEL_MEMBER.c.channel, "ids")
    )
)
_REMOVED = Prepared(
    select(REMOVED_MEMBER.c.channel, REMOVED_MEMBER.c.person).where(
        ours(REMOVED_MEMBER), one_of(REMOVED_MEMBER.c.channel, "ids")
    )
)
_REMOVED_FROM = Prepared(
    select(REMOVED_MEMBER.c.channel)
    .join(CHANNEL, CHANNEL.c.id == REMOVED_MEMBER.c.channel)
    .where(
        ours(REMOVED_MEMBER),
        CHANNEL.c.workspace == REMOVED_MEMBER.c.workspace,
        CHANNEL.c.private,
        one_of(REMOVED_MEMBER.c.person, "people"),
    )
)
_REMOVE = Prepared(insert_new(REMOVED_MEMBER))
_BACK = Prepared(delete_this(REMOVED_MEMBER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A channel that is private, or that we have left, and when we last listed its members."""

    private: bool
    left: bool
    checked_at: datetime | None


def closed(tx: Transaction, channels: Collection[str]) -> dict[str, Closed]:
    """Those of these channels that are private, that we have left or that are archived."""
    rows = _CLOSED.rows(tx, {"ids": channels})
    return {
        row["id"]: Closed(private=row["private"], left=row["left"], checked_at=row["checked_at"])
        for row in rows
    }


def members(tx: Transaction, channels: Collection[str]) -> dict[str, frozenset[str]]:
    """Who was in each of these channels when it was last listed."""
    return _by_channel(_MEMBERS, tx, channels)


def removed(tx: Transaction, channels: Collection[str]) -> dict[str, frozenset[str]]:
    """Who used to be in each of these channels."""
    return _by_channel(_REMOVED, tx, channels)


def removed_from(tx: Transaction, *people: str) -> frozenset[str]:
    """The private channels in which one of these people used to be."""
    rows = _REMOVED_FROM.rows(tx, {"people": people})
    return frozenset(row["channel"] for row in rows)


def remove(tx: Transaction, channel: str, people: Iterable[str]) -> frozenset[str]:
    """Remember that these people have left the channel; returns those we did not know of."""
    return frozenset(
        person for person in people if _REMOVE.change(tx, {"channel": channel, "person": person})
    )


def back(tx: Transaction, channel: str, people: Iterable[str]) -> None:
    """These people are in the channel."""
    if rows := [{"channel": channel, "person": person} for person in people]:
        _BACK.change(tx, *rows)


def _by_channel(
    query: Prepared, tx: Transaction, channels: Collection[str]
) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in query.rows(tx, {"ids": channels}):
        found[row["channel"]].add(row["person"])
    return {channel: frozenset(people) for channel, people in found.items()}
