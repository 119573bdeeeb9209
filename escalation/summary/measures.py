"""The registry of measures: the numbers of a week, each comparable with the same one a week ago.

To add a measure, define it and list it in ALL. Its name is stored with each week, so a measure that
comes to mean something else needs a new name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from escalation.events import Event
from escalation.facts.by_people import Rescheduled
from escalation.facts.shape import EventFacts
from escalation.items import Item, Status, Trajectory
from escalation.summary.period import Slot
from escalation.trajectories import is_followed_up, trajectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A channel's week: its items, those that are open or were closed in it, and its events."""

    slot: Slot
    items: tuple[Item, ...]
    still_open: tuple[Item, ...]
    closed: tuple[Item, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a week: the name it is stored under, its meaning, and how it is counted."""

    name: str
    meaning: str
    count: Callable[[Week], int]


def _going(way: Trajectory | None) -> Callable[[Week], int]:
    """How many go that way of the items that the post lists."""
    return lambda week: sum(
        is_followed_up(item) and trajectory(item, week.slot.opens_at) is way
        for item in week.still_open
    )


def _ended(status: Status) -> Callable[[Week], int]:
    return lambda week: sum(item.status is status for item in week.closed)


def _overdue(week: Week) -> int:
    return sum(item.is_overdue(week.slot.opens_at) for item in week.still_open)


def _due(week: Week) -> int:
    slot = week.slot
    return sum(slot.opens_at < item.due.at <= slot.until_at for item in week.still_open)


def _new(week: Week) -> int:
    slot = week.slot
    return sum(slot.since_at <= item.logged_at < slot.opens_at for item in week.items)


def _slips(week: Week) -> int:
    ids = {item.id for item in week.items}
    return sum(_counted(event.facts) for event in week.events if event.item_id in ids)


def _counted(facts: EventFacts) -> int:
    """How many slips it adds; a move to an earlier date that replaces a slip takes one back."""
    return facts.counts[0] if isinstance(facts, Rescheduled) else 0


OPEN = Measure("open", "Open items.", lambda week: len(week.still_open))
OVERDUE = Measure("overdue", "Open items past their due date.", _overdue)
DUE = Measure("due_this_week", "Open items due before the next slot.", _due)
FALLBACKS = Measure(
    "fallbacks_in_force",
    "Open items whose fallback applies.",
    lambda week: sum(item.fallback_applies for item in week.still_open),
)
WORSENING = Measure(
    "said_worsening",
    "Open items whose customer impact is worsening, as somebody said within a review cycle.",
    _going(Trajectory.WORSENING),
)
NOT_SAID = Measure(
    "not_said",
    "Open items that affect customers, of which nobody said within a review cycle how it goes.",
    _going(None),
)
STEADY = Measure(
    "said_steady",
    "Open items whose customer impact is steady, as somebody said within a review cycle.",
    _going(Trajectory.STEADY),
)
IMPROVING = Measure(
    "said_improving",
    "Open items whose customer impact is improving, as somebody said within a review cycle.",
    _going(Trajectory.IMPROVING),
)
NEW = Measure("new", "Items logged in the week.", _new)
SLIPS = Measure("slips", "Due dates moved to a later one in the week.", _slips)
RESOLVED = Measure("resolved", "Blockers resolved in the week.", _ended(Status.RESOLVED))
DECIDED = Measure("decided", "Decisions made in the week.", _ended(Status.DECIDED))
FELL_BACK = Measure(
    "fell_back", "Items closed with their fallback in the week.", _ended(Status.FELL_BACK)
)
WITHDRAWN = Measure("withdrawn", "Items withdrawn in the week.", _ended(Status.WITHDRAWN))

TRAJECTORIES = (WORSENING, NOT_SAID, STEADY, IMPROVING)
"""The same items, by which way their impact goes. Read from the history, so that the week before
is counted by the same rule, whatever it stored."""
SAID = (WORSENING, STEADY, IMPROVING)
"""Those of which somebody said which way they go."""
ENDINGS = (RESOLVED, DECIDED, FELL_BACK, WITHDRAWN)
ALL = (
    *(OPEN, OVERDUE, DUE, FALLBACKS),
    *TRAJECTORIES,
    *(NEW, SLIPS),
    *ENDINGS,
)
