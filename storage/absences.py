"""Absences: when people are away, and who stands in for them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, func, or_, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert

from escalation.people import Away
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import one_of, ours
from storage.tables.columns import LATEST, Readable, storable
from storage.tables.people import ABSENCE

_SELECT = (
    select(
        ABSENCE.c.person,
        *(ABSENCE.c[name] for name in ("stand_in", "entered_by", "reason")),
        type_coerce(ABSENCE.c.starts_at, Readable).label("starts_at"),
        type_coerce(ABSENCE.c.until, Readable).label("until"),
    )
    .where(ours(ABSENCE))
    .order_by(ABSENCE.c.person, ABSENCE.c.until)
)
_OF = Prepared(_SELECT.where(one_of(ABSENCE.c.person, "ids")))
_EVERYBODYS = Prepared(_SELECT)
_COVERED_BY = Prepared(
    select(ABSENCE.c.person).where(
        ours(ABSENCE),
        ABSENCE.c.stand_in == bindparam("user"),
        ABSENCE.c.stand_in != "",
        or_(ABSENCE.c.starts_at.is_(None), ABSENCE.c.starts_at <= bindparam("now")),
        ABSENCE.c.until > bindparam("now"),
    )
)
_COUNTING_ON = Prepared(
    select(ABSENCE.c.person).where(
        ours(ABSENCE), ABSENCE.c.stand_in == bindparam("user"), ABSENCE.c.stand_in != ""
    )
)
_ADD = Prepared(insert(ABSENCE))
_CLEAR = Prepared(delete(ABSENCE).where(ours(ABSENCE), ABSENCE.c.person == bindparam("person")))
_BEGINNING = Prepared(
    select(ABSENCE.c.person)
    .where(ours(ABSENCE), ABSENCE.c.starts_at <= bindparam("now"))
    .order_by(ABSENCE.c.starts_at)
    .limit(bindparam("limit"))
)
_ENDING = Prepared(
    select(ABSENCE.c.person)
    .where(ours(ABSENCE), ABSENCE.c.until <= bindparam("now"))
    .order_by(ABSENCE.c.until)
    .limit(bindparam("limit"))
)
_STARTS = Prepared(
    select(type_coerce(ABSENCE.c.starts_at, Readable).label("at")).where(
        ours(ABSENCE), ABSENCE.c.starts_at <= bindparam("now")
    )
)
_ENDS = Prepared(
    select(type_coerce(ABSENCE.c.until, Readable).label("at")).where(
        ours(ABSENCE), ABSENCE.c.until <= bindparam("now")
    )
)
_NEXT_START, _NEXT_END = (
    Prepared(
        select(func.min(column, type_=Readable)).where(
            ours(ABSENCE), column > bindparam("now"), column <= bindparam("latest")
        )
    )
    for column in (ABSENCE.c.starts_at, ABSENCE.c.until)
)
_BEGIN = Prepared(
    update(ABSENCE)
    .where(
        ours(ABSENCE),
        ABSENCE.c.person == bindparam("_person"),
        ABSENCE.c.starts_at <= bindparam("now"),
    )
    .values(starts_at=None)
)
_END = Prepared(
    delete(ABSENCE).where(
        ours(ABSENCE),
        ABSENCE.c.person == bindparam("person"),
        ABSENCE.c.until <= bindparam("now"),
    )
)


def of(tx: Transaction, ids: Collection[str]) -> dict[str, tuple[Away, ...]]:
    """The absences of these people, by person, in order; those that cannot be read are left out."""
    return _by_person(_OF.readable(tx, {"ids": ids}))


def everybodys(tx: Transaction) -> dict[str, tuple[Away, ...]]:
    """The absences of everybody, in the same form."""
    return _by_person(_EVERYBODYS.readable(tx, {}))


def covered_by(tx: Transaction, user: str, *, now: datetime) -> frozenset[str]:
    """The people who are away at `now` and have this user as their stand-in."""
    return frozenset(row["person"] for row in _COVERED_BY.rows(tx, {"user": user, "now": now}))


def counting_on(tx: Transaction, user: str) -> frozenset[str]:
    """The people who have this user as their stand-in in an absence that is not over."""
    return frozenset(row["person"] for row in _COUNTING_ON.rows(tx, {"user": user}))


def keep(tx: Transaction, person: str, absences: Iterable[Away]) -> None:
    """Save these as all absences of a person."""
    _CLEAR.change(tx, {"person": person})
    rows = [
        {
            "person": person,
            "until": one.until,
            "starts_at": one.starts_at,
            "stand_in": one.stand_in,
            "entered_by": one.entered_by,
            "reason": storable(one.reason),
        }
        for one in absences
    ]
    if rows:
        _ADD.change(tx, *rows)


def beginning(tx: Transaction, *, now: datetime, limit: int) -> tuple[str, ...]:
    """Up to `limit` people with an absence that begins by `now`, the longest due first."""
    return tuple(row["person"] for row in _BEGINNING.rows(tx, {"now": now, "limit": limit}))


def ending(tx: Transaction, *, now: datetime, limit: int) -> tuple[str, ...]:
    """Up to `limit` people with an absence that ends by `now`, the longest due first."""
    return tuple(row["person"] for row in _ENDING.rows(tx, {"now": now, "limit": limit}))


def turning(tx: Transaction, *, now: datetime) -> list[datetime]:
    """The instants by `now` at which an absence begins or ends, in order."""
    rows = [*_STARTS.readable(tx, {"now": now}), *_ENDS.readable(tx, {"now": now})]
    return sorted({row["at"] for row in rows} - {None})


def next_at(tx: Transaction, *, now: datetime) -> datetime | None:
    """When an absence begins or ends after `now`; None if none does."""
    found = (one.scalar(tx, {"now": now, "latest": LATEST}) for one in (_NEXT_START, _NEXT_END))
    return min(filter(None, found), default=None)


def turn(tx: Transaction, person: str, *, now: datetime) -> bool:
    """Save what has begun or ended by `now`; False if nothing has that was not saved before."""
    ended = _END.change(tx, {"person": person, "now": now})
    return bool(_BEGIN.change(tx, {"_person": person, "now": now}) + ended)


def _by_person(rows: Iterable[Row]) -> dict[str, tuple[Away, ...]]:
    found: Mapping[str, list[Away]] = defaultdict(list)
    for row in rows:
        person = row.pop("person")
        if row["until"] is not None:
            found[person].append(Away(**row))
    return {person: tuple(theirs) for person, theirs in found.items()}
