"""People: what Slack says of them, the absences they told Backstop, and user groups."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, type_coerce, update

from escalation.people import Away, Person
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import insert_or_update, one_of, ours
from storage.tables.columns import Readable
from storage.tables.people import PERSON, USER_GROUP

_SAME = tuple(field.name for field in fields(Person) if field.name != "away")
_SAVE = Prepared(
    insert_or_update(PERSON, [*(name for name in _SAME if name != "id"), "checked_at"])
)
_away_until = type_coerce(PERSON.c.away_until, Readable).label("away_until")
_away_from = type_coerce(PERSON.c.away_from, Readable).label("away_from")
_SELECT = select(*(PERSON.c[name] for name in _SAME), _away_from, _away_until, PERSON.c.stand_in)
_THESE = Prepared(_SELECT.where(ours(PERSON), one_of(PERSON.c.id, "ids")))
_EVERYBODY = Prepared(_SELECT.where(ours(PERSON)).order_by(PERSON.c.id))
_COVERED_BY = Prepared(
    select(PERSON.c.id).where(
        ours(PERSON),
        PERSON.c.stand_in == bindparam("user"),
        PERSON.c.stand_in != "",
        or_(PERSON.c.away_from.is_(None), PERSON.c.away_from <= bindparam("now")),
        PERSON.c.away_until > bindparam("now"),
    )
)
_SET_AWAY = Prepared(
    update(PERSON)
    .where(ours(PERSON), PERSON.c.id == bindparam("_id"))
    .values(
        away_from=bindparam("away_from"),
        away_until=bindparam("away_until"),
        stand_in=bindparam("stand_in"),
    )
)
_BEGINNING = Prepared(
    select(PERSON.c.id)
    .where(ours(PERSON), PERSON.c.away_from <= bindparam("now"))
    .order_by(PERSON.c.away_from)
    .limit(bindparam("limit"))
)
_ENDING = Prepared(
    select(PERSON.c.id)
    .where(ours(PERSON), PERSON.c.away_until <= bindparam("now"))
    .order_by(PERSON.c.away_until)
    .limit(bindparam("limit"))
)
_BEGIN = Prepared(
    update(PERSON)
    .where(ours(PERSON), PERSON.c.id == bindparam("_id"), PERSON.c.away_from <= bindparam("now"))
    .values(away_from=None)
)
_END = Prepared(
    update(PERSON)
    .where(ours(PERSON), PERSON.c.id == bindparam("_id"), PERSON.c.away_until <= bindparam("now"))
    .values(away_from=None, away_until=None, stand_in="")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    """A Slack user group: its id, its handle, and the ids of its members in Slack's order."""

    id: str
    handle: str
    members: tuple[str, ...]


_SELECT_GROUPS = select(USER_GROUP.c.id, USER_GROUP.c.handle, USER_GROUP.c.members).where(
    ours(USER_GROUP)
)
_THESE_GROUPS = Prepared(_SELECT_GROUPS.where(one_of(USER_GROUP.c.id, "ids")))
_ALL_GROUPS = Prepared(_SELECT_GROUPS.order_by(USER_GROUP.c.handle))
_SAVE_GROUP = Prepared(insert_or_update(USER_GROUP, ["handle", "members", "checked_at"]))


def save(tx: Transaction, people: Iterable[Person], *, now: datetime) -> None:
    """Store people as Slack described them at `now`; absences already stored are kept."""
    rows = [
        {name: getattr(person, name) for name in _SAME}
        | {"checked_at": now}
        | _absence(person.away)
        for person in people
    ]
    if rows:
        _SAVE.change(tx, *rows)


def get(tx: Transaction, person: str) -> Person | None:
    """One person, if known."""
    return get_many(tx, [person]).get(person)


def get_many(tx: Transaction, ids: Collection[str]) -> dict[str, Person]:
    """The people among these that we know, by id.

    An absence or a zone that cannot be read counts as missing; the rest still holds.
    """
    rows = _THESE.readable(tx, {"ids": ids})
    return {row["id"]: _person(row) for row in rows}


def get_all(tx: Transaction) -> dict[str, Person]:
    """Everybody whom we know, by id."""
    return {row["id"]: _person(row) for row in _EVERYBODY.readable(tx, {})}


def covered_by(tx: Transaction, user: str, *, now: datetime) -> frozenset[str]:
    """The people who are away at `now` and have this user as their stand-in."""
    return frozenset(row["id"] for row in _COVERED_BY.rows(tx, {"user": user, "now": now}))


def set_away(tx: Transaction, person: str, *, away: Away | None) -> bool:
    """Begin, change or end (None) an absence; False if the person is not known."""
    return _SET_AWAY.change(tx, {"_id": person, **_absence(away)}) > 0


def beginning(tx: Transaction, *, now: datetime, limit: int) -> tuple[str, ...]:
    """Up to `limit` people whose absence begins by `now`, the longest due first."""
    return tuple(row["id"] for row in _BEGINNING.rows(tx, {"now": now, "limit": limit}))


def ending(tx: Transaction, *, now: datetime, limit: int) -> tuple[str, ...]:
    """Up to `limit` people whose absence ends by `now`, the longest due first."""
    return tuple(row["id"] for row in _ENDING.rows(tx, {"now": now, "limit": limit}))


def turn(tx: Transaction, person: str, *, now: datetime) -> bool:
    """Note that their absence has begun or ended by `now`; False if that was noted before."""
    values = {"_id": person, "now": now}
    begun = _BEGIN.change(tx, values)
    return bool(_END.change(tx, values) + begun)


def save_group(tx: Transaction, group: UserGroup, *, now: datetime) -> None:
    """Store a user group as Slack listed it at `now`."""
    values = {"id": group.id, "handle": group.handle, "members": list(group.members)}
    _SAVE_GROUP.change(tx, values | {"checked_at": now})


def groups(tx: Transaction, ids: Collection[str]) -> dict[str, UserGroup]:
    """The user groups among these that we know and can read, by id."""
    rows = _THESE_GROUPS.readable(tx, {"ids": ids})
    return {row["id"]: _group(row) for row in rows}


def all_groups(tx: Transaction) -> tuple[UserGroup, ...]:
    """Every user group that is known, by handle."""
    return tuple(_group(row) for row in _ALL_GROUPS.readable(tx, {}))


def _absence(away: Away | None) -> dict[str, Any]:
    return {
        "away_from": away and away.starts_at,
        "away_until": away and away.until,
        "stand_in": away.stand_in if away else "",
    }


def _group(row: Row) -> UserGroup:
    return UserGroup(id=row["id"], handle=row["handle"], members=tuple(row["members"]))


def _person(values: Row) -> Person:
    starts_at, until = values.pop("away_from"), values.pop("away_until")
    stand_in = values.pop("stand_in")
    if not isinstance(values["zone"], str):
        values["zone"] = ""
    away = Away(until=until, stand_in=stand_in, starts_at=starts_at) if until else None
    return Person(**values, away=away)
