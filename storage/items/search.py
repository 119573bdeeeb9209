"""Finding items: lists and searches, always within the channels the asker can see."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, not_, or_, select, true

from escalation.items import Item, Kind, Status
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import among, ours
from storage.items.rows import SELECT, Read, Unreadable, read, these
from storage.items.words import folded
from storage.tables.customers import ITEM_CUSTOMER
from storage.tables.hand_overs import ITEM_GAP
from storage.tables.items import ITEM
from storage.tables.notices import TOLD

_OF_A_WEEK = Prepared(
    SELECT.where(
        ours(ITEM),
        ITEM.c.channel == bindparam("channel"),
        or_(ITEM.c.status == Status.OPEN, ITEM.c.closed_at >= bindparam("closed_since")),
    )
)
_HAS_ANY = Prepared(
    select(ITEM.c.id).where(ours(ITEM), ITEM.c.channel == bindparam("channel")).limit(1)
)
_IS_STOPPED = ITEM.c.stopped_at.is_not(None)
_ANY_STOPPED = Prepared(select(ITEM.c.id).where(ours(ITEM), _IS_STOPPED).limit(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for; everything that is set has to hold.

    `open` is True, False (closed) or None (both). `overdue_at` finds open items due by then,
    `due_from` and `due_until` those due from one instant up to another.
    `words` must all occur in the title, fallback, impact, options or outcome; case, width and the
    encoding of accents do not matter, and there are no wildcards: `%` is a per cent sign. `reached`
    is a person the ladder has told; `on_ladder` are people and groups that it names, any of them.
    `customer` is the id of one they are about; `gap` finds those with an open ownership gap.
    `not_owner` and `not_reached` leave out items that this person owns or has been told about.
    """

    channel: str = ""
    kind: Kind | None = None
    owner: str = ""
    reporter: str = ""
    reached: str = ""
    on_ladder: tuple[str, ...] = ()
    not_owner: str = ""
    not_reached: str = ""
    open: bool | None = True
    overdue_at: datetime | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None
    words: tuple[str, ...] = ()
    customer: int = 0
    gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """What somebody may be shown: all items in these `channels`.

    In the channels that we have `left`, only those that the `person` owns, logged or was told of.
    """

    channels: Collection[str] = ()
    left: Collection[str] = ()
    person: str = ""


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
    visible: Visible | None,
    limit: int = 20,
) -> Found:
    """The first `limit` items: open ones by due date, then closed ones, latest first.

    Only `visible` items are found and counted. None means all of them; it is for the operator and
    the clock, never for a person's request.
    """
    return find_each(tx, [search], visible=visible, limit=limit)[0]


def find_each(
    tx: Transaction, searches: Sequence[Search], *, visible: Visible | None, limit: int
) -> list[Found]:
    """The same for several searches, whose items are loaded and counted together."""
    seen = _seen(visible)
    wanted = [and_(*_conditions(tx, search), seen) for search in searches]
    first = [_first(tx, one, limit) for one in wanted]
    loaded = these(tx, {id_ for ids in first for id_ in ids})
    items = {item.id: item for item in loaded.items}
    damaged = {one.id: one for one in loaded.unreadable}
    full = {n: wanted[n] for n, ids in enumerate(first) if len(ids) == limit}
    totals = _count_each(tx, full)
    stopped = _stopped(tx, [and_(*_whose(tx, search), seen) for search in searches])
    found = []
    for n, ids in enumerate(first):
        unreadable = {id_: damaged[id_] for id_ in ids if id_ in damaged}
        found.append(
            Found(
                items=tuple(items[id_] for id_ in ids if id_ in items),
                total=totals.get(n, len(ids)) - len(unreadable),
                unreadable=tuple((unreadable | stopped[n]).values()),
            )
        )
    return found


def _first(tx: Transaction, wanted: ColumnElement[bool], limit: int) -> Sequence[int]:
    """The ids of the first `limit` items."""
    order = (ITEM.c.closed_at.is_not(None), ITEM.c.closed_at.desc(), ITEM.c.due_at, ITEM.c.id)
    # Find the ids first, then the items: sorting whole rows takes several times as long.
    which = select(ITEM.c.id).where(wanted).order_by(*order).limit(limit)
    return tx.connection.execute(which).scalars().all()


def _count_each(tx: Transaction, wanted: dict[int, ColumnElement[bool]]) -> dict[int, int]:
    """How many items each of these conditions holds for, in one query."""
    if not wanted:
        return {}
    each = (select(func.count()).select_from(ITEM).where(one) for one in wanted.values())
    counts = select(*(one.scalar_subquery() for one in each))
    return dict(zip(wanted, tx.connection.execute(counts).one(), strict=True))


def has_any(tx: Transaction, *, channel: str) -> bool:
    """Whether anything was ever logged in a channel."""
    return bool(_HAS_ANY.rows(tx, {"channel": channel}))


def of_a_week(tx: Transaction, *, channel: str, closed_since: datetime) -> Read:
    """A channel's items that are open or were closed since then, in no order; for its summary."""
    this = {"channel": channel, "closed_since": closed_since}
    found = read(tx, _OF_A_WEEK.each(tx, this))
    [stopped] = _stopped(tx, [and_(*_whose(tx, Search(channel=channel)))])
    every = {one.id: one for one in found.unreadable} | stopped
    return replace(found, unreadable=tuple(every.values()))


def _stopped(
    tx: Transaction, searches: Sequence[ColumnElement[bool]]
) -> list[dict[int, Unreadable]]:
    """What was set aside, for each search: the search may miss it because it cannot be read."""
    if not _ANY_STOPPED.rows(
        tx, {}
    ):  # nearly always; else SQLite would walk all items of the channels
        return [{} for _ in searches]
    return [_unreadable(tx, and_(_IS_STOPPED, theirs)) for theirs in searches]


def _unreadable(tx: Transaction, wanted: ColumnElement[bool]) -> dict[int, Unreadable]:
    ids = tx.connection.execute(select(ITEM.c.id).where(wanted)).scalars().all()
    return {one.id: one for one in these(tx, ids).unreadable}


def owned(tx: Transaction, owner: str, *, visible: Visible, now: datetime) -> tuple[int, int]:
    """How many `visible` open items of theirs are overdue, and how many lie elsewhere.

    Elsewhere only their number is told.
    """
    is_here = _seen(visible)
    overdue = func.count().filter(is_here, ITEM.c.due_at <= now)
    elsewhere = func.count().filter(not_(is_here))
    counts = select(overdue, elsewhere).where(*_conditions(tx, Search(owner=owner)))
    here, there = tx.connection.execute(counts).one()
    return here, there


def owners(tx: Transaction, *, visible: Visible) -> frozenset[str]:
    """Who owns a `visible` item, open or closed."""
    theirs = select(ITEM.c.owner).where(ITEM.c.workspace == tx.workspace, _seen(visible)).distinct()
    return frozenset(tx.connection.execute(theirs).scalars())


def _seen(visible: Visible | None) -> ColumnElement[bool]:
    if visible is None:
        return true()
    seen = among(ITEM.c.channel, visible.channels)
    if not visible.left:
        return seen
    named = (ITEM.c.owner == visible.person, ITEM.c.reporter == visible.person)
    takes_part = or_(*named, ITEM.c.id.in_(_told(visible.person)))
    return or_(seen, and_(among(ITEM.c.channel, visible.left), takes_part))


def _whose(tx: Transaction, search: Search) -> Iterator[ColumnElement[bool]]:
    """The conditions on place and people."""
    yield ITEM.c.workspace == tx.workspace
    for name in ("channel", "kind", "owner", "reporter"):
        if value := getattr(search, name):
            yield ITEM.c[name] == value
    if search.reached:
        yield ITEM.c.id.in_(_told(search.reached))
    if search.customer:
        yield ITEM.c.id.in_(_about(search.customer))
    if search.gap:
        yield ITEM.c.id.in_(select(ITEM_GAP.c.item_id).where(ITEM_GAP.c.closed_at.is_(None)))
    if search.not_owner:
        yield ITEM.c.owner != search.not_owner
    if search.not_reached:
        yield ITEM.c.id.not_in(_told(search.not_reached))


def _told(person: str) -> Select[tuple[int]]:
    return select(TOLD.c.item_id).where(TOLD.c.person == person)


def _about(customer: int) -> Select[tuple[int]]:
    return select(ITEM_CUSTOMER.c.item_id).where(ITEM_CUSTOMER.c.customer_id == customer)


def _conditions(tx: Transaction, search: Search) -> Iterator[ColumnElement[bool]]:
    yield from _whose(tx, search)
    if search.open is not None:
        is_open = ITEM.c.status == Status.OPEN
        yield is_open if search.open else ~is_open
    if search.overdue_at is not None:
        yield and_(ITEM.c.status == Status.OPEN, ITEM.c.due_at <= search.overdue_at)
    if search.due_from and search.due_until:
        yield and_(ITEM.c.due_at >= search.due_from, ITEM.c.due_at < search.due_until)
    if search.on_ladder:
        named = (ITEM.c.policy.contains(f'"{id_}"', autoescape=True) for id_ in search.on_ladder)
        yield or_(*named)
    for word in search.words:
        yield ITEM.c.words.contains(folded(word), autoescape=True)
