"""Channels: what Slack says of them, their members, their ladders, their next summaries."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import and_, bindparam, case, delete, func, or_, select, type_coerce, update

from escalation.policy import Policy
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row, Values
from storage.engine.statements import also_ours, insert_or_update, one_of, ours
from storage.ladders.policy_json import policy_from, policy_text
from storage.tables.channels import CHANNEL, CHANNEL_MEMBER
from storage.tables.columns import LATEST, Soonest
from storage.tables.people import PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel.

    `external` means shared with another company, `member` that the bot is in it, `configured` that
    somebody has set its ladder. `members_checked_at` is None until its members are known,
    `greeted_at` until the bot has introduced itself. `left_at` is when we could no longer post
    there, None while we can; `leavings` counts how often that has happened. `customer_id` is whom
    its items are about unless they say otherwise. An instant that cannot be read counts as past.
    If the stored ladder cannot be read, `ladder_fault` says why and `policy` is the default ladder,
    which is not stored unless somebody changes it.
    """

    id: str
    name: str
    policy: Policy
    private: bool = False
    archived: bool = False
    external: bool = False
    member: bool = False
    configured: bool = False
    next_summary_at: datetime | None = None
    members_checked_at: datetime | None = None
    greeted_at: datetime | None = None
    left_at: datetime | None = None
    leavings: int = 0
    customer_id: int | None = None
    ladder_fault: str = ""

    @property
    def is_open(self) -> bool:
        """Whether we can post there, as far as we know."""
        return self.member and not self.archived


_COLUMNS = tuple(field.name for field in fields(Channel) if field.name != "ladder_fault")
_SAVE = Prepared(insert_or_update(CHANNEL, [name for name in _COLUMNS if name != "id"]))
_INSTANTS = {"next_summary_at", "members_checked_at", "greeted_at", "left_at"}
_SELECT = select(
    *(CHANNEL.c[name] for name in _COLUMNS if name not in _INSTANTS),
    *(type_coerce(CHANNEL.c[name], Soonest).label(name) for name in sorted(_INSTANTS)),
).order_by(CHANNEL.c.id)
_IS_THIS = (ours(CHANNEL), CHANNEL.c.id == bindparam("channel"))
_THIS = Prepared(_SELECT.where(*_IS_THIS))
_POLICY = Prepared(select(CHANNEL.c.policy).where(*_IS_THIS))
_ALL = Prepared(_SELECT.where(ours(CHANNEL)))
_SUMMARY_DUE = Prepared(
    _SELECT.where(ours(CHANNEL), CHANNEL.c.next_summary_at <= bindparam("now"))
    .order_by(None)
    .order_by(CHANNEL.c.next_summary_at)
    .limit(bindparam("limit"))
)
_SUMMED_UP = Prepared(
    update(CHANNEL)
    .where(*_IS_THIS)
    .values(next_summary_at=bindparam("next_at"), fault="", stopped_at=None)
)
_PUBLIC = Prepared(
    select(CHANNEL.c.id).where(
        ours(CHANNEL), ~CHANNEL.c.private, CHANNEL.c.member, one_of(CHANNEL.c.id, "ids")
    )
)
_JOINED = Prepared(
    select(CHANNEL.c.id, CHANNEL.c.private).where(
        ours(CHANNEL), CHANNEL.c.member, ~CHANNEL.c.archived
    )
)
_OPEN = Prepared(
    select(CHANNEL.c.id).where(
        ours(CHANNEL), CHANNEL.c.member, ~CHANNEL.c.archived, one_of(CHANNEL.c.id, "ids")
    )
)
_LEFT = Prepared(
    select(CHANNEL.c.id, CHANNEL.c.private).where(
        ours(CHANNEL), CHANNEL.c.left_at.is_not(None), one_of(CHANNEL.c.id, "ids")
    )
)
_joined_by = select(CHANNEL_MEMBER.c.channel).where(
    ours(CHANNEL_MEMBER),
    CHANNEL_MEMBER.c.person == bindparam("person"),
)
_WAS_IN = Prepared(
    select(CHANNEL.c.id).where(
        ours(CHANNEL),
        CHANNEL.c.left_at.is_not(None),
        or_(CHANNEL.c.id.in_(_joined_by), and_(~CHANNEL.c.private, bindparam("public"))),
    )
)
_NEXT_SUMMARY_AT = Prepared(
    select(func.min(CHANNEL.c.next_summary_at, type_=Soonest)).where(
        ours(CHANNEL), CHANNEL.c.next_summary_at <= bindparam("latest")
    )
)
_IS_MEMBER = (
    ours(CHANNEL_MEMBER),
    CHANNEL_MEMBER.c.channel == bindparam("channel"),
)
_MEMBERS = Prepared(select(CHANNEL_MEMBER.c.person).where(*_IS_MEMBER))
_GUESTS = Prepared(
    select(PERSON.c.id)
    .join(CHANNEL_MEMBER, PERSON.c.id == CHANNEL_MEMBER.c.person)
    .where(*_IS_MEMBER, also_ours(PERSON), PERSON.c.guest)
)
_NO_MEMBERS = Prepared(delete(CHANNEL_MEMBER).where(*_IS_MEMBER))
_ADD_MEMBER = Prepared(CHANNEL_MEMBER.insert())
_CHECKED = Prepared(update(CHANNEL).where(*_IS_THIS).values(members_checked_at=bindparam("now")))
_SINCE = CHANNEL.c.members_checked_at.type
_IS_THEIRS = and_(
    CHANNEL.c.id.in_(_joined_by),
    CHANNEL.c.members_checked_at
    >= case(
        (CHANNEL.c.private, bindparam("checked_since", type_=_SINCE)),
        else_=bindparam("public_since", type_=_SINCE),
    ),
)
_THEIRS = Prepared(select(CHANNEL.c.id).where(ours(CHANNEL), _IS_THEIRS))
_THEIRS_OR_PUBLIC = Prepared(
    select(CHANNEL.c.id).where(
        ours(CHANNEL), or_(_IS_THEIRS, and_(~CHANNEL.c.private, CHANNEL.c.member))
    )
)


def get(tx: Transaction, channel: str) -> Channel | None:
    """What is known of a channel."""
    found = _fetch(tx, _THIS, {"channel": channel})
    return found[0] if found else None


def get_all(tx: Transaction) -> tuple[Channel, ...]:
    """Every channel that is known, by id."""
    return _fetch(tx, _ALL, {})


def joined(tx: Transaction) -> dict[str, bool]:
    """The open channels that the bot is in, and whether each is private."""
    return {row["id"]: row["private"] for row in _JOINED.rows(tx, {})}


def shut(tx: Transaction, ids: Collection[str]) -> frozenset[str]:
    """The channels among these in which the bot cannot post, as far as we know."""
    found = _OPEN.rows(tx, {"ids": ids})
    return frozenset(ids).difference(row["id"] for row in found)


def public(tx: Transaction, ids: Collection[str]) -> frozenset[str]:
    """The channels among these that are public for certain: others may have become private."""
    return frozenset(row["id"] for row in _PUBLIC.rows(tx, {"ids": ids}))


def left(tx: Transaction, ids: Collection[str]) -> dict[str, bool]:
    """The channels among these that we have left or that are archived; whether each is private."""
    return {row["id"]: row["private"] for row in _LEFT.rows(tx, {"ids": ids})}


def left_with(tx: Transaction, person: str, *, public: bool) -> frozenset[str]:
    """The channels that we have left while this person was in them, and if `public`, public ones.

    Pass `public=False` for guests.
    """
    rows = _WAS_IN.rows(tx, {"person": person, "public": public})
    return frozenset(row["id"] for row in rows)


def save(tx: Transaction, channel: Channel) -> None:
    """Store a channel, new or changed. Keys of a later version survive in its ladder.

    While the channel has a `ladder_fault`, the stored ladder is left alone.
    """
    stored = _POLICY.scalar(tx, {"channel": channel.id})
    values = {name: getattr(channel, name) for name in _COLUMNS}
    kept = bool(stored and channel.ladder_fault)
    _SAVE.change(tx, values | {"policy": stored if kept else _text(channel.policy, stored)})


def summary_due(tx: Transaction, *, now: datetime, limit: int) -> tuple[Channel, ...]:
    """Up to `limit` channels whose next summary is due, longest overdue first."""
    return _fetch(tx, _SUMMARY_DUE, {"now": now, "limit": limit})


def summed_up(tx: Transaction, channel: str, *, next_at: datetime) -> None:
    """Note that the summary due now is made, or not wanted, and when the next one is due."""
    _SUMMED_UP.change(tx, {"channel": channel, "next_at": next_at})


def next_summary_at(tx: Transaction) -> datetime | None:
    """When the next summary of any channel is due."""
    earliest: datetime | None = _NEXT_SUMMARY_AT.scalar(tx, {"latest": LATEST})
    return earliest


def set_members(
    tx: Transaction, channel: str, *, listed: Collection[str], now: datetime
) -> frozenset[str]:
    """Remember a known channel's members as Slack listed them at `now`; who came or went since."""
    this = {"channel": channel}
    changed = members(tx, channel).symmetric_difference(listed)
    if changed:
        _NO_MEMBERS.change(tx, this)
        if rows := [this | {"person": person} for person in set(listed)]:
            _ADD_MEMBER.change(tx, *rows)
    _CHECKED.change(tx, this | {"now": now})
    return changed


def members(tx: Transaction, channel: str) -> frozenset[str]:
    """Who was in a channel when it was last checked."""
    rows = _MEMBERS.rows(tx, {"channel": channel})
    return frozenset(row["person"] for row in rows)


def guests(tx: Transaction, channel: str) -> frozenset[str]:
    """The guests who are members of a channel, as last listed."""
    return frozenset(row["id"] for row in _GUESTS.rows(tx, {"channel": channel}))


def visible_to(
    tx: Transaction,
    person: str,
    *,
    checked_since: datetime,
    public: bool,
    public_since: datetime | None = None,
) -> frozenset[str]:
    """The channels whose items a person may see.

    These are the channels they are in, provided the members were checked after `checked_since` (for
    public channels after `public_since`, if given) and, if `public`, every public channel that the
    bot is in. Pass `public=False` for guests. When in doubt a channel is left out: nobody tells us
    when a public channel that the bot is not in becomes private.
    """
    query = _THEIRS_OR_PUBLIC if public else _THEIRS
    since = {"checked_since": checked_since, "public_since": public_since or checked_since}
    values = {"person": person, **since}
    return frozenset(row["id"] for row in query.rows(tx, values))


def _text(policy: Policy, stored: str | None) -> str:
    """The ladder as text; what was stored before may not be a ladder at all."""
    try:
        return policy_text(policy, stored or "{}")
    except (TypeError, ValueError):
        return policy_text(policy)


def _fetch(tx: Transaction, query: Prepared, values: Values) -> tuple[Channel, ...]:
    return tuple(_channel(row) for row in query.readable(tx, values))


def _channel(row: Row) -> Channel:
    try:
        return Channel(**row | {"policy": policy_from(row["policy"])})
    except Exception as fault:  # noqa: BLE001 - a damaged ladder must not hide the whole channel
        fault_of = f"policy: {type(fault).__name__}"
        return Channel(**row | {"policy": Policy()}, ladder_fault=fault_of)
