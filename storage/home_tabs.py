"""Home tabs that have to be drawn again.

Only one bot at a time draws a Home tab. If two did, the older drawing might reach Slack last and
stay there, showing things that its reader may no longer see.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Values
from storage.engine.statements import insert_or_update, one_of, ours
from storage.outbox.model import HTTP_TIMEOUT
from storage.tables.people import HOME

LEASE = 3 * HTTP_TIMEOUT
"""How long one bot has to draw and publish a Home tab, and how long to wait if that fails."""

_OPEN = Prepared(insert_or_update(HOME, ["wanted_at"], asked=HOME.c.asked + 1))
_FREE = (
    ours(HOME),
    HOME.c.wanted_at.is_not(None),
    or_(HOME.c.taken_until.is_(None), HOME.c.taken_until <= bindparam("now")),
)
_ANY_WANTED = Prepared(select(HOME.c.person).where(*_FREE).limit(1))
_LONGEST_WANTED = Prepared(
    select(HOME.c.person, HOME.c.asked).where(*_FREE).order_by(HOME.c.wanted_at).limit(1)
)
_WANT = Prepared(
    update(HOME)
    .where(ours(HOME), one_of(HOME.c.person, "people"))
    .values(wanted_at=bindparam("now"), asked=HOME.c.asked + 1)
)
_IS_THIS = (ours(HOME), HOME.c.person == bindparam("_person"))
_TAKE = Prepared(update(HOME).where(*_IS_THIS).values(taken_until=bindparam("_taken_until")))
# Matches only while our lease is the current one.
_IS_OURS = (*_IS_THIS, HOME.c.taken_until == bindparam("_taken_until"))
_SHOWN = Prepared(
    update(HOME).where(*_IS_OURS, HOME.c.asked == bindparam("_asked")).values(wanted_at=None)
)
_GIVE_BACK = Prepared(update(HOME).where(*_IS_OURS).values(taken_until=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedHome:
    """Somebody's stale Home tab, ours to draw until the lease ends.

    `asked` is how often a redraw had been asked for when it was taken.
    """

    person: str
    asked: int
    taken_until: datetime


_NAMES = tuple(field.name for field in fields(WantedHome))


def opened(tx: Transaction, person: str, *, now: datetime) -> None:
    """Somebody opened their Home tab: draw it now, and keep it up to date from now on."""
    _OPEN.change(tx, {"person": person, "wanted_at": now, "asked": 1})


def want(tx: Transaction, people: Collection[str], *, now: datetime) -> None:
    """Mark these people's Home tabs stale, if they have ever opened one."""
    _WANT.change(tx, {"people": people, "now": now})


def any_wanted(tx: Transaction, *, now: datetime) -> bool:
    """Whether there is a stale Home tab to take."""
    return _ANY_WANTED.scalar(tx, {"now": now}) is not None


def take(tx: Transaction, *, now: datetime) -> WantedHome | None:
    """Take the Home tab that has been stale longest and that nobody else has."""
    found = _LONGEST_WANTED.rows(tx, {"now": now})
    if not found:
        return None
    home = WantedHome(**found[0], taken_until=now + LEASE)
    _TAKE.change(tx, _named(home))
    return home


def shown(tx: Transaction, home: WantedHome) -> None:
    """A Home tab was published; it stays stale if another redraw was asked for in between."""
    _SHOWN.change(tx, _named(home))
    _GIVE_BACK.change(tx, _named(home))


def _named(home: WantedHome) -> Values:
    return {f"_{name}": getattr(home, name) for name in _NAMES}
