"""The escalation policy, shown as the ladder: who hears after the owner, when, and in whose hours.

One per channel, versioned, copied onto each item when it is logged (design §4, Planning).
"""

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

WEEKDAYS = frozenset(range(5))
"""Monday to Friday, counted from Monday = 0."""


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

    def targets(self, audience: Audience) -> tuple[Target, ...]:
        """Who is set for an audience; empty means that the reporter and the channel stand in."""
        return {Audience.LEAD: self.lead, Audience.LEADERSHIP: self.leadership}.get(audience, ())
