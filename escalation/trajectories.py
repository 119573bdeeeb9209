"""Which way the customer impact is going, as somebody said; nobody's word holds for ever.

A word holds for one review cycle, counted in days on the channel's wall clock. After that, and
before anybody said anything, the trajectory is not said.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.calendars import calendar_of
from escalation.events import Event
from escalation.facts.by_people import TrajectorySet
from escalation.items import Item, Trajectory
from escalation.policy import Policy
from escalation.worktime.hours import days_later

WORST_FIRST = (Trajectory.WORSENING, None, Trajectory.STEADY, Trajectory.IMPROVING)
"""None, which is not said, is worse than steady: somebody has to look."""


def trajectory(item: Item, at: datetime) -> Trajectory | None:
    """Which way the impact is going at an instant (UTC), by a word that still holds."""
    lapses_at = _lapses_at(item)
    return item.trajectory if lapses_at is not None and at < lapses_at else None


def is_followed_up(item: Item) -> bool:
    """Whether people read that nothing was said: it affects customers, or somebody once said."""
    return item.concerns_customers or item.trajectory is not None


def lapse_ahead(item: Item, now: datetime) -> datetime | None:
    """When the last word lapses, so that the card has to say so; None if that is not ahead."""
    lapses_at = _lapses_at(item)
    return lapses_at if lapses_at is not None and now < lapses_at else None


def has_lapsed(item: Item, now: datetime) -> bool:
    """Whether the last word has lapsed since the item was to be looked at again."""
    lapses_at, next_at = _lapses_at(item), item.next_at
    return bool(item.is_open and next_at and lapses_at and next_at <= lapses_at <= now)


def must_be_asked(item: Item, at: datetime) -> bool:
    """Whether the owner's reminder at this instant asks which way the impact is going.

    It does a cycle after the last word, or after logging if there is none, and from then on once
    per cycle. A reminder that has not reached the owner by then has not asked.
    """
    if not item.concerns_customers or at < _cycle_after(item, _said_or_logged_at(item)):
        return False
    asked_at = item.position.trajectory_asked_at
    return asked_at is None or not asked_at < at < _cycle_after(item, asked_at)


def said_by(item: Item, events: Iterable[Event], at: datetime) -> Item:
    """The item with what had been said of it before an instant, going by its events."""
    if item.trajectory_said_at is None or item.trajectory_said_at < at:
        return item
    said = [event for event in events if event.item_id == item.id and event.at < at]
    last = max(said, key=lambda event: event.at, default=None)
    facts = last.facts if last else None
    word = facts.new if isinstance(facts, TrajectorySet) else None
    return replace(item, trajectory=word, trajectory_said_at=last.at if last and word else None)


@dataclass(frozen=True, slots=True)
class OfCustomer:
    """Which way a customer's open items are going: the worst of them, and which those are."""

    going: Trajectory | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidAlike:
    """Some open items with one ladder and one word (None: nobody's), between which instants."""

    policy: Policy
    word: Trajectory | None
    first_at: datetime | None
    last_at: datetime | None


def of_many(said: Iterable[SaidAlike], now: datetime) -> OfCustomer | None:
    """The same from what was said of the items, where there are too many to read each."""
    going = {word for one in said for word in _words(one, now)}
    return OfCustomer(min(going, key=WORST_FIRST.index), ()) if going else None


def _words(said: SaidAlike, now: datetime) -> set[Trajectory | None]:
    """What holds of the latest and of the earliest of them; all others lie between."""
    if said.word is None or said.first_at is None or said.last_at is None:
        return {None}
    ends = (_later_by_a_cycle(at, said.policy) for at in (said.first_at, said.last_at))
    return {said.word if now < end else None for end in ends}


def of_customer(items: Iterable[Item], now: datetime) -> OfCustomer | None:
    """A customer's trajectory, from its items; None if none of them is open."""
    going = {item: trajectory(item, now) for item in items if item.is_open}
    if not going:
        return None
    worst = min(going.values(), key=WORST_FIRST.index)
    return OfCustomer(worst, tuple(item for item, one in going.items() if one is worst))


def _lapses_at(item: Item) -> datetime | None:
    """When the last word lapses or lapsed; None if there is none."""
    said_at = item.trajectory_said_at
    return _cycle_after(item, said_at) if said_at else None


def _said_or_logged_at(item: Item) -> datetime:
    return item.trajectory_said_at or item.logged_at


def _cycle_after(item: Item, at: datetime) -> datetime:
    return _later_by_a_cycle(at, item.policy)


def _later_by_a_cycle(at: datetime, policy: Policy) -> datetime:
    return days_later(at, policy.review_cycle.days, calendar_of("", policy, at))
