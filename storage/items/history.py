"""The history: events appended once, each linked to the one before it
(`storage/items/chain.py`).
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Text, bindparam, literal_column, or_, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert

from escalation.events import BACKSTOP, Event, EventRef
from escalation.facts.action import Action
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row, Values
from storage.engine.statements import also_ours, one_of, ours
from storage.items import chain
from storage.items.chain import FACTS
from storage.items.entry import Entry, entry_of, event_of
from storage.tables.items import EVENT, ITEM
from storage.tables.workspaces import WORKSPACE

MARK = 16
"""Characters of a hash that tell an event from one that got its id after a restore."""

_SELECT = select(*(EVENT.c[name] for name in FACTS))

# Creates the row if it is missing, locks it until the transaction ends, returns the newest hash.
_LOCK_HEAD = Prepared(
    insert(WORKSPACE)
    .values(name="", bot_user="", chain_head="")
    .on_conflict_do_update(
        index_elements=[WORKSPACE.c.workspace], set_={"chain_head": WORKSPACE.c.chain_head}
    )
    .returning(WORKSPACE.c.chain_head)
)
_MOVE_HEAD = Prepared(update(WORKSPACE).where(ours(WORKSPACE)).values(chain_head=bindparam("head")))
_ADD = Prepared(EVENT.insert())
_TIMELINE = Prepared(
    _SELECT.where(also_ours(EVENT), EVENT.c.item_id == bindparam("item_id"))
    .order_by(EVENT.c.id.desc())
    .limit(bindparam("limit"))
)
_OF_NO_ITEM = Prepared(
    _SELECT.where(
        ours(EVENT),
        EVENT.c.at >= bindparam("start"),
        EVENT.c.at < bindparam("end"),
        EVENT.c.item_id.is_(None),
        EVENT.c.action == bindparam("action"),
    ).order_by(EVENT.c.id)
)
_is_absence = EVENT.c.action.in_([literal_column(f"'{one}'") for one in (Action.AWAY, Action.BACK)])
_ABSENCES = Prepared(
    _SELECT.where(
        ours(EVENT),
        _is_absence,
        EVENT.c.at >= bindparam("since"),
        or_(
            EVENT.c.actor == bindparam("person"),
            type_coerce(EVENT.c.facts, Text).contains(bindparam("person")),
        ),
    ).order_by(EVENT.c.id)
)
_named = (EVENT.c.id, EVENT.c.hash, *(EVENT.c[name] for name in FACTS))
_NEWEST = Prepared(
    select(EVENT.c.id, EVENT.c.hash)
    .where(
        also_ours(EVENT),
        EVENT.c.item_id == bindparam("item_id"),
        EVENT.c.action == bindparam("action"),
    )
    .order_by(EVENT.c.id.desc())
    .limit(1)
)
_of = EVENT.alias()
_ITS_ITEM = select(_of.c.item_id).where(ours(_of), _of.c.id == bindparam("id")).scalar_subquery()
_SINCE = Prepared(
    select(*_named)
    .where(also_ours(EVENT), EVENT.c.item_id == _ITS_ITEM, EVENT.c.id >= bindparam("id"))
    .order_by(EVENT.c.id)
)
_UNDOINGS = Prepared(
    _SELECT.where(
        also_ours(EVENT),
        one_of(EVENT.c.item_id, "item_ids"),
        EVENT.c.action == literal_column(f"'{Action.UNDO}'"),
    ).order_by(EVENT.c.id)
)
_TRAJECTORIES = Prepared(
    _SELECT.where(
        also_ours(EVENT),
        one_of(EVENT.c.item_id, "item_ids"),
        EVENT.c.action == literal_column(f"'{Action.TRAJECTORY}'"),
    ).order_by(EVENT.c.id)
)
_OF_ITEMS = Prepared(
    _SELECT.where(also_ours(EVENT), one_of(EVENT.c.item_id, "item_ids")).order_by(EVENT.c.id)
)
_BY_PEOPLE = Prepared(
    _SELECT.where(
        also_ours(EVENT),
        one_of(EVENT.c.item_id, "item_ids"),
        EVENT.c.at >= bindparam("since"),
        EVENT.c.actor != BACKSTOP,
    ).order_by(EVENT.c.id)
)
_in_channel = select(ITEM.c.id).where(
    also_ours(ITEM),
    ITEM.c.channel == bindparam("channel"),
    ITEM.c.id == EVENT.c.item_id,
)
_OF_CHANNEL = Prepared(
    _SELECT.where(
        ours(EVENT),
        EVENT.c.at >= bindparam("start"),
        EVENT.c.at < bindparam("end"),
        _in_channel.exists(),
    ).order_by(EVENT.c.at, EVENT.c.id)
)


def append(tx: Transaction, events: Iterable[Event]) -> None:
    """Add events to the history, in this order; raises WrongKey without the key it calls for."""
    head, rows = "", list[Row]()
    for event in events:
        if not rows:
            head = _LOCK_HEAD.scalar(tx, {})
            chain.require_key(tx, head)
        entry = entry_of(event)
        facts = {name: getattr(entry, name) for name in FACTS}
        rows.append(facts | {"prev_hash": head, "hash": chain.sealed(tx, head, entry)})
        head = rows[-1]["hash"]
    if rows:
        _ADD.change(tx, *rows)
        _MOVE_HEAD.change(tx, {"head": head})


def of_channel_itself(
    tx: Transaction, channel: str, *, action: Action, start: datetime, end: datetime
) -> tuple[Event, ...]:
    """What happened to a channel's own settings from `start` to `end`, which is not included."""
    found = of_no_item(tx, action, start=start, end=end)
    return tuple(event for event in found if event.channel == channel)


def of_no_item(
    tx: Transaction, action: Action, *, start: datetime, end: datetime
) -> tuple[Event, ...]:
    """What happened to no item from `start` to `end`, which is not included."""
    return _events(tx, _OF_NO_ITEM, {"action": action.value, "start": start, "end": end})


def absences(tx: Transaction, person: str, *, since: datetime) -> tuple[Event, ...]:
    """When this person went away and came back since then, and what else names them in that."""
    return _events(tx, _ABSENCES, {"person": person, "since": since})


def timeline(tx: Transaction, item_id: int, *, limit: int = 200) -> tuple[Event, ...]:
    """The newest `limit` events of one item, oldest first, leaving out any that cannot be read."""
    return _events(tx, _TIMELINE, {"item_id": item_id, "limit": limit})[::-1]


def of_channel_between(
    tx: Transaction, *, channel: str, start: datetime, end: datetime
) -> tuple[Event, ...]:
    """What happened to a channel's items from `start` to `end` (not included), oldest first.

    Events that cannot be read are left out; `verify` names them.
    """
    this = {"channel": channel, "start": start, "end": end}
    return _events(tx, _OF_CHANNEL, this)


def of_items(tx: Transaction, item_ids: Collection[int]) -> dict[int, list[Event]]:
    """Everything that happened to each of these items, oldest first, by the item's id.

    Events that cannot be read are left out; `verify` names them.
    """
    found: dict[int, list[Event]] = {item_id: [] for item_id in item_ids}
    for event in _events(tx, _OF_ITEMS, {"item_ids": item_ids}):
        found[event.item_id or 0].append(event)
    return found


def newest(tx: Transaction, item_id: int, action: Action) -> EventRef:
    """The name of an item's newest event with this action, which there has to be."""
    return _named_so(tx, item_id, action)[0]


def logging(tx: Transaction, item_id: int) -> EventRef | None:
    """The name of the event that logged an item; None if a restore has lost it."""
    return next(iter(_named_so(tx, item_id, Action.LOGGED)), None)


def _named_so(tx: Transaction, item_id: int, action: Action) -> list[EventRef]:
    rows = _NEWEST.rows(tx, {"item_id": item_id, "action": action.value})
    return [EventRef(row["id"], _mark(row)) for row in rows]


def since(tx: Transaction, ref: EventRef) -> tuple[Event, ...]:
    """The event with this name and all later ones of its item, oldest first; () if it is gone."""
    rows = _SINCE.readable(tx, {"id": ref.id})
    if not rows or (rows[0]["id"], _mark(rows[0])) != (ref.id, ref.mark):
        return ()
    return tuple(event_of(Entry(**{name: row[name] for name in FACTS})) for row in rows)


def undoings(tx: Transaction, item_ids: Collection[int]) -> tuple[Event, ...]:
    """Every time that something was undone with one of these items."""
    return _events(tx, _UNDOINGS, {"item_ids": item_ids}) if item_ids else ()


def trajectories(tx: Transaction, item_ids: Collection[int]) -> tuple[Event, ...]:
    """Every time that somebody said which way one of these items is going, oldest first."""
    return _events(tx, _TRAJECTORIES, {"item_ids": item_ids}) if item_ids else ()


def by_people(tx: Transaction, item_ids: Collection[int], *, since: datetime) -> tuple[Event, ...]:
    """What people did to these items since then, oldest first."""
    return _events(tx, _BY_PEOPLE, {"item_ids": item_ids, "since": since})


def _mark(row: Row) -> str:
    return str(row["hash"])[-MARK:]


def _events(tx: Transaction, query: Prepared, values: Values) -> tuple[Event, ...]:
    return tuple(event_of(Entry(**row)) for row in query.readable(tx, values))
