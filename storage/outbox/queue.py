"""The outbox: notices saved in the same transaction as the change that caused them.

This module adds and finds them; `claims` takes them out, and `transitions` records what became of
them.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, update

from escalation.notices.notice import Notice, NoticeKind, NoticeState, Place
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import also_ours, insert_new, one_of, ours
from storage.facts_json import encoded
from storage.outbox.model import StoredNotice, rank
from storage.outbox.rows import IS_PENDING, IS_POSTED, IS_SENT, SAME, SELECT, Stored, fetch, stored
from storage.tables.notices import NOTICE

_UNSENT = {
    "state": NoticeState.PENDING,
    "token": "",
    "fence": 0,
    "first_try_at": None,
    "tried_until": None,
    "attempts": 0,
    "channel": "",
    "ts": "",
    "why": "",
    "finished_at": None,
    "repair_at": None,
    "maybe_again": False,
    "lean": "",
}
_ADD = Prepared(insert_new(NOTICE).values(_UNSENT))
_HOLD = Prepared(
    update(NOTICE)
    .where(also_ours(NOTICE), NOTICE.c.id == bindparam("_id"), IS_PENDING)
    .values(not_before=bindparam("until"), try_at=bindparam("until"))
)
_SUPERSEDE = Prepared(
    update(NOTICE)
    .where(also_ours(NOTICE), one_of(NOTICE.c.id, "ids"), IS_PENDING)
    .values(
        state=NoticeState.SUPERSEDED,
        try_at=None,
        why=bindparam("why"),
        finished_at=bindparam("finished_at"),
    )
)
_WANT_AGAIN = Prepared(
    update(NOTICE)
    .where(
        also_ours(NOTICE),
        NOTICE.c.item_id == bindparam("_item_id"),
        NOTICE.c.state == NoticeState.SUPERSEDED,
        one_of(NOTICE.c.why, "whys"),
        NOTICE.c.finished_at >= bindparam("since"),
    )
    .values(
        state=NoticeState.PENDING,
        token="",
        try_at=NOTICE.c.not_before,
        why="",
        finished_at=None,
    )
)
# Followers may be many; what they were told is redrawn only if it was undone.
_WITHOUT_STATUS = (
    NoticeKind.EDIT, NoticeKind.CHANGED, NoticeKind.SUMMARY, NoticeKind.FOLLOWED, NoticeKind.LADDER,
)  # fmt: skip
_CHANNELS_OWN = (NoticeKind.CARD, NoticeKind.EDIT, NoticeKind.GREETING)
_REVIVE = Prepared(
    update(NOTICE)
    .where(
        ours(NOTICE),
        NOTICE.c.recipient == bindparam("_channel"),
        NOTICE.c.state == NoticeState.PARKED,
        or_(*(NOTICE.c.kind == kind for kind in _CHANNELS_OWN)),
    )
    .values(state=NoticeState.PENDING, try_at=bindparam("now"), finished_at=None)
)
_PENDING_TO = Prepared(
    SELECT.where(
        ours(NOTICE),
        NOTICE.c.recipient == bindparam("recipient"),
        NOTICE.c.try_at.is_not(None),
        IS_PENDING,
        NOTICE.c.place == Place.DM,
    ).order_by(NOTICE.c.id)
)
_PENDING_IN = Prepared(
    SELECT.where(
        ours(NOTICE),
        NOTICE.c.recipient == bindparam("recipient"),
        NOTICE.c.try_at.is_not(None),
        IS_PENDING,
        NOTICE.c.kind != NoticeKind.CARD,
        NOTICE.c.kind != NoticeKind.EDIT,
    ).order_by(NOTICE.c.id)
)
_PENDING_KIND = Prepared(
    SELECT.where(
        ours(NOTICE),
        NOTICE.c.kind == bindparam("kind"),
        NOTICE.c.try_at.is_not(None),
        IS_PENDING,
    ).order_by(NOTICE.c.id)
)
_PENDING_OF = Prepared(
    SELECT.where(also_ours(NOTICE), NOTICE.c.item_id == bindparam("item_id"), IS_PENDING).order_by(
        NOTICE.c.id
    )
)
_PENDING_AMONG = Prepared(
    select(NOTICE.c.key).where(
        ours(NOTICE), one_of(NOTICE.c.key, "keys"), NOTICE.c.state == NoticeState.PENDING
    )
)
_OF_MESSAGE = Prepared(
    SELECT.where(
        ours(NOTICE),
        NOTICE.c.channel == bindparam("channel"),
        NOTICE.c.ts == bindparam("ts"),
        IS_POSTED,
        NOTICE.c.kind != NoticeKind.EDIT,
    ).order_by(NOTICE.c.id)
)
_OF_KEY = Prepared(SELECT.where(ours(NOTICE), NOTICE.c.key == bindparam("_key")))
_SENT_AT = Prepared(
    select(NOTICE.c.finished_at).where(ours(NOTICE), NOTICE.c.key == bindparam("_key"), IS_SENT)
)
_OF_MOMENT = Prepared(
    SELECT.where(
        also_ours(NOTICE),
        NOTICE.c.item_id == bindparam("item_id"),
        NOTICE.c.planned_at == bindparam("at"),
        NOTICE.c.kind != NoticeKind.EDIT,
    ).order_by(NOTICE.c.id)
)
_CARDS_OF = Prepared(
    select(NOTICE.c.ts)
    .where(
        also_ours(NOTICE),
        NOTICE.c.item_id == bindparam("item_id"),
        NOTICE.c.kind == NoticeKind.CARD,
        IS_POSTED,
    )
    .order_by(NOTICE.c.id)
)
_OF_KIND = Prepared(
    SELECT.where(
        also_ours(NOTICE),
        NOTICE.c.item_id == bindparam("item_id"),
        NOTICE.c.kind == bindparam("kind"),
    ).order_by(NOTICE.c.id)
)
_FORGET = Prepared(
    update(NOTICE)
    .where(
        ours(NOTICE),
        NOTICE.c.channel == bindparam("_channel"),
        NOTICE.c.ts == bindparam("_ts"),
        IS_POSTED,
    )
    .values(state=NoticeState.SUPERSEDED)
)
_cards_first = (NOTICE.c.kind != NoticeKind.CARD, NOTICE.c.id.desc())
_newest = (
    select(
        NOTICE.c.id,
        func.row_number().over(partition_by=NOTICE.c.item_id, order_by=_cards_first).label("turn"),
    )
    .where(
        also_ours(NOTICE),
        one_of(NOTICE.c.item_id, "ids"),
        IS_SENT,
        IS_POSTED,
        *(NOTICE.c.kind != kind for kind in _WITHOUT_STATUS),
    )
    .subquery()
)
_LIVE = Prepared(
    SELECT.join(_newest, _newest.c.id == NOTICE.c.id)
    .where(also_ours(NOTICE), _newest.c.turn <= bindparam("limit"))
    .order_by(NOTICE.c.id.desc())
)


def add(tx: Transaction, notices: Iterable[Notice]) -> int:
    """Add notices, skipping any whose key was ever used before. Returns how many were new."""
    rows = [
        {name: getattr(notice, name) for name in SAME}
        | {"facts": encoded(notice.facts), "rank": rank(notice), "try_at": notice.not_before}
        for notice in notices
    ]
    return _ADD.change(tx, *rows) if rows else 0


def supersede(tx: Transaction, ids: Collection[int], *, why: str, now: datetime) -> int:
    """Take back notices that are no longer wanted, if still pending. Returns how many."""
    return _SUPERSEDE.change(tx, {"ids": ids, "why": why, "finished_at": now}) if ids else 0


def want_again(tx: Transaction, item_id: int, *, whys: Collection[str], since: datetime) -> int:
    """Send what was not sent for one of these reasons since then, if it is still wanted.

    Returns how many.
    """
    return _WANT_AGAIN.change(tx, {"_item_id": item_id, "whys": whys, "since": since})


def revive(tx: Transaction, channel: str, *, now: datetime) -> int:
    """Send a channel's parked greeting, cards and edits, now that it can be posted to again.

    Everything else that Slack refused there has been told to somebody else. Returns how many.
    """
    return _REVIVE.change(tx, {"_channel": channel, "now": now})


def hold_until(tx: Transaction, instants: Mapping[int, datetime]) -> None:
    """Hold pending notices, by id, until another instant: an absence began or ended."""
    rows = [{"_id": id_, "until": until} for id_, until in instants.items()]
    if rows:
        _HOLD.change(tx, *rows)


def pending_to(tx: Transaction, recipient: str) -> Stored:
    """The DMs to one person that have not been tried yet."""
    return fetch(tx, _PENDING_TO, {"recipient": recipient})


def pending_in(tx: Transaction, channel: str) -> Stored:
    """The posts that wait for a channel, except cards and edits."""
    return fetch(tx, _PENDING_IN, {"recipient": channel})


def pending_kind(tx: Transaction, kind: NoticeKind) -> Stored:
    """The notices of one kind that have not been sent."""
    return fetch(tx, _PENDING_KIND, {"kind": kind})


def pending_of(tx: Transaction, item_id: int) -> Stored:
    """The notices about one item that have not been sent."""
    return fetch(tx, _PENDING_OF, {"item_id": item_id})


def of_key(tx: Transaction, key: str) -> StoredNotice | None:
    """The notice with this key, whatever became of it."""
    return next(iter(fetch(tx, _OF_KEY, {"_key": key})), None)


def sent_at(tx: Transaction, key: str) -> datetime | None:
    """When the notice with this key was sent, None if it was not."""
    at: datetime | None = _SENT_AT.scalar(tx, {"_key": key})
    return at


def of_moment(tx: Transaction, item_id: int, at: datetime) -> Stored:
    """The notices about one item that fell due at exactly this instant, whatever became of them."""
    return fetch(tx, _OF_MOMENT, {"item_id": item_id, "at": at})


def are_pending(tx: Transaction, keys: Collection[str]) -> bool:
    """Whether all the notices with these keys are still pending."""
    return len(_PENDING_AMONG.rows(tx, {"keys": keys})) == len(keys)


def of_message(tx: Transaction, *, channel: str, ts: str) -> Stored:
    """The notices that one Slack message carried, without the edits that redrew it."""
    return fetch(tx, _OF_MESSAGE, {"channel": channel, "ts": ts})


def of_kind(tx: Transaction, item_id: int, kind: NoticeKind) -> Stored:
    """The notices of one kind about an item, oldest first, whatever became of them."""
    return fetch(tx, _OF_KIND, {"item_id": item_id, "kind": kind})


def forget(tx: Transaction, *, channel: str, ts: str) -> None:
    """A message was deleted in Slack: its notices count as told, and it is never redrawn again."""
    _FORGET.change(tx, {"_channel": channel, "_ts": ts})


def cards_of(tx: Transaction, item_id: int) -> tuple[str, ...]:
    """The ts of every card that an item has had, oldest first."""
    return tuple(row["ts"] for row in _CARDS_OF.rows(tx, {"item_id": item_id}))


def live_messages_of(
    tx: Transaction, item_ids: Collection[int], *, limit: int = 20
) -> dict[int, Stored]:
    """For each item, its card and the newest messages that show its state: edits redraw them.

    Newest first. The card counts towards `limit`, however old it is.
    """
    live: dict[int, Stored] = {}
    for row in _LIVE.readable(tx, {"ids": item_ids, "limit": limit}):
        live[row["item_id"]] = (*live.get(row["item_id"], ()), stored(row))
    return live
