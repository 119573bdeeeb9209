"""The weekly summary: what is asked of whom, how customers fare, what is open, what was decided.

Pure and in a fixed order, so building it twice gives the same summary.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from escalation.dependencies import Weight, heaviest_first
from escalation.events import Event
from escalation.facts.by_clock import Escalated
from escalation.facts.by_people import Closed, Reopened, Rescheduled, Undone
from escalation.facts.shape import EventFacts
from escalation.items import Item, Kind, Status
from escalation.summary import measures
from escalation.summary.customers import CustomerWeek, weeks_of_customers
from escalation.summary.measures import Measure, Week
from escalation.summary.pending import Asked, asked
from escalation.summary.period import Slot
from escalation.trajectories import said_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision made in the week, and why; "" if nobody said."""

    item: Item
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One channel's week.

    Open `blockers` come by weight, `due` decisions by date, `decided` ones as they were made.
    `ended` is everything else closed in the week; `escalated` and `moved` are the items to which
    that happened in it. `open_again` are those that the post before said were closed. `counts` are
    the week's measures by name, `previous` what is known of those of the week before: what was
    stored, and for trajectories what had been said by then.
    """

    slot: Slot
    counts: Mapping[str, int]
    previous: Mapping[str, int]
    asked: tuple[Asked, ...]
    customers: tuple[CustomerWeek, ...]
    blockers: tuple[Item, ...]
    due: tuple[Item, ...]
    decided: tuple[Decision, ...]
    ended: tuple[Item, ...]
    escalated: tuple[Item, ...]
    moved: tuple[Item, ...]
    open_again: tuple[Item, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is open and nothing happened."""
        return not (self.counts[measures.OPEN.name] or self.happened)

    @property
    def happened(self) -> bool:
        """Whether anything happened in the week to items that are closed now."""
        return any((self.decided, self.ended, self.escalated, self.moved, self.open_again))

    def count(self, measure: Measure) -> int:
        """Return the week's number."""
        return self.counts[measure.name]

    def change(self, measure: Measure) -> int | None:
        """Return how much more it is than the week before; None if that is not known."""
        before = self.previous.get(measure.name)
        return None if before is None else self.count(measure) - before


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What there is to know of a channel's week besides its items and events.

    `previous` are the measures of the slot before, by name; a later version may have stored names
    that we do not know. `told_at` is when its post was sent, if it was. `said` is what people said
    of the items' trajectories, at any time. `gaps` are the ids of items with an open ownership gap,
    `not_agreed` of those whose owner has not agreed to the date in time, and `weights` what stands
    still because of items, by id.
    """

    previous: Mapping[str, int] | None = None
    told_at: datetime | None = None
    said: tuple[Event, ...] = ()
    gaps: Collection[int] = ()
    not_agreed: Collection[int] = ()
    weights: Mapping[int, Weight] = field(default_factory=dict)


def build(items: Iterable[Item], events: Iterable[Event], slot: Slot, *, known: Known) -> Summary:
    """Sum up one channel's items for a slot.

    `items` are all that are open or were closed in the week; one whose logging was undone counts
    nowhere. `events` are those of the week; we ignore any outside it.
    """
    at, said = slot.opens_at, known.said
    items = tuple(said_by(item, said, at) for item in items if not item.was_undone)
    by_due = sorted((item for item in items if item.is_open), key=_by_due)
    closed = sorted((item for item in items if _closed_in(item, slot)), key=_by_closing)
    week = Week(
        slot=slot,
        items=items,
        still_open=tuple(by_due),
        closed=tuple(closed),
        events=tuple(event for event in events if slot.since_at <= event.at < at),
    )
    before = _a_week_ago(week, said)
    previous = known.previous or {}
    blockers = (item for item in by_due if item.kind is Kind.BLOCKER)
    return Summary(
        slot=slot,
        counts={measure.name: measure.count(week) for measure in measures.ALL},
        previous={**previous, **_said_before(week, before)} if previous else {},
        asked=asked(by_due, at, gaps=known.gaps, not_agreed=known.not_agreed, events=week.events),
        customers=weeks_of_customers(by_due, before, at=at, since=slot.since_at),
        blockers=heaviest_first(blockers, known.weights),
        due=tuple(item for item in by_due if item.kind is Kind.DECISION),
        decided=tuple(_decision(item, week) for item in closed if item.status is Status.DECIDED),
        ended=tuple(item for item in closed if item.status is not Status.DECIDED),
        escalated=_to_which(week, Escalated),
        moved=_to_which(week, Rescheduled),
        open_again=tuple(item for item in by_due if _is_open_again(item, week, known.told_at)),
    )


def _decision(item: Item, week: Week) -> Decision:
    """A decision with the reason of the closing that counts."""
    reasons = [
        event.reason
        for event in week.events
        if event.item_id == item.id and isinstance(event.facts, Closed)
    ]
    return Decision(item=item, because=reasons[-1] if reasons else "")


def _to_which(week: Week, happened: type[EventFacts]) -> tuple[Item, ...]:
    """The items to which something happened in the week, by their due dates."""
    ids = {event.item_id for event in week.events if isinstance(event.facts, happened)}
    return tuple(sorted((item for item in week.items if item.id in ids), key=_by_due))


def _a_week_ago(week: Week, said: tuple[Event, ...]) -> tuple[Item, ...]:
    """What was open when the week began, with what had been said of it by then."""
    began_at = week.slot.since_at
    was_open = (said_by(item, said, began_at) for item in week.items if _was_open(item, week))
    return tuple(replace(item, closing=None) if item.closing else item for item in was_open)


def _said_before(week: Week, items: tuple[Item, ...]) -> dict[str, int]:
    """Which way things were going when the week began, counted as this week is."""
    slot = replace(week.slot, opens_at=week.slot.since_at)
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
