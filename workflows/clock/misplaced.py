"""Misplaced: open items whose stored instant is later than their plan says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from escalation.calendars import owners_calendar
from escalation.items import Item
from escalation.ladder import plan
from escalation.people import Person
from storage import people
from storage.checks import misplaced
from storage.engine.database import Transaction
from storage.items import store

AT_ONCE = 100
"""How many items one pass plans."""


@dataclass(frozen=True, slots=True)
class Overslept:
    """Items the clock should look at sooner, and the id to continue after; 0 at the end."""

    items: tuple[Item, ...]
    after: int


def look(tx: Transaction, *, now: datetime, after: int = 0) -> Overslept:
    """Plan the next AT_ONCE open items after this id, and compare with what is stored."""
    ids = misplaced.waiting(tx, now=now, after=after, limit=AT_ONCE)
    found = store.get_many(tx, ids)
    owners = people.with_stand_ins(tx, {item.owner for item in found.values()})
    late = tuple(item for item in found.values() if _is_late(item, owners, now))
    return Overslept(late, ids[-1] if len(ids) == AT_ONCE else 0)


def _is_late(item: Item, owners: Mapping[str, Person], now: datetime) -> bool:
    try:
        planned = plan.watched(item, now, calendar=owners_calendar(item, owners, now)).next_at
    except Exception:  # noqa: BLE001 - the clock sets it aside when its time comes
        return False
    return planned is not None and item.next_at is not None and planned < item.next_at
