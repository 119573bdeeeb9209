"""Finding items: lists and searches, always within the channels the asker can see."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select, true

from escalation.items import Item, Kind, Status
from storage.database import Transaction
from storage.item_rows import SELECT, Read, Unreadable, read, these
from storage.prepared import Prepared
from storage.statements import ours
from storage.tables import ITEM, TOLD
from storage.words import folded

_OF_A_WEEK = Prepared(
    SELECT.where(
        ours(ITEM),
        ITEM.c.channel == bindparam("channel"),
        or_(ITEM.c.status == Status.OPEN, ITEM.c.closed_at >= bindparam("closed_since")),
    )
)
_IS_STOPPED = ITEM.c.stopped_at.is_not(None)
_ANY_STOPPED = Prepared(select(ITEM.c.id).where(ours(ITEM), _IS_STOPPED).limit(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for; everything that is set has to hold.

    `open` is True, False (closed) or None (both). `overdue_at` finds open items due by then.
    `words` must all occur in the title, fallback, impact, options or outcome; case, width and the
    encoding of accents do not matter, and there are no wildcards: `%` is a per cent sign. `reached`
    is a person the ladder has told. `not_owner` and `not_reached` leave out items that this person
    owns or has been told about.
    """

    channel: str = ""
    kind: Kind | None = None
    owner: str = ""
    reporter: str = ""
    reached: str = ""
    not_owner: str = ""
    not_reached: str = ""
    open: bool | None = True
    overdue_at: datetime | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The first items, and how many there are in all.

    `unreadable` are items that may match but cannot be read.
    """

    items: tuple[Item, ...]
    total: int
    unreadable: tuple[Unreadable, ...] = ()


def find(
    tx: Transaction,
    search: Search,
    *,
    visible: Collection[str] | None,
    limit: int = 20,
) -> Found:
    """The first `limit` items: open ones by due date, then closed ones, latest first.

    Only items of the `visible` channels are found and counted. None means every channel; it is for
    the operator and the clock, never for a person's request.
    """
    seen = _seen(visible)
    wanted = and_(*_conditions(tx, search), seen)
    order = (ITEM.c.closed_at.is_not(None), ITEM.c.closed_at.desc(), ITEM.c.due_at, ITEM.c.id)
    # Find the ids first, then the items: sorting whole rows takes several times as long.
    which = select(ITEM.c.id).where(wanted).order_by(*order).limit(limit)
    ids = tx.connection.execute(which).scalars().all()
    found, turns = these(tx, ids), {id_: turn for turn, id_ in enumerate(ids)}
    total = len(ids)
    if total == limit:
        total = _count(tx, wanted)
    return Found(
        items=tuple(sorted(found.items, key=lambda item: turns[item.id])),
        total=total - len(found.unreadable),
        unreadable=_with_stopped(tx, found, and_(*_whose(tx, search), seen)),
    )


def of_a_week(tx: Transaction, *, channel: str, closed_since: datetime) -> Read:
    """A channel's items that are open or were closed since then, in no order; for its summary."""
    this = {"channel": channel, "closed_since": closed_since}
    found = read(tx, _OF_A_WEEK.each(tx, this))
    theirs = and_(*_whose(tx, Search(channel=channel)))
    return replace(found, unreadable=_with_stopped(tx, found, theirs))


def _with_stopped(
    tx: Transaction, found: Read, theirs: ColumnElement[bool]
) -> tuple[Unreadable, ...]:
    """Add the items that were set aside: the column that cannot be read may be one we search by."""
    if not _ANY_STOPPED.rows(tx, {}):  # nearly always; else SQLite walks all the channels' items
        return found.unreadable
    which = select(ITEM.c.id).where(_IS_STOPPED, theirs)
    ids = tx.connection.execute(which).scalars().all()
    every = {one.id: one for one in (*found.unreadable, *these(tx, ids).unreadable)}
    return tuple(every.values())


def owned_elsewhere(tx: Transaction, owner: str, *, visible: Collection[str]) -> int:
    """How many open items somebody owns outside the `visible` channels; only the number."""
    theirs = and_(*_conditions(tx, Search(owner=owner)), ITEM.c.channel.not_in(visible))
    return _count(tx, theirs)


def count(tx: Transaction, search: Search, *, visible: Collection[str]) -> int:
    """How many items of the `visible` channels match."""
    return _count(tx, and_(*_conditions(tx, search), _seen(visible)))


def _seen(visible: Collection[str] | None) -> ColumnElement[bool]:
    return true() if visible is None else ITEM.c.channel.in_(visible) if visible else false()


def _count(tx: Transaction, wanted: ColumnElement[bool]) -> int:
    counted = tx.connection.execute(select(func.count()).select_from(ITEM).where(wanted))
    return int(counted.scalar_one())


def _whose(tx: Transaction, search: Search) -> Iterator[ColumnElement[bool]]:
    """The conditions on place and people."""
    yield ITEM.c.workspace == tx.workspace
    for name in ("channel", "kind", "owner", "reporter"):
        if value := getattr(search, name):
            yield ITEM.c[name] == value
    if search.reached:
        yield ITEM.c.id.in_(_told(search.reached))
    if search.not_owner:
        yield ITEM.c.owner != search.not_owner
    if search.not_reached:
        yield ITEM.c.id.not_in(_told(search.not_reached))


def _told(person: str) -> Select[tuple[int]]:
    return select(TOLD.c.item_id).where(TOLD.c.person == person)


def _conditions(tx: Transaction, search: Search) -> Iterator[ColumnElement[bool]]:
    yield from _whose(tx, search)
    if search.open is not None:
        is_open = ITEM.c.status == Status.OPEN
        yield is_open if search.open else ~is_open
    if search.overdue_at is not None:
        yield and_(ITEM.c.status == Status.OPEN, ITEM.c.due_at <= search.overdue_at)
    for word in search.words:
        yield ITEM.c.words.contains(folded(word), autoescape=True)
