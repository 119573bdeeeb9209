"""The weekly summary: blocker status, owner decisions, customer-impact trajectory, and the change.

Pure and in a fixed order, so building it twice gives the same summary.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from escalation.events import Event
from escalation.facts.by_clock import GapFound
from escalation.facts.by_people import Rescheduled
from escalation.items import UNANSWERED, Item, Kind, Status, Trajectory
from escalation.summary.period import Slot

_WORST_FIRST = (Trajectory.WORSENING, Trajectory.STEADY, Trajectory.IMPROVING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The numbers of one week, comparable with those of another.

    Now: open, overdue, due before the next slot, fallbacks that apply, open items by trajectory.
    In the week covered: newly logged, moved dates, and closed items by how they ended.
    """

    open: int = 0
    overdue: int = 0
    due_this_week: int = 0
    fallbacks_in_force: int = 0
    improving: int = 0
    steady: int = 0
    worsening: int = 0
    new: int = 0
    slips: int = 0
    resolved: int = 0
    decided: int = 0
    fell_back: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One channel's week.

    Open blockers and waiting decisions are sorted by due date, so overdue ones come first.
    `decided` are the decisions made in the week and `closed` everything else closed in it, in that
    order. `impacts` are open items with an impact or a changing one, worsening first. `gaps` are
    open items for which somebody could not be told that week. `unanswered` are those whose last
    question got no answer three times. `deltas` are this week's counts minus last week's, by name
    where both are known; None if there is no week to compare with.
    """

    slot: Slot
    counts: Counts
    deltas: dict[str, int] | None
    blockers: tuple[Item, ...]
    waiting: tuple[Item, ...]
    decided: tuple[Item, ...]
    closed: tuple[Item, ...]
    impacts: tuple[Item, ...]
    gaps: tuple[Item, ...]
    unanswered: tuple[Item, ...] = ()

    def is_overdue(self, item: Item) -> bool:
        """Whether the item was overdue when the slot opened."""
        return item.is_overdue(self.slot.opens_at)


def build(
    items: Iterable[Item],
    events: Iterable[Event],
    slot: Slot,
    *,
    previous: Mapping[str, object] | None = None,
) -> Summary:
    """Sum up one channel's items for a slot.

    `items` are all that are open or were closed in the week. `events` are those of the week; we
    ignore any outside it. `previous` are the counts of the slot before, by name; we ignore unknown
    names and do not compare a count that has no number there.
    """
    items = tuple(items)
    week = [event for event in events if slot.since_at <= event.at < slot.opens_at]
    by_due = sorted((item for item in items if item.is_open), key=_by_due)
    closed = sorted((item for item in items if _closed_in(item, slot)), key=_by_closing)
    counts = _counts(items, closed, slot, week=week)
    return Summary(
        slot=slot,
        counts=counts,
        deltas=_deltas(counts, previous),
        blockers=tuple(item for item in by_due if item.kind is Kind.BLOCKER),
        waiting=tuple(item for item in by_due if item.kind is Kind.DECISION),
        decided=tuple(item for item in closed if item.status is Status.DECIDED),
        closed=tuple(item for item in closed if item.status is not Status.DECIDED),
        impacts=tuple(sorted(filter(_has_impact, by_due), key=_by_trajectory)),
        gaps=tuple(item for item in by_due if _has_gap(item, week)),
        unanswered=tuple(item for item in by_due if item.unanswered >= UNANSWERED),
    )


def _counts(
    items: tuple[Item, ...], closed: list[Item], slot: Slot, *, week: list[Event]
) -> Counts:
    still_open = [item for item in items if item.is_open]
    ids = {item.id for item in items}
    slips = [event for event in week if event.item_id in ids and _is_a_slip(event)]
    going = [item.trajectory for item in still_open]
    ended = [item.status for item in closed]
    return Counts(
        open=len(still_open),
        overdue=sum(item.is_overdue(slot.opens_at) for item in still_open),
        due_this_week=sum(slot.opens_at < item.due.at <= slot.until_at for item in still_open),
        fallbacks_in_force=sum(item.fallback_applies for item in still_open),
        improving=going.count(Trajectory.IMPROVING),
        steady=going.count(Trajectory.STEADY),
        worsening=going.count(Trajectory.WORSENING),
        new=sum(slot.since_at <= item.logged_at < slot.opens_at for item in items),
        slips=len(slips),
        resolved=ended.count(Status.RESOLVED),
        decided=ended.count(Status.DECIDED),
        fell_back=ended.count(Status.FELL_BACK),
        withdrawn=ended.count(Status.WITHDRAWN),
    )


def _is_a_slip(event: Event) -> bool:
    """Whether it moved a due date to a later one."""
    facts = event.facts
    return isinstance(facts, Rescheduled) and facts.is_later


def _deltas(counts: Counts, previous: Mapping[str, object] | None) -> dict[str, int] | None:
    if not isinstance(previous, Mapping):
        return None
    return {
        name: count - before
        for name, count in asdict(counts).items()
        if type(before := previous.get(name)) is int
    }


def _closed_in(item: Item, slot: Slot) -> bool:
    return item.closed_at is not None and slot.since_at <= item.closed_at < slot.opens_at


def _has_gap(item: Item, week: list[Event]) -> bool:
    """Whether it had a gap in the week; a previous owner's gap no longer counts."""
    said = (event.facts for event in week if event.item_id == item.id)
    return any(isinstance(facts, GapFound) and facts.owner == item.owner for facts in said)


def _has_impact(item: Item) -> bool:
    return bool(item.impact) or item.trajectory is not Trajectory.STEADY


def _by_due(item: Item) -> tuple[datetime, Kind, int]:
    return item.due.at, item.kind, item.number


def _by_closing(item: Item) -> tuple[datetime | None, Kind, int]:
    return item.closed_at, item.kind, item.number


def _by_trajectory(item: Item) -> int:
    return _WORST_FIRST.index(item.trajectory)
