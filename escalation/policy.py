"""The escalation policy, shown as the ladder: who is told after the owner, when, in whose hours.

One per channel, versioned, copied onto each item when it is logged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from itertools import pairwise

from escalation.errors import BadInput
from escalation.fields import Field, rung_field
from escalation.refusals import TIME_OF_DAY
from escalation.worktime.hours import is_zone

WEEK = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
"""Monday to Friday, counted from Monday = 0."""

DAY = timedelta(days=1)
LONGEST = timedelta(days=90)
"""The longest span of a ladder: from a reminder to due, or of a hold."""
MOST_COUNTED = 90
"""The most working hours or working days from due to a rung."""
LONGEST_CHANCE = timedelta(hours=16)


class TargetKind(StrEnum):
    """Which kind of Slack object a target is."""

    PERSON = "person"  # one user
    GROUP = "group"  # a user group; each member is told
    CHANNEL = "channel"  # a channel; one post


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to tell: a person, a user group or a channel, by Slack id."""

    kind: TargetKind
    id: str


class Audience(StrEnum):
    """Who a rung tells."""

    LEAD = "lead"  # the channel's lead
    LEADERSHIP = "leadership"  # those above the lead
    CHANNEL = "channel"  # everyone in the channel: the fallback applies


ABOVE = frozenset({Audience.LEAD, Audience.LEADERSHIP})
"""Audiences above the owner that people can call for help."""


class Unit(StrEnum):
    """What an offset counts in, by the channel's calendar."""

    HOURS = "hours"  # working hours; for an urgent item hours by the clock
    DAYS = "days"  # working days, the same time of day; for an urgent item 24 hours each


@dataclass(frozen=True, slots=True)
class Offset:
    """How long after due a rung may fire, in working hours or days; zero means at once."""

    count: int = 0
    unit: Unit = Unit.HOURS

    @property
    def elapsed(self) -> timedelta:
        """The same span by the clock, which is how urgent items count it."""
        return timedelta(days=self.count) if self.unit is Unit.DAYS else timedelta(hours=self.count)

    def __str__(self) -> str:
        """`at once`, `1 working hour`, `2 working days`."""
        if not self.count:
            return "at once"
        unit = self.unit.removesuffix("s") if self.count == 1 else self.unit
        return f"{self.count} working {unit}"


AT_ONCE = Offset()


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder: this long after due, this audience is told.

    `aloud` posts the rung in the channel as well as in the item's thread.
    """

    after: Offset
    audience: Audience
    aloud: bool = False


DEFAULT_RUNGS = (
    Rung(AT_ONCE, Audience.LEAD),
    Rung(Offset(1, Unit.DAYS), Audience.LEADERSHIP, aloud=True),
    Rung(Offset(2, Unit.DAYS), Audience.CHANNEL, aloud=True),
)
DEFAULT_REMINDERS = (timedelta(hours=24), timedelta(hours=2), timedelta(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One channel's ladder, reminder rules and quiet-time rules.

    `reminders` are spans before due. `hold` is the working time by which an acknowledgement delays
    the next rung, `chance` the working time that a rung has to answer before the next may fire.
    `slip_budget` is the number of the slip that the lead is told of; leadership is told of each
    later one. Every `review_cycle` (whole days) leadership is told of items that are still open.

    `zone` (IANA) is the channel's own, for its summary and for people without one. `start`, `end`,
    `weekdays` (Monday = 0) and `holidays` (a code such as `DE` or `DE-BE`, "" for none) are
    everybody's working hours, read in each recipient's zone. `window_days` is the default due in
    working days. `summary_weekday` and `summary_time` are local to `zone`.

    Raises BadInput, with the form's field, for values that no ladder can have.
    """

    version: int = 1
    lead: tuple[Target, ...] = ()
    leadership: tuple[Target, ...] = ()
    rungs: tuple[Rung, ...] = DEFAULT_RUNGS
    reminders: tuple[timedelta, ...] = DEFAULT_REMINDERS
    hold: timedelta = timedelta(hours=4)
    chance: timedelta = timedelta(hours=4)
    slip_budget: int = 2
    review_cycle: timedelta = timedelta(days=7)
    zone: str = "UTC"
    start: time = time(9)
    end: time = time(17)
    weekdays: frozenset[int] = WEEKDAYS
    holidays: str = ""
    window_days: int = 2
    summary_weekday: int = 0
    summary_time: time = time(9)

    def __post_init__(self) -> None:
        for field, is_allowed, text in _RULES:
            if not is_allowed(self):
                raise BadInput(text, field=field)
        for number, (below, above) in enumerate(pairwise(self.rungs), start=1):
            if self._span(above.after) < self._span(below.after):
                raise BadInput(_too_early(above, below), field=rung_field(number))

    @property
    def nobody_is_set(self) -> bool:
        """Whether there is neither a lead nor leadership."""
        return not self.lead and not self.leadership

    def targets(self, audience: Audience) -> tuple[Target, ...]:
        """Who is set for an audience; if empty, the reporter and the channel are told instead."""
        return {Audience.LEAD: self.lead, Audience.LEADERSHIP: self.leadership}.get(audience, ())

    def _span(self, offset: Offset) -> timedelta:
        """An offset as working time; a day is as long as the channel's working day."""
        if offset.unit is Unit.HOURS:
            return offset.elapsed
        start, end = (timedelta(hours=at.hour, minutes=at.minute) for at in (self.start, self.end))
        return offset.count * ((end - start) % DAY or DAY)

    def is_aloud(self, rung: Rung) -> bool:
        """Whether a rung is posted in a channel, not only in direct messages and the thread.

        Without targets, the item's channel is told instead.
        """
        targets = self.targets(rung.audience)
        return (
            rung.aloud
            or not targets
            or any(target.kind is TargetKind.CHANNEL for target in targets)
        )


def _too_early(above: Rung, below: Rung) -> str:
    """Say which step comes before the one below it, and what to choose; equal is fine."""
    step = _STEPS[above.audience]
    least = f"Choose {below.after} or more."
    return f"{step[:1].upper()}{step[1:]} cannot come before {_STEPS[below.audience]}. {least}"


_STEPS = {
    Audience.LEAD: "the lead",
    Audience.LEADERSHIP: "leadership",
    Audience.CHANNEL: "the fallback",
}
_RULES: tuple[tuple[Field, Callable[[Policy], bool], str], ...] = (
    (Field.VERSION, lambda it: it.version > 0, "Versions of a ladder count from 1."),
    (
        Field.REMINDERS,
        lambda it: all(timedelta(0) <= before <= LONGEST for before in it.reminders),
        "A reminder comes at the due date, or at most 90 days before it.",
    ),
    (
        Field.RUNGS,
        lambda it: all(0 <= rung.after.count <= MOST_COUNTED for rung in it.rungs),
        f"A step comes at the due date, or at most {MOST_COUNTED} working days after it.",
    ),
    (
        Field.CHANCE,
        lambda it: timedelta(0) <= it.chance <= LONGEST_CHANCE,
        "Choose 0 to 16 working hours to answer.",
    ),
    (Field.SLIP_BUDGET, lambda it: 1 <= it.slip_budget <= 5, "Choose 1 to 5 moves of the date."),
    (Field.HOLD, lambda it: timedelta(0) <= it.hold <= LONGEST, "Choose a pause from the list."),
    (
        Field.REVIEW_CYCLE,
        lambda it: 3 * DAY <= it.review_cycle <= 28 * DAY and not it.review_cycle % DAY,
        "Choose 3 to 28 days.",
    ),
    (Field.ZONE, lambda it: is_zone(it.zone), "Unknown time zone. Type one such as Europe/Berlin."),
    (Field.START, lambda it: it.start.tzinfo is None, TIME_OF_DAY),
    (Field.END, lambda it: it.end.tzinfo is None, TIME_OF_DAY),
    (
        Field.WEEKDAYS,
        lambda it: bool(it.weekdays) and it.weekdays <= WEEK,
        "Choose at least one working day.",
    ),
    (Field.WINDOW_DAYS, lambda it: 1 <= it.window_days <= 10, "Choose 1 to 10 working days."),
    (Field.SUMMARY_WEEKDAY, lambda it: it.summary_weekday in WEEK, "Choose a day of the week."),
    (Field.SUMMARY_TIME, lambda it: it.summary_time.tzinfo is None, TIME_OF_DAY),
)
"""The form's field, what it allows, and what to say about anything else."""
