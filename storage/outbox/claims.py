"""Take notices out of the outbox: each message goes to one worker at a time, in order per
recipient.

A claim is a lease with a fence. A message that was claimed and never finished can be claimed again
once its lease ends; the earlier claim can then no longer finish anything.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal_column, or_, select, type_coerce, update

from escalation.notices.notice import NoticeKind, NoticeState, Place
from storage import installations
from storage.engine.database import Transaction
from storage.engine.prepared import BadRow, Prepared, Row
from storage.engine.statements import also_ours, aside, one_of, ours
from storage.installations import Installation
from storage.items.stopped import retry_at
from storage.outbox import rate_limits
from storage.outbox.model import LEASE, RANKS, REPAIR_AFTER, ClaimedMessage
from storage.outbox.rows import IS_SENDING, SELECT, stored
from storage.tables.columns import LATEST, Soonest
from storage.tables.items import ITEM
from storage.tables.notices import NOTICE
from storage.tables.workspaces import RATE_BUCKET

AHEAD = 100
"""How many due notices of one rank to look at together, however many there are."""

MOST = 100
"""Notices in one message; whatever else is due to the same reader comes in the next one."""

_ORDER = (NOTICE.c.rank, NOTICE.c.planned_at, NOTICE.c.id)

_NOW, _LATEST = (bindparam(name, type_=NOTICE.c.try_at.type) for name in ("now", "latest"))
_other = NOTICE.alias()
_UNDER_WAY = NOTICE.c.recipient.in_(
    select(_other.c.recipient).where(
        ours(_other), _other.c.state == IS_SENDING.right, _other.c.try_at > _NOW
    )
)
_CARD_POSTED = (
    select(ITEM.c.id)
    .where(also_ours(ITEM), ITEM.c.id == NOTICE.c.item_id, ITEM.c.card_ts != "")
    .exists()
)
_METHOD = case(
    (NOTICE.c.kind == NoticeKind.EDIT, literal_column(f"'{rate_limits.UPDATE}'")),
    else_=literal_column(f"'{rate_limits.POST}'"),
)
_rests = select(RATE_BUCKET.c.channel).where(ours(RATE_BUCKET), RATE_BUCKET.c.free_at > _NOW)
_HELD = or_(NOTICE.c.recipient.in_(_rests), _METHOD.in_(_rests))
_ANSWERS = or_(NOTICE.c.place == Place.THREAD, NOTICE.c.place == Place.ALOUD)
CAN_LEAVE = and_(~_HELD, or_(~_ANSWERS, _CARD_POSTED))
"""Nothing is in its way: the card that it replies to is posted, and Slack has not asked to wait."""
_FREE = and_(~one_of(NOTICE.c.recipient, "busy"), CAN_LEAVE)
_DUE = NOTICE.c.try_at <= _NOW

_LOOK_AHEAD = Prepared(
    select(NOTICE.c.recipient, NOTICE.c.place, NOTICE.c.planned_at, NOTICE.c.id)
    .where(ours(NOTICE), NOTICE.c.rank == bindparam("rank"), _DUE, _FREE, ~_UNDER_WAY)
    .order_by(NOTICE.c.try_at)
    .limit(AHEAD)
)
# Replicas take turns already (`dialects.TAKE_TURN`). If one ever writes out of turn, still nothing
# is sent twice: SKIP LOCKED passes over its locked rows, and the database checks the conditions
# again on rows it has just claimed, so they drop out.
_QUEUE = Prepared(
    SELECT.where(
        ours(NOTICE),
        NOTICE.c.recipient == bindparam("recipient"),
        NOTICE.c.try_at.is_not(None),
        aside(NOTICE.c.try_at) <= _NOW,
        CAN_LEAVE,
    )
    .order_by(*_ORDER)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=NOTICE)
)
_TRIED = Prepared(
    SELECT.where(
        also_ours(NOTICE),
        NOTICE.c.token == bindparam("token"),
        NOTICE.c.try_at.is_not(None),
        NOTICE.c.id != bindparam("head"),
    )
    .order_by(*_ORDER)
    .with_for_update(of=NOTICE)
)
_ABOUT_NO_ITEM = (
    NoticeKind.ABSENCE, NoticeKind.ALARM, NoticeKind.HAND_OVER, NoticeKind.HINT,
    NoticeKind.INDICATOR, NoticeKind.LADDER, NoticeKind.LEFT, NoticeKind.STAND_IN,
    NoticeKind.STATUS, NoticeKind.STOPPED,
)  # fmt: skip
"""Each of these leaves as a message of its own."""
_ANY_DUE = Prepared(select(NOTICE.c.id).where(ours(NOTICE), _DUE, _FREE, ~_UNDER_WAY).limit(1))
_NEXT_TRY = Prepared(
    select(type_coerce(NOTICE.c.try_at, Soonest).label("try_at"))
    .where(ours(NOTICE), NOTICE.c.try_at <= _LATEST, _FREE, or_(IS_SENDING, ~_UNDER_WAY))
    .order_by(NOTICE.c.try_at)
    .limit(1)
)
_LATER = Prepared(
    select(func.min(NOTICE.c.try_at)).where(
        ours(NOTICE), NOTICE.c.try_at > _NOW, NOTICE.c.try_at <= _LATEST
    )
)
_NEXT_FREE = Prepared(
    select(func.min(RATE_BUCKET.c.free_at)).where(
        ours(RATE_BUCKET), RATE_BUCKET.c.free_at > _NOW, RATE_BUCKET.c.free_at <= _LATEST
    )
)
_TAKEN = ("token", "state", "fence", "try_at", "first_try_at", "tried_until", "attempts")
_TAKE = Prepared(
    update(NOTICE)
    .where(also_ours(NOTICE), one_of(NOTICE.c.id, "_ids"))
    .values({name: bindparam(name) for name in _TAKEN})
)

_FIRST_TRIED = Prepared(
    select(NOTICE.c.first_try_at).where(also_ours(NOTICE), NOTICE.c.id == bindparam("_id"))
)
# It keeps its token, because an earlier try may have reached Slack. Nobody is sending it now, so
# "sending" becomes "unknown": its recipient is free for other notices.
_PUT_OFF = Prepared(
    update(NOTICE)
    .where(also_ours(NOTICE), NOTICE.c.id == bindparam("_id"))
    .values({name: bindparam(name) for name in ("first_try_at", "try_at", "why")})
    .values(state=case((IS_SENDING, literal_column("'unknown'")), else_=NOTICE.c.state))
)

# Edits are left out: making the same edit twice does no harm.
_DOUBT = Prepared(
    update(NOTICE)
    .where(
        also_ours(NOTICE),
        one_of(NOTICE.c.token, "tokens"),
        NOTICE.c.try_at.is_not(None),
        NOTICE.c.kind != NoticeKind.EDIT,
    )
    .values(repair_at=bindparam("repair_at"))
)


def claim(
    tx: Transaction,
    *,
    now: datetime,
    limit: int,
    busy: Collection[str] = (),
    lease: timedelta = LEASE,
) -> tuple[ClaimedMessage, ...]:
    """Take up to `limit` messages, at most one per recipient, none for a recipient in `busy`.

    Escalations go before reminders, and older notices before newer ones; a reply in a thread waits
    for the item's card. Everything due to one person by DM makes one message, of at most MOST
    notices, which stays together when it is retried. `look_first` marks a message that may already
    have reached Slack. A notice that cannot be read is put off.
    """
    queues = _queues(tx, now=now, limit=limit, busy=busy)
    if not queues:
        return ()
    names, lease_until = installations.ensure(tx, now=now), now + lease
    messages = tuple(
        _message(_together(tx, queue), names, now=now, lease_until=lease_until) for queue in queues
    )
    _TAKE.change(tx, *map(_taken, messages))
    if doubtful := [message.token for message in messages if message.look_first]:
        _DOUBT.change(tx, {"tokens": doubtful, "repair_at": now + REPAIR_AFTER})
    return messages


def any_due(tx: Transaction, *, now: datetime, busy: Collection[str] = ()) -> bool:
    """Whether there is a message to claim."""
    return _ANY_DUE.scalar(tx, {"now": now, "busy": busy}) is not None


def later_at(tx: Transaction, *, now: datetime) -> datetime | None:
    """The next instant after `now` at which a notice may be tried."""
    at: datetime | None = _LATER.scalar(tx, {"now": now, "latest": LATEST})
    return at


def next_at(tx: Transaction, *, now: datetime, busy: Collection[str] = ()) -> datetime | None:
    """When the next notice can be claimed (past or future), or the next lease or hold ends.

    None if nothing waits for the clock. Waiting for a card or a busy recipient does not count.
    """
    earliest = _NEXT_TRY.scalar(tx, {"now": now, "latest": LATEST, "busy": busy})
    held_until = _NEXT_FREE.scalar(tx, {"now": now, "latest": LATEST})
    return min((at for at in (earliest, held_until) if at), default=None)


def _readable(tx: Transaction, rows: Sequence[Row | BadRow], now: datetime) -> list[Row]:
    """The rows that can be read. The others are put off for ever longer; the auditor names them."""
    for row in rows:
        if isinstance(row, BadRow):
            this = {"_id": row.raw["id"]}
            tried = next((it["first_try_at"] for it in _FIRST_TRIED.readable(tx, this)), None)
            wait = {"first_try_at": tried or now, "try_at": retry_at(tried or now, now)}
            _PUT_OFF.change(tx, this | wait | {"why": f"unreadable {row.fault}"})
    return [row for row in rows if not isinstance(row, BadRow)]


def _queues(
    tx: Transaction, *, now: datetime, limit: int, busy: Collection[str]
) -> list[list[Row]]:
    """What is due to each of up to `limit` recipients, in order, as much as fits one message."""
    queues = []
    for recipient, place in _recipients(tx, now=now, limit=limit, busy=busy):
        these = {"recipient": recipient, "now": now, "limit": MOST if place is Place.DM else 1}
        if queue := _readable(tx, _QUEUE.each(tx, these), now):
            queues.append(queue)
    return queues


def _recipients(
    tx: Transaction, *, now: datetime, limit: int, busy: Collection[str]
) -> list[tuple[str, Place]]:
    """Whose turn it is: rank by rank, and within a rank whoever has waited longest.

    A single recipient may fill a whole page, so the next page leaves out those already found.
    """
    found: dict[str, Place] = {}
    for rank in RANKS:
        is_more = True
        while is_more and len(found) < limit:
            ahead = _LOOK_AHEAD.each(tx, {"rank": rank, "now": now, "busy": {*busy, *found}})
            for row in sorted(_readable(tx, ahead, now), key=itemgetter("planned_at", "id")):
                found.setdefault(row["recipient"], row["place"])
            is_more = len(ahead) == AHEAD
    return [*found.items()][:limit]


def _together(tx: Transaction, queue: list[Row]) -> list[Row]:
    """The first notice of a queue and those that leave with it.

    If it was tried before, these are the ones it was tried with; if not, the others that are due.
    """
    head, *others = queue
    if not _is_shared(head):
        return [head]
    if head["token"]:
        return [head, *_TRIED.readable(tx, {"token": head["token"], "head": head["id"]})]
    return [head, *(row for row in others if _is_shared(row) and _is_untried(row))]


def _is_shared(row: Row) -> bool:
    return row["place"] is Place.DM and row["kind"] not in _ABOUT_NO_ITEM


def _is_untried(row: Row) -> bool:
    return row["state"] is NoticeState.PENDING and not row["token"]


def _message(
    rows: Sequence[Row], names: Installation, *, now: datetime, lease_until: datetime
) -> ClaimedMessage:
    head = rows[0]
    name = head["token"] or names.token(head["key"])
    look_first = any(row["state"] is not NoticeState.PENDING for row in rows)
    attempts = max(row["attempts"] for row in rows) + 1
    change = {"state": NoticeState.SENDING, "token": name, "attempts": attempts}
    return ClaimedMessage(
        token=name,
        tokens={row["id"]: names.token(row["key"]) for row in rows},
        names=frozenset({name, *names.names(head["key"])}),
        fence=max(row["fence"] for row in rows) + 1,
        kind=head["kind"],
        place=head["place"],
        recipient=head["recipient"],
        rows=tuple(stored({**row, **change}) for row in rows),
        first_try_at=min(row["first_try_at"] or now for row in rows),
        tried_until=head["tried_until"] if look_first else lease_until,
        echoed=names.unechoed_since is None,
        attempts=attempts,
        lease_until=lease_until,
        look_first=look_first,
        maybe_again=any(row["maybe_again"] for row in rows),
        lean=next((row["lean"] for row in rows if row["lean"]), ""),
        untried=not head["token"],
    )


def _taken(message: ClaimedMessage) -> dict[str, Any]:
    return {
        "token": message.token,
        "state": NoticeState.SENDING,
        "fence": message.fence,
        "try_at": message.lease_until,
        "first_try_at": message.first_try_at,
        "tried_until": message.tried_until,
        "attempts": message.attempts,
        "_ids": [row.id for row in message.rows],
    }
