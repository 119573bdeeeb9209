"""Home tabs that have to be drawn again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from storage.database import Transaction
from storage.slack_tables import HOME
from storage.statements import insert_or_update

_OPEN = insert_or_update(HOME, ["wanted_at"])


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedHome:
    """Somebody's Home tab that shows less than what was known at `wanted_at`."""

    workspace: str
    person: str
    wanted_at: datetime


def opened(tx: Transaction, workspace: str, person: str, *, now: datetime) -> None:
    """Somebody looks at their Home tab: draw it, and from now on whenever it is wanted."""
    tx.execute(_OPEN, {"workspace": workspace, "person": person, "wanted_at": now})


def want(tx: Transaction, workspace: str, people: Collection[str], *, now: datetime) -> None:
    """Ask for the Home tabs of those of these people who ever opened theirs to be drawn again."""
    theirs = (HOME.c.workspace == workspace, HOME.c.person.in_(people))
    tx.execute(update(HOME).where(*theirs).values(wanted_at=now))


def wanted(tx: Transaction, *, limit: int) -> tuple[WantedHome, ...]:
    """The Home tabs to draw, longest wanted first."""
    query = select(HOME.c.workspace, HOME.c.person, HOME.c.wanted_at)
    query = query.where(HOME.c.wanted_at.is_not(None)).order_by(HOME.c.wanted_at).limit(limit)
    return tuple(WantedHome(**row) for row in tx.execute(query).mappings())


def shown(tx: Transaction, home: WantedHome, *, now: datetime) -> None:
    """A Home tab was drawn; it is still wanted if it was asked for again since."""
    this = (HOME.c.workspace == home.workspace, HOME.c.person == home.person)
    tx.execute(update(HOME).where(*this).values(shown_at=now))
    tx.execute(update(HOME).where(*this, HOME.c.wanted_at <= home.wanted_at).values(wanted_at=None))
