"""The weekly summary: blocker status, owner decisions, customer-impact trajectory, and the change.

Pure and in a fixed order, so building it twice gives the same summary.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.events import Event
from escalation.facts.by_people import Closed, Reopened, Undone
from escalation.items import UNANSWERED, Item, Kind, Status
from escalation.summary import measures
from escalation.summary.measures import Measure, Week
from escalation.summary.period import Slot
from escalation.trajectories import WORST_FIRST, is_followed_up, said_by, trajectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One channel's week.

    Open blockers and waiting decisions are sorted by due date, so overdue ones come first.
    `decided` are the decisions made in the week and `closed` everything else closed in it, in that
    order. `impacts` are open items with an impact or a word on it, worsening first. `gaps` are
    open items with an ownership gap that nobody has closed. `unanswered` are those whose last
    question got no answer three times. `open_again` are open items that the post before said were
    closed. `counts` are the week's measures by name, `previous` what is known of those of the week
    before: what was stored, and for trajectories what had been said by then.
    """

    slot: Slot
    counts: Mapping[str, int]
    previous: Mapping[str, int]
    blockers: tuple[Item, ...]
    waiting: tuple[Item, ...]
    decided: tuple[Item, ...]
    closed: tuple[Item, ...]
    impacts: tuple[Item, ...]
    gaps: tuple[Item, ...]
    unanswered: tuple[Item, ...] = ()
    open_again: tuple[Item, ...] = ()

    def count(self, measure: Measure) -> int:
        """Return the week's number."""
        return self.counts[measure.name]

    def change(self, measure: Measure) -> int | None:
        """Return how much more it is than the week before; None if that is not known."""
        before = self.previous.get(measure.name)
        return None if before is None else self.count(measure) - before

    def is_overdue(self, item: Item) -> bool:
        """Whether the item was overdue when the slot opened."""
        return item.is_overdue(self.slot.opens_at)


def build(
    items: Iterable[Item],
    events: Iterable[Event],
    slot: Slot,
    *,
    previous: dict[str, int] | None = None,
    told_at: datetime | None = None,
    said: Iterable[Event] = (),
    gaps: Collection[int] = (),
) -> Summary:
    """Sum up one channel's items for a slot.

    `items` are all that are open or were closed in the week; one whose logging was undone counts
    nowhere. `events` are those of the week; we
    ignore any outside it. `previous` are the measures of the slot before, by name; a later version
    may have stored names that we do not know. `told_at` is when its post was sent, if it was.
    `said` is what people said of these items' trajectories, at any time. `gaps` are the ids of
    items with an ownership gap that is open then.
    """
    said = tuple(said)
    items = tuple(said_by(item, said, slot.opens_at) for item in items if not item.was_undone)
    by_due = sorted((item for item in items if item.is_open), key=_by_due)
    closed = sorted((item for item in items if _closed_in(item, slot)), key=_by_closing)
    week = Week(
        slot=slot,
        items=items,
        still_open=tuple(by_due),
        closed=tuple(closed),
        events=tuple(event for event in events if slot.since_at <= event.at < slot.opens_at),
    )
    return Summary(
        slot=slot,
        counts={measure.name: measure.count(week) for measure in measures.ALL},
        previous=previous | _said_before(week, said) if previous else {},
        blockers=tuple(item for item in by_due if item.kind is Kind.BLOCKER),
        waiting=tuple(item for item in by_due if item.kind is Kind.DECISION),
        decided=tuple(item for item in closed if item.status is Status.DECIDED),
        closed=tuple(item for item in closed if item.status is not Status.DECIDED),
        impacts=tuple(sorted(filter(is_followed_up, by_due), key=_by_trajectory(slot))),
        gaps=tuple(item for item in by_due if item.id in gaps),
        unanswered=tuple(item for item in by_due if item.position.unanswered >= UNANSWERED),
        open_again=tuple(item for item in by_due if _is_open_again(item, week, told_at)),
    )


def _said_before(week: Week, said: tuple[Event, ...]) -> dict[str, int]:
    """Which way things were going when the week began, counted as this week is."""
    began_at = week.slot.since_at
    slot = replace(week.slot, opens_at=began_at)
    items = tuple(said_by(item, said, began_at) for item in week.items if _was_open(item, week))
    before = replace(week, slot=slot, still_open=items)
    return {measure.name: measure.count(before) for measure in measures.TRAJECTORIES}


def _was_open(item: Item, week: Week) -> bool:
    """Whether it was open when the week began, going by the first time it was closed or opened."""
    if item.logged_at >= week.slot.since_at:
        return False
    facts = (event.facts for event in week.events if event.item_id == item.id)
    first = next((one for one in facts if isinstance(one, Closed | Reopened)), None)
    return not isinstance(first, Reopened)


def _is_open_again(item: Item, week: Week, told_at: datetime | None) -> bool:
    """Whether the post before, sent at `told_at`, counted a closing of it that was undone since."""
    return told_at is not None and any(
        isinstance(event.facts, Undone) and event.facts.closed_before(week.slot.since_at)
        for event in week.events
        if event.item_id == item.id and event.at >= told_at
    )


def _closed_in(item: Item, slot: Slot) -> bool:
    return item.closing is not None and slot.since_at <= item.closing.at < slot.opens_at


def _by_due(item: Item) -> tuple[datetime, Kind, int]:
    return item.due.at, item.kind, item.number


def _by_closing(item: Item) -> tuple[datetime | None, Kind, int]:
    return item.closing.at if item.closing else None, item.kind, item.number


def _by_trajectory(slot: Slot) -> Callable[[Item], int]:
    return lambda item: WORST_FIRST.index(trajectory(item, slot.opens_at))
