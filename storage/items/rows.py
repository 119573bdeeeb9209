"""Turn items into rows and back, each row on its own."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields, replace
from operator import attrgetter, itemgetter
from typing import Any, get_type_hints

from sqlalchemy import select

from escalation.about.agreements import Agreement
from escalation.items import Closing, Due, Hold, Item, Keep, Kind, Position, RungState, Status
from storage.about import beside
from storage.about.beside import Beside
from storage.engine.database import Transaction
from storage.engine.prepared import BadRow, Prepared, Row
from storage.engine.statements import also_ours, one_of
from storage.items import words as item_words
from storage.ladders.policy_json import policy_from
from storage.tables.customers import ITEM_CUSTOMER
from storage.tables.hand_overs import ITEM_OFFER
from storage.tables.items import ITEM, ITEM_RUNG
from storage.tables.links import ITEM_LINK
from storage.tables.notices import TOLD

_ABOUT_THE_ROW = frozenset({"workspace", "words", "folded", "fault", "stopped_at"})
_HAS_CUSTOMERS = select(ITEM_CUSTOMER.c.item_id).where(ITEM_CUSTOMER.c.item_id == ITEM.c.id)
_HAS_LINKS = select(ITEM_LINK.c.item_id).where(ITEM_LINK.c.item_id == ITEM.c.id)
_HAS_OFFER = select(ITEM_OFFER.c.item_id).where(ITEM_OFFER.c.item_id == ITEM.c.id)
SELECT = select(
    *(column for column in ITEM.c if column.name not in _ABOUT_THE_ROW),
    _HAS_CUSTOMERS.exists().label("has_customers"),
    _HAS_LINKS.exists().label("has_links"),
    _HAS_OFFER.exists().label("has_offer"),
)
"""Every column from which an item is read, and what else there is of it."""

_TOLD = Prepared(
    select(TOLD.c.item_id, TOLD.c.person)
    .where(one_of(TOLD.c.item_id, "ids"))
    .order_by(TOLD.c.item_id, TOLD.c.n)
)
_THESE = Prepared(SELECT.where(also_ours(ITEM), one_of(ITEM.c.id, "ids")))
_WHOM = ("channel", "owner", "reporter")
_RUNGS = Prepared(
    select(ITEM_RUNG)
    .join(ITEM, (ITEM.c.id == ITEM_RUNG.c.item_id) & (ITEM.c.round == ITEM_RUNG.c.round))
    .where(also_ours(ITEM), one_of(ITEM_RUNG.c.item_id, "ids"))
    .order_by(ITEM_RUNG.c.item_id, ITEM_RUNG.c.rung)
)
_OF_A_RUNG = tuple(field.name for field in fields(RungState))


def _columns(of: type[Item | Position | Agreement], *, but: Collection[str]) -> tuple[str, ...]:
    """The fields that are kept in a column of the same name: all but some."""
    return tuple(field.name for field in fields(of) if field.name not in but)


_ELSEWHERE = {"id", "due", "policy", "customers", "links", "offer", "not_mine", "agreement"}
_ELSEWHERE |= {"position", "closing"}
_SAME = _columns(Item, but=_ELSEWHERE)
_PLACED = _columns(Position, but={"hold", "kept", "told", "rungs"})
_AGREED = _columns(Agreement, but=())
_SAME_OF, _PLACED_OF, _AGREED_OF = (attrgetter(*some) for some in (_SAME, _PLACED, _AGREED))
_SAME_IN, _PLACED_IN, _AGREED_IN = (itemgetter(*some) for some in (_SAME, _PLACED, _AGREED))
_PLAIN = (
    *(
        (name, type_)
        for name, type_ in {**get_type_hints(Item), **get_type_hints(Position)}.items()
        if type_ in {int, str, bool}
    ),
    ("held_rung", int),
    *((name, str) for name in ("due_zone", "due_phrase", "kept_by", "kept_reason")),
    *((name, str) for name in ("outcome", "closed_by", "dated_by", "agreed_by")),
)
"""Values that no converter checks: SQLite may hold text where a number belongs."""
_PLAIN_OF = itemgetter(*(name for name, _ in _PLAIN))
_PLAIN_TYPES = [type_ for _, type_ in _PLAIN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An item that exists but cannot be read: whom it concerns, and which column is at fault."""

    id: int
    label: str
    channel: str
    owner: str
    reporter: str
    told: tuple[str, ...]
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Items in the order of their rows, and the ones that cannot be read."""

    items: tuple[Item, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


class _Damaged(Exception):
    """A column of this row is wrong; the text says which and how."""


def plain(item: Item) -> dict[str, Any]:
    """An item's columns, except its id, its ladder and the people it has told."""
    values, due, closing = position_row(item.position), item.due, item.closing
    values.update(zip(_SAME, _SAME_OF(item), strict=True))
    values.update(zip(_AGREED, _AGREED_OF(item.agreement), strict=True))
    values["due_at"], values["due_zone"], values["due_phrase"] = due.at, due.zone, due.phrase
    values["status"], values["outcome"] = item.status, item.outcome
    values["closed_at"] = closing.at if closing else None
    values["closed_by"] = closing.by if closing else ""
    values["words"], values["folded"] = item_words.of(item), True
    return values


def position_row(position: Position) -> dict[str, Any]:
    """A position's columns; whom it told and what its rungs did have tables of their own."""
    values = dict(zip(_PLACED, _PLACED_OF(position), strict=True))
    hold, kept = position.hold, position.kept
    values["held_until"] = hold.until if hold else None
    values["held_rung"] = hold.rung if hold else -1
    values["kept_until"] = kept.until if kept else None
    values["kept_by"] = kept.by if kept else ""
    values["kept_reason"] = kept.reason if kept else ""
    return values


def these(tx: Transaction, ids: Collection[int]) -> Read:
    """The items with these ids, as far as they exist, in no particular order."""
    return read(tx, _THESE.each(tx, {"ids": ids})) if ids else Read()


def read(tx: Transaction, rows: Iterable[Row | BadRow]) -> Read:
    """The items in these rows of a SELECT; two more queries get their rungs and whom they told.

    Others get their customers, their links and who is offered them, if any has some.
    """
    rows = list(rows)
    if not rows:
        return Read()
    told: dict[int, list[str]] = defaultdict(list)
    ids = [_raw(row)["id"] for row in rows]
    for row in _TOLD.rows(tx, {"ids": ids}):
        told[row["item_id"]].append(row["person"])
    rungs: dict[int, list[RungState]] = defaultdict(list)
    faults: dict[int, str] = {}
    for one in _RUNGS.each(tx, {"ids": ids}):
        if fault := _fault_of_rung(one):
            faults[_raw(one)["item_id"]] = f"item_rung {fault}"
            continue
        state = RungState(**{name: _raw(one)[name] for name in _OF_A_RUNG})
        rungs[_raw(one)["item_id"]].append(state)
    others = beside.of_rows(tx, [*map(_raw, rows)])
    found = [
        _unreadable(_raw(row), tuple(told.get(id_, ())), faults[id_])
        if id_ in faults
        else _read(row, told=tuple(told.get(id_, ())), rungs=rungs.get(id_, []), others=others)
        for id_, row in zip(ids, rows, strict=True)
    ]
    return Read(
        items=tuple(one for one in found if isinstance(one, Item)),
        unreadable=tuple(one for one in found if isinstance(one, Unreadable)),
    )


def _fault_of_rung(row: Row | BadRow) -> str:
    if isinstance(row, BadRow):
        return row.fault
    types = {"rung": int, "called_by": str}
    wrong = (name for name, type_ in types.items() if not isinstance(row[name], type_))
    return next((f"{name}: {type(row[name]).__name__}" for name in wrong), "")


def _raw(row: Row | BadRow) -> Row:
    return row.raw if isinstance(row, BadRow) else row


def label(kind: object, number: object) -> str:
    """The label people know an item by, such as `B-12`; `?` stands for an unknown kind."""
    letter = next((known.letter for known in Kind if known == kind), "?")
    return f"{letter}-{number}"


def _read(
    row: Row | BadRow, *, told: tuple[str, ...], rungs: list[RungState], others: Beside
) -> Item | Unreadable:
    if isinstance(row, BadRow):
        return _unreadable(row.raw, told, row.fault)
    try:
        item = _item(row, told=told, rungs=rungs)
    except _Damaged as damage:
        return _unreadable(row, told, str(damage))
    return replace(item, **others.of(item.id, is_open=item.is_open))


def _unreadable(raw: Row, told: tuple[Any, ...], fault: str) -> Unreadable:
    whom = {name: raw[name] if isinstance(raw[name], str) else "" for name in _WHOM}
    name = label(raw["kind"], raw["number"])
    told = tuple(person for person in told if isinstance(person, str))
    return Unreadable(id=raw["id"], label=name, **whom, told=told, fault=fault)


def _item(row: Row, *, told: tuple[Any, ...], rungs: list[RungState]) -> Item:
    if [*map(type, _PLAIN_OF(row))] != _PLAIN_TYPES:
        raise _Damaged(_wrong_type(row))
    if not all(isinstance(person, str) for person in told):
        raise _Damaged("told: no list of texts")
    same = dict(zip(_SAME, _SAME_IN(row), strict=True))
    same["options"] = _texts(row, "options")
    placed = dict(zip(_PLACED, _PLACED_IN(row), strict=True))
    placed["asked"] = _texts(row, "asked")
    placed["notified"] = _texts(row, "notified")
    try:
        policy = policy_from(row["policy"])
    except Exception as fault:
        raise _Damaged(f"policy: {type(fault).__name__}") from fault
    position = Position(
        **placed,
        hold=_hold(row),
        kept=_kept(row),
        told=told,
        rungs=tuple(state for state in rungs if state.rung < len(policy.rungs)),
    )
    due = Due(at=row["due_at"], zone=row["due_zone"], phrase=row["due_phrase"])
    return Item(
        **same,
        id=row["id"],
        due=due,
        policy=policy,
        agreement=Agreement(**dict(zip(_AGREED, _AGREED_IN(row), strict=True))),
        position=position,
        closing=_closing(row),
    )


def _wrong_type(row: Row) -> str:
    wrong = (name for name, type_ in _PLAIN if type(row[name]) is not type_)
    return "; ".join(f"{name}: {type(row[name]).__name__}" for name in wrong)


def _texts(row: Row, name: str) -> tuple[str, ...]:
    value = row[name]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _Damaged(f"{name}: no list of texts")
    return tuple(value)


def _hold(row: Row) -> Hold | None:
    until = row["held_until"]
    return Hold(rung=row["held_rung"], until=until) if until else None


def _kept(row: Row) -> Keep | None:
    until = row["kept_until"]
    return Keep(until=until, by=row["kept_by"], reason=row["kept_reason"]) if until else None


def _closing(row: Row) -> Closing | None:
    """How it ended; without an instant, as somebody may have left the row, when it was logged."""
    status = row["status"]
    if status is Status.OPEN:
        return None
    at = row["closed_at"] or row["logged_at"]
    return Closing(status=status, at=at, by=row["closed_by"], outcome=row["outcome"])


def rung_rows(item: Item) -> list[dict[str, Any]]:
    """Rows for what the item's rungs have done in its current round."""
    return [
        {"item_id": item.id, "round": item.round, **asdict(state)} for state in item.position.rungs
    ]
