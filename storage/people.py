"""People: what Slack says of them, with their absences, and user groups."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select

from escalation.people import Away, Person
from storage import absences
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import insert_or_update, one_of, ours
from storage.tables.people import PERSON, USER_GROUP

_SAME = tuple(field.name for field in fields(Person) if field.name != "absences")
_SAVE = Prepared(
    insert_or_update(PERSON, [*(name for name in _SAME if name != "id"), "checked_at"])
)
_SELECT = select(*(PERSON.c[name] for name in _SAME))
_THESE = Prepared(_SELECT.where(ours(PERSON), one_of(PERSON.c.id, "ids")))
_EVERYBODY = Prepared(_SELECT.where(ours(PERSON)).order_by(PERSON.c.id))


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
    """Store people as Slack described them at `now`; their absences are kept."""
    rows = [
        {name: getattr(person, name) for name in _SAME} | {"checked_at": now} for person in people
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
    away = absences.of(tx, ids)
    return {row["id"]: _person(row, away) for row in _THESE.readable(tx, {"ids": ids})}


def with_stand_ins(tx: Transaction, ids: Collection[str]) -> dict[str, Person]:
    """The same with everybody whom they have named as a stand-in."""
    known = get_many(tx, ids)
    missing = {away.stand_in for person in known.values() for away in person.absences} - {
        *known,
        "",
    }
    return known | get_many(tx, missing) if missing else known


def get_all(tx: Transaction) -> dict[str, Person]:
    """Everybody whom we know, by id."""
    away = absences.everybodys(tx)
    return {row["id"]: _person(row, away) for row in _EVERYBODY.readable(tx, {})}


def save_group(tx: Transaction, group: UserGroup, *, now: datetime) -> None:
    """Store a user group as Slack listed it at `now`."""
    values = {"id": group.id, "handle": group.handle, "members": list(group.members)}
    _SAVE_GROUP.change(tx, values | {"checked_at": now})


def groups(tx: Transaction, ids: Collection[str]) -> dict[str, UserGroup]:
    """The user groups among these that we know and can read, by id."""
    rows = _THESE_GROUPS.readable(tx, {"ids": ids})
    return {row["id"]: _group(row) for row in rows}


def groups_with(tx: Transaction, user: str) -> list[str]:
    """The ids of the groups that somebody is in."""
    return [group.id for group in all_groups(tx) if user in group.members]


def all_groups(tx: Transaction) -> tuple[UserGroup, ...]:
    """Every user group that is known, by handle."""
    return tuple(_group(row) for row in _ALL_GROUPS.readable(tx, {}))


def _group(row: Row) -> UserGroup:
    return UserGroup(id=row["id"], handle=row["handle"], members=tuple(row["members"]))


def _person(values: Row, away: Mapping[str, tuple[Away, ...]]) -> Person:
    if not isinstance(values["zone"], str):
        values["zone"] = ""
    return Person(**values, absences=away.get(values["id"], ()))
