"""The rungs of a ladder: when each fires, who is told, where, if what; and the owner's reminders.

The last rung of every ladder is the fallback, which is announced to the item's channel.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

MOST_RUNGS = 8
"""The most rungs below the fallback; there is at least one."""
NAME_LIMIT = 40
"""The longest name of a rung, in characters."""


class TargetKind(StrEnum):
    """Which kind of Slack object a target is, or whom of the item it means."""

    PERSON = "person"  # one user
    GROUP = "group"  # a user group; each member is told
    CHANNEL = "channel"  # a channel; one post
    REPORTER = "reporter"  # who logged the item
    STAND_IN = "stand_in"  # the owner's stand-in, while the owner is away


OF_THE_ITEM = frozenset({TargetKind.REPORTER, TargetKind.STAND_IN})
"""Kinds that mean somebody else for each item; such a target has no id."""


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to tell: a person, a user group or a channel by Slack id, or a role of the item."""

    kind: TargetKind
    id: str = ""


class Audience(StrEnum):
    """The rungs that rules name, whatever a ladder calls them."""

    LEAD = "lead"  # the first rung
    LEADERSHIP = "leadership"  # the second rung
    CHANNEL = "channel"  # the last rung: the fallback applies


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


class Shown(StrEnum):
    """Where a rung is shown besides the direct messages."""

    NOWHERE = "nowhere"  # direct messages alone
    THREAD = "thread"  # the item's thread
    ALOUD = "aloud"  # the item's thread, shown in the channel too


class Condition(StrEnum):
    """What must hold when a rung is about to fire; otherwise the round goes on without it."""

    OPEN = "open"  # the item is open
    UNACKNOWLEDGED = "unacknowledged"  # nobody has acknowledged it since the date passed


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder: so long after due, these targets are told.

    Each person among the targets is told directly, and a channel gets one post. Without targets the
    reporter and the item's channel are told instead. `name` is what people call the rung, "" for
    its usual name.
    """

    after: Offset
    targets: tuple[Target, ...] = ()
    shown: Shown = Shown.THREAD
    only_if: Condition = Condition.OPEN
    name: str = ""

    @property
    def is_aloud(self) -> bool:
        """Whether it is posted in a channel, not only in direct messages and the thread."""
        return (
            self.shown is Shown.ALOUD
            or not self.targets
            or any(target.kind is TargetKind.CHANNEL for target in self.targets)
        )


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often the owner is reminded after due, in working mornings.

    On each of the first `each`, then on every `every`-th until the twelfth, then on every `then`-th
    until the item is closed.
    """

    each: int = 3
    every: int = 3
    then: int = 5

    def after(self, number: int) -> int:
        """How many working mornings lie between reminder morning `number` and the next one."""
        if number < self.each:
            return 1
        return self.every if number + self.every <= _FEWER_AFTER else self.then


_FEWER_AFTER = 12


def with_targets(
    rungs: Sequence[Rung], lead: tuple[Target, ...], leadership: tuple[Target, ...]
) -> tuple[Rung, ...]:
    """The rungs with these targets on the first and, if there is one, the second."""
    targets = (lead, leadership)[: len(rungs) - 1]
    below = (replace(rung, targets=told) for rung, told in zip(rungs, targets, strict=False))
    return (*below, *rungs[len(targets) :])


def names(rungs: Sequence[Rung]) -> tuple[str, ...]:
    """What people call each rung below the fallback: its own name or its usual one."""
    usual = usual_names(rungs)
    return tuple(rung.name or name for rung, name in zip(rungs, usual, strict=False))


def usual_names(rungs: Sequence[Rung]) -> tuple[str, ...]:
    """What each rung below the fallback is called without a name: `lead`, … `step 3`."""
    usual = [Audience.LEAD.value, Audience.LEADERSHIP.value]
    usual += [f"step {number}" for number in range(3, len(rungs))]
    return tuple(usual[: len(rungs) - 1])


def rung_called(name: str, rungs: Sequence[Rung]) -> int | None:
    """The rung with this name, its own or its usual one."""
    known = {one.casefold(): index for index, one in enumerate(usual_names(rungs))}
    known |= {one.casefold(): index for index, one in enumerate(names(rungs))}
    return known.get(name.casefold())


def typed_name(name: str) -> str:
    """A rung's name as people type it: in quotes, unless it is a usual one."""
    return name if _USUAL.fullmatch(name) else f'"{name}"'


_USUAL = re.compile(r"lead|leadership|step [3-8]")
