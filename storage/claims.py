"""Taking notices out of the outbox: each parcel to one worker at a time, in order per recipient.

A claim is a lease with a fence (`reliability` §4): what was claimed and never finished can be
claimed again once the lease ends, and the earlier claim can then finish nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal_column, or_, select, update

from escalation.notices import NoticeKind, NoticeState, Place
from storage import installations
from storage.database import Transaction
from storage.installations import Installation
from storage.notice_rows import IS_PENDING, IS_SENDING, SELECT, stored
from storage.parcels import LEASE, REPAIR_AFTER, Parcel
from storage.prepared import BadRow, Prepared, Row
from storage.slack_tables import RATE_BUCKET
from storage.statements import also_ours, one_of, ours
from storage.stopped import retry_at
from storage.tables import ITEM, NOTICE

_ORDER = (NOTICE.c.rank, NOTICE.c.planned_at, NOTICE.c.id)

_NOW = bindparam("now", type_=NOTICE.c.try_at.type)
_other = NOTICE.alias()
_UNDER_WAY = (
    select(_other.c.id)
    .where(
        _other.c.workspace == NOTICE.c.workspace,
        _other.c.recipient == NOTICE.c.recipient,
        _other.c.state == IS_SENDING.right,
        _other.c.try_at > _NOW,
    )
    .exists()
)
_CARD_POSTED = (
    select(ITEM.c.id)
    .where(also_ours(ITEM), ITEM.c.id == NOTICE.c.item_id, ITEM.c.card_ts != "")
    .exists()
)
_HELD = (
    select(RATE_BUCKET.c.free_at)
    .where(
        RATE_BUCKET.c.workspace == NOTICE.c.workspace,
        RATE_BUCKET.c.channel == NOTICE.c.recipient,
        RATE_BUCKET.c.free_at > _NOW,
    )
    .exists()
)
_ANSWERS = or_(NOTICE.c.place == Place.THREAD, NOTICE.c.place == Place.ALOUD)
CAN_LEAVE = and_(or_(~_ANSWERS, _CARD_POSTED), ~_HELD)
"""Nothing is in its way: the card that it answers to is there, and Slack asked for no pause."""
_FREE = and_(~one_of(NOTICE.c.recipient, "busy"), CAN_LEAVE)
_DUE = NOTICE.c.try_at <= _NOW

_turns = (
    select(
        NOTICE.c.id,
        func.row_number().over(partition_by=NOTICE.c.recipient, order_by=_ORDER).label("turn"),
    )
    .where(ours(NOTICE), _DUE, _FREE, ~_UNDER_WAY)
    .subquery()
)
# Replicas take turns already (`engines.TAKE_TURN`). Should one ever write out of turn, nothing is
# sent twice: rows it has locked are skipped, and those it has just claimed compared again drop out.
_HEADS = Prepared(
    SELECT.join(_turns, _turns.c.id == NOTICE.c.id)
    .where(also_ours(NOTICE), _turns.c.turn == 1, _DUE)
    .order_by(*_ORDER)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=NOTICE)
)
_ABOUT_NO_ITEM = (NoticeKind.ALARM, NoticeKind.HINT, NoticeKind.STOPPED)
"""They leave alone, each as a message of its own."""
_IS_DM = and_(NOTICE.c.place == Place.DM, *(NOTICE.c.kind != kind for kind in _ABOUT_NO_ITEM))
_head = NOTICE.alias()
_OTHERS = (
    SELECT.add_columns(_head.c.id.label("head"))
    .join(_head, _head.c.id != NOTICE.c.id)
    .where(also_ours(_head), one_of(_head.c.id, "heads"))
    .order_by(*_ORDER)
    .with_for_update(of=NOTICE)
)
_TRIED = Prepared(
    _OTHERS.where(also_ours(NOTICE), NOTICE.c.token == _head.c.token, NOTICE.c.try_at.is_not(None))
)
_SAME_PERSON = (NOTICE.c.workspace == _head.c.workspace, NOTICE.c.recipient == _head.c.recipient)
# Which of them have a token is not asked here: the database would go by the index of tokens, which
# has all that wait under "".
_WAITING = Prepared(_OTHERS.where(*_SAME_PERSON, IS_PENDING, _IS_DM, _DUE))
_NEXT_TRY = Prepared(
    select(NOTICE.c.try_at)
    .where(ours(NOTICE), NOTICE.c.try_at.is_not(None), _FREE, or_(IS_SENDING, ~_UNDER_WAY))
    .order_by(NOTICE.c.try_at)
    .limit(1)
)
_LATER = Prepared(select(func.min(NOTICE.c.try_at)).where(ours(NOTICE), NOTICE.c.try_at > _NOW))
_NEXT_FREE = Prepared(
    select(func.min(RATE_BUCKET.c.free_at)).where(ours(RATE_BUCKET), RATE_BUCKET.c.free_at > _NOW)
)
_TAKEN = ("token", "state", "fence", "try_at", "first_try_at", "tried_until", "attempts")
_TAKE = Prepared(
    update(NOTICE)
    .where(also_ours(NOTICE), NOTICE.c.id == bindparam("_id"))
    .values({name: bindparam(name) for name in _TAKEN})
)

_FIRST_TRIED = Prepared(
    select(NOTICE.c.first_try_at).where(also_ours(NOTICE), NOTICE.c.id == bindparam("_id"))
)
# It keeps its name: an earlier try may be in Slack. Nobody is sending it, so nobody waits for it.
_PUT_OFF = Prepared(
    update(NOTICE)
    .where(also_ours(NOTICE), NOTICE.c.id == bindparam("_id"))
    .values({name: bindparam(name) for name in ("first_try_at", "try_at", "why")})
    .values(state=case((IS_SENDING, literal_column("'unknown'")), else_=NOTICE.c.state))
)

# An edit made twice is the same edit.
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
) -> tuple[Parcel, ...]:
    """Take up to `limit` parcels, at most one per recipient, none for a recipient in `busy`.

    What is told above the owner goes before reminders, then the oldest first; a thread waits for
    the item's card. All that is due to one person by DM makes one parcel, which stays together
    through its retries. What may already have reached Slack comes with `look_first`. What cannot
    be read is put off.
    """
    heads = _readable(tx, _HEADS.each(tx, {"now": now, "limit": limit, "busy": busy}), now)
    companions = _companions(tx, heads, now)
    if not heads:
        return ()
    names, lease_until = installations.ensure(tx, now=now), now + lease
    parcels = tuple(
        _parcel([head, *companions[head["id"]]], names, now=now, lease_until=lease_until)
        for head in heads
    )
    _TAKE.change(tx, *(taken for parcel in parcels for taken in _taken(parcel)))
    if doubtful := [parcel.token for parcel in parcels if parcel.look_first]:
        _DOUBT.change(tx, {"tokens": doubtful, "repair_at": now + REPAIR_AFTER})
    return parcels


def later_at(tx: Transaction, *, now: datetime) -> datetime | None:
    """The first instant after `now` that some notice waits for."""
    at: datetime | None = _LATER.scalar(tx, {"now": now})
    return at


def next_at(tx: Transaction, *, now: datetime, busy: Collection[str] = ()) -> datetime | None:
    """When the next notice can be claimed (past or future), or the next lease or hold ends.

    None if nothing waits for the clock: what waits for a card or a busy recipient does not.
    """
    earliest = _NEXT_TRY.scalar(tx, {"now": now, "busy": busy})
    held_until = _NEXT_FREE.scalar(tx, {"now": now})
    return min((at for at in (earliest, held_until) if at), default=None)


def _readable(tx: Transaction, rows: Sequence[Row | BadRow], now: datetime) -> list[Row]:
    """Those that can be read; the others wait, ever longer, and the auditor names them."""
    for row in rows:
        if isinstance(row, BadRow):
            this = {"_id": row.raw["id"]}
            tried = next((it["first_try_at"] for it in _FIRST_TRIED.readable(tx, this)), None)
            wait = {"first_try_at": tried or now, "try_at": retry_at(tried or now, now)}
            _PUT_OFF.change(tx, this | wait | {"why": f"unreadable {row.fault}"})
    return [row for row in rows if not isinstance(row, BadRow)]


def _companions(tx: Transaction, heads: Sequence[Row], now: datetime) -> dict[int, list[Row]]:
    """The other rows of each head's DM: those of its earlier tries, else what else is due."""
    direct = [h for h in heads if h["place"] is Place.DM and h["kind"] not in _ABOUT_NO_ITEM]
    found: dict[int, list[Row]] = defaultdict(list)
    for query, is_tried in ((_TRIED, True), (_WAITING, False)):
        these = [h for h in direct if bool(h["token"]) is is_tried]
        if not these:
            continue
        for row in query.readable(tx, {"now": now, "heads": [head["id"] for head in these]}):
            if bool(row["token"]) is is_tried:
                found[row["head"]].append(row)
    return found


def _parcel(
    rows: Sequence[Row], names: Installation, *, now: datetime, lease_until: datetime
) -> Parcel:
    head = rows[0]
    name = head["token"] or names.token(head["key"])
    look_first = any(row["state"] is not NoticeState.PENDING for row in rows)
    attempts = max(row["attempts"] for row in rows) + 1
    change = {"state": NoticeState.SENDING, "token": name, "attempts": attempts}
    return Parcel(
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
    )


def _taken(parcel: Parcel) -> list[dict[str, Any]]:
    values = {
        "token": parcel.token,
        "state": NoticeState.SENDING,
        "fence": parcel.fence,
        "try_at": parcel.lease_until,
        "first_try_at": parcel.first_try_at,
        "tried_until": parcel.tried_until,
        "attempts": parcel.attempts,
    }
    return [values | {"_id": row.id} for row in parcel.rows]
