"""The escalation policy, shown as the ladder: who hears after the owner, when, and in whose hours.

One per channel, versioned, copied onto each item when it is logged (design §4, Planning).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from escalation.errors import BadInput
from escalation.worktime import is_zone

WEEK = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
"""Monday to Friday, counted from Monday = 0."""

LONGEST = timedelta(days=90)
"""The longest span of a ladder: from due to a rung, from a reminder to due, of a hold."""


class TargetKind(StrEnum):
    """What kind of Slack thing a target is."""

    PERSON = "person"  # one user
    GROUP = "group"  # a user group; each member hears
    CHANNEL = "channel"  # a channel; one post


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to tell: a person, a user group or a channel, by Slack id."""

    kind: TargetKind
    id: str


class Audience(StrEnum):
    """Whom a rung tells."""

    LEAD = "lead"  # the channel's lead
    LEADERSHIP = "leadership"  # those above the lead
    CHANNEL = "channel"  # everyone in the channel: the fallback is in force


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder: this long after due, this audience hears.

    `aloud` puts the rung in the channel as well as in the item's thread.
    """

    after: timedelta
    audience: Audience
    aloud: bool = False


DEFAULT_RUNGS = (
    Rung(timedelta(0), Audience.LEAD),
    Rung(timedelta(hours=24), Audience.LEADERSHIP, aloud=True),
    Rung(timedelta(hours=48), Audience.CHANNEL, aloud=True),
)
DEFAULT_REMINDERS = (timedelta(hours=24), timedelta(hours=2), timedelta(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One channel's ladder, reminder rules and quiet-time rules.

    `reminders` are spans before due. `hold` is the working time for which an acknowledgement holds
    the next rung. `zone` (IANA) is the channel's own, for its summary and for people without one.
    `start`, `end`, `weekdays` (Monday = 0) and `holidays` (a code such as `DE` or `DE-BE`, "" for
    none) are everybody's working hours, read in each recipient's zone. `window_days` is the default
    due in working days. `summary_weekday` and `summary_time` are local to `zone`.

    BadInput, with the form's field, for values that no ladder can have.
    """

    version: int = 1
    lead: tuple[Target, ...] = ()
    leadership: tuple[Target, ...] = ()
    rungs: tuple[Rung, ...] = DEFAULT_RUNGS
    reminders: tuple[timedelta, ...] = DEFAULT_REMINDERS
    hold: timedelta = timedelta(hours=4)
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
        below = timedelta(0)
        for number, rung in enumerate(self.rungs):
            if not below <= rung.after <= LONGEST:
                raise BadInput(_STEP, field=f"rung_{number}")
            below = rung.after

    def targets(self, audience: Audience) -> tuple[Target, ...]:
        """Who is set for an audience; empty means that the reporter and the channel stand in."""
        return {Audience.LEAD: self.lead, Audience.LEADERSHIP: self.leadership}.get(audience, ())


_STEP = "Each step must come after the one before it, at most 90 days after the due date."
_TIME = "Type a time such as 09:00."
_RULES: tuple[tuple[str, Callable[[Policy], bool], str], ...] = (
    ("version", lambda it: it.version > 0, "Versions of a ladder count from 1."),
    (
        "reminders",
        lambda it: all(timedelta(0) <= before <= LONGEST for before in it.reminders),
        "A reminder comes at the due date, or at most 90 days before it.",
    ),
    ("hold", lambda it: timedelta(0) <= it.hold <= LONGEST, "Choose a pause from the list."),
    (
        "review_cycle",
        lambda it: timedelta(days=3) <= it.review_cycle <= timedelta(days=28),
        "Choose a review cycle of 3 to 28 days.",
    ),
    ("zone", lambda it: is_zone(it.zone), "Unknown time zone. Type one such as Europe/Berlin."),
    ("start", lambda it: it.start.tzinfo is None, _TIME),
    ("end", lambda it: it.end.tzinfo is None, _TIME),
    (
        "weekdays",
        lambda it: bool(it.weekdays) and it.weekdays <= WEEK,
        "Choose at least one working day.",
    ),
    ("window_days", lambda it: 1 <= it.window_days <= 10, "Choose 1 to 10 working days."),
    ("summary_weekday", lambda it: it.summary_weekday in WEEK, "Choose a day of the week."),
    ("summary_time", lambda it: it.summary_time.tzinfo is None, _TIME),
)
"""The form's field, what is allowed there, and what to say of anything else."""
