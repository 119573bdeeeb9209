"""The escalation policy, shown as the ladder: who is told after the owner, when, in whose hours.

One per channel, versioned, copied onto each item when it is logged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise

from escalation.errors import BadInput
from escalation.fields import Field, rung_field
from escalation.refusals import TIME_OF_DAY
from escalation.rungs import (
    AT_ONCE,
    MOST_RUNGS,
    NAME_LIMIT,
    Audience,
    Cadence,
    Condition,
    Offset,
    Rung,
    Shown,
    Target,
    Unit,
    names,
)
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


DEFAULT_RUNGS = (
    Rung(AT_ONCE),
    Rung(Offset(1, Unit.DAYS), shown=Shown.ALOUD),
    Rung(Offset(2, Unit.DAYS), shown=Shown.ALOUD),
)
DEFAULT_REMINDERS = (timedelta(hours=24), timedelta(hours=2), timedelta(0))
DEFAULT_CADENCE = Cadence()
MOST_REMINDERS = 5
"""The most reminders before due."""
MOST_DAYS_BEFORE = 10
"""The most working days from a reminder to due."""
MOST_DAYS_OFF = 30
"""The most days off besides holidays."""


class Editors(StrEnum):
    """Who may edit a ladder, besides admins."""

    LADDER = "ladder"  # everybody in the channel until a lead is set, then lead and leadership
    EVERYBODY = "everybody"  # everybody in the channel
    ADMINS = "admins"  # nobody else


class Outsiders(StrEnum):
    """What is sent to people and channels on a ladder who cannot see its private channel."""

    LABEL = "label"  # label, owner, due and a link: no word that somebody typed
    WORDS = "words"  # what everybody else is sent


class HandOvers(StrEnum):
    """Whether a new owner is asked first."""

    OFFERED = "offered"  # they may take it or not; until then the owner stays
    AT_ONCE = "at_once"  # it is theirs once it is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One channel's ladder, reminder rules and quiet-time rules.

    The last of its `rungs` is the fallback.

    `reminders` are spans by the clock before due, and `reminder_days` working days before it; the
    owner is reminded at due too, and after it by the `cadence`. `hold` is the working time by which
    an acknowledgement delays the next rung, `chance` the working time that a rung has to answer
    before the next may fire. `slip_budget` is the number of the slip that the lead is told of;
    leadership is told of each later one. Every `review_cycle` (whole days) leadership is told of
    items that are still open.

    `zone` (IANA) is the channel's own, for its summary and for people without one. `start`, `end`,
    `weekdays` (Monday = 0), `holidays` (a code such as `DE` or `DE-BE`, "" for none) and other
    `days_off` are everybody's working hours, read in each recipient's zone. `window_days` is the
    default due in working days. `summary_weekday` and `summary_time` are local to `zone`. `editors`
    may change the ladder. `outsiders` says what those are sent who cannot see the channel, if it is
    private, `hand_overs` whether a new owner is asked first. `unearned` are targets of the first
    two rungs who got there by an edit that could not give them a say over the item that took it
    over, `newcomers` those of any rung who were on none before such an edit, `kept` those whom it
    could not take their say
    (`escalation.ladder.editing`). `switches` counts the ladders that the item had before this one,
    and `spared` are whom those have told in this round, so that nobody is told twice.

    Raises BadInput, with the form's field, for values that no ladder can have.
    """

    version: int = 1
    rungs: tuple[Rung, ...] = DEFAULT_RUNGS
    reminders: tuple[timedelta, ...] = DEFAULT_REMINDERS
    reminder_days: tuple[int, ...] = ()
    cadence: Cadence = DEFAULT_CADENCE
    hold: timedelta = timedelta(hours=4)
    chance: timedelta = timedelta(hours=4)
    slip_budget: int = 2
    review_cycle: timedelta = timedelta(days=7)
    zone: str = "UTC"
    start: time = time(9)
    end: time = time(17)
    weekdays: frozenset[int] = WEEKDAYS
    holidays: str = ""
    days_off: tuple[date, ...] = ()
    window_days: int = 2
    summary_weekday: int = 0
    summary_time: time = time(9)
    editors: Editors = Editors.LADDER
    outsiders: Outsiders = Outsiders.LABEL
    hand_overs: HandOvers = HandOvers.OFFERED
    unearned: tuple[Target, ...] = ()
    newcomers: tuple[Target, ...] = ()
    kept: tuple[Target, ...] = ()
    switches: int = 0
    spared: tuple[Target, ...] = ()

    def __post_init__(self) -> None:
        for field, is_allowed, text in _RULES:
            if not is_allowed(self):
                raise BadInput(text, field=field)
        for index, (below, above) in enumerate(pairwise(self.rungs), start=1):
            if self.span(above.after) < self.span(below.after):
                raise BadInput(self._too_early(index), field=rung_field(index))

    @property
    def fallback(self) -> int:
        """The index of the last rung, with which the fallback applies."""
        return len(self.rungs) - 1

    @property
    def lead(self) -> tuple[Target, ...]:
        """The targets of the first rung."""
        return self.rungs[0].targets

    @property
    def leadership(self) -> tuple[Target, ...]:
        """The targets of the second rung; none on a ladder with one."""
        return self.rungs[1].targets if self.fallback > 1 else ()

    @property
    def nobody_is_set(self) -> bool:
        """Whether there is neither a lead nor leadership."""
        return not self.lead and not self.leadership

    @property
    def targets(self) -> frozenset[Target]:
        """Everybody whom any rung names."""
        return frozenset(target for rung in self.rungs for target in rung.targets)

    def audience(self, index: int) -> Audience | None:
        """What rules call a rung; None for the third and those above it."""
        if index == self.fallback:
            return Audience.CHANNEL
        return {0: Audience.LEAD, 1: Audience.LEADERSHIP}.get(index)

    def index(self, audience: Audience) -> int | None:
        """The rung that rules call so; None for leadership on a ladder with one rung."""
        if audience is Audience.CHANNEL:
            return self.fallback
        wanted = 0 if audience is Audience.LEAD else 1
        return wanted if wanted < self.fallback else None

    def targets_of(self, audience: Audience) -> tuple[Target, ...]:
        """The targets of the rung that rules call so; none if there is none."""
        index = self.index(audience)
        return () if index is None else self.rungs[index].targets

    def name(self, index: int) -> str:
        """What people call a rung below the fallback."""
        return names(self.rungs)[index]

    def step(self, index: int) -> str:
        """A rung within a sentence: `the lead`, `leadership`, `the fallback`."""
        name = "fallback" if index == self.fallback else self.name(index)
        is_usual = index == self.fallback or name == Audience.LEAD
        return f"the {name}" if is_usual else name

    def _too_early(self, index: int) -> str:
        """Say which step comes before the one below it, and what to choose; equal is fine."""
        step, below = self.step(index), self.step(index - 1)
        least = f"Choose {self.rungs[index - 1].after} or more."
        return f"{step[:1].upper()}{step[1:]} cannot come before {below}. {least}"

    def span(self, offset: Offset) -> timedelta:
        """An offset as working time; a day is as long as the channel's working day."""
        if offset.unit is Unit.HOURS:
            return offset.elapsed
        start, end = (timedelta(hours=at.hour, minutes=at.minute) for at in (self.start, self.end))
        return offset.count * ((end - start) % DAY or DAY)


_NOT_IN_NAMES = frozenset('\n\r\u2028\u2029"“”„‟«»')


_RULES: tuple[tuple[Field, Callable[[Policy], bool], str], ...] = (
    (Field.VERSION, lambda it: it.version > 0, "Versions of a ladder count from 1."),
    (
        Field.REMINDERS,
        lambda it: all(timedelta(0) <= before <= LONGEST for before in it.reminders),
        "A reminder comes at the due date, or at most 90 days before it.",
    ),
    (
        Field.REMINDERS,
        lambda it: all(1 <= days <= MOST_DAYS_BEFORE for days in it.reminder_days),
        f"A reminder comes 1 to {MOST_DAYS_BEFORE} working days before the due date.",
    ),
    (
        Field.REMINDERS,
        lambda it: (
            len({*it.reminders} - {timedelta(0)}) + len({*it.reminder_days}) <= MOST_REMINDERS
        ),
        f"Choose at most {MOST_REMINDERS} reminders before the due date.",
    ),
    (
        Field.CADENCE,
        lambda it: all(1 <= n <= 10 for n in (it.cadence.each, it.cadence.every, it.cadence.then)),
        "Choose 1 to 10 working days.",
    ),
    (
        Field.RUNGS,
        lambda it: 1 <= it.fallback <= MOST_RUNGS,
        f"A ladder has 1 to {MOST_RUNGS} steps below the fallback.",
    ),
    (
        Field.NAME,
        lambda it: all(len(rung.name) <= NAME_LIMIT for rung in it.rungs),
        f"The name of a step has at most {NAME_LIMIT} characters.",
    ),
    (
        Field.NAME,
        lambda it: not any(_NOT_IN_NAMES & {*rung.name} for rung in it.rungs),
        "Write the name on one line, without quotation marks.",
    ),
    (
        Field.ONLY_IF,
        lambda it: not any(it.rungs[at].only_if is not Condition.OPEN for at in (0, -1)),
        "The first step and the fallback have no condition.",
    ),
    (
        Field.ONLY_IF,
        lambda it: (
            it.fallback == 1 or any(rung.only_if is Condition.OPEN for rung in it.rungs[1:-1])
        ),
        "At least one step above the first must have no condition.",
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
    (
        Field.DAYS_OFF,
        lambda it: len({*it.days_off}) <= MOST_DAYS_OFF,
        f"Name at most {MOST_DAYS_OFF} days off.",
    ),
    (Field.WINDOW_DAYS, lambda it: 1 <= it.window_days <= 10, "Choose 1 to 10 working days."),
    (Field.SUMMARY_WEEKDAY, lambda it: it.summary_weekday in WEEK, "Choose a day of the week."),
    (Field.SUMMARY_TIME, lambda it: it.summary_time.tzinfo is None, TIME_OF_DAY),
)
"""The form's field, what it allows, and what to say about anything else."""
