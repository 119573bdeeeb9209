"""The Kaplan-Meier estimate: how long something takes, where part of it is not over yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from escalation.measures.working import NO_TIME, ZERO, Spent

PLACES = 9
"""To so many places the share is rounded before it is compared with a half."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One item: how long it took until it was over, or how long it has been seen if it is not.

    It was watched from when it had taken `since`. Only what is `over` counts as an end.
    """

    time: Spent
    over: bool
    since: Spent = NO_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """An estimate in one kind of time.

    `median` is the first time at which at most half are still open, with `at_risk` items then;
    None if more than half are after the `longest` time seen. `mean` is restricted to `longest`.
    """

    median: timedelta | None
    at_risk: int
    mean: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How long `n` items took, of which `open` are still open."""

    n: int
    open: int
    working: Curve
    elapsed: Curve


NOTHING = Curve(median=None, at_risk=0, mean=ZERO, longest=ZERO)


def estimate(observed: Sequence[Observed], *, still_open: int) -> Estimate:
    """The estimate in working time and by the clock."""
    return Estimate(
        n=len(observed),
        open=still_open,
        working=_curve(observed, lambda spent: spent.working),
        elapsed=_curve(observed, lambda spent: spent.elapsed),
    )


def _curve(observed: Sequence[Observed], time: Callable[[Spent], timedelta]) -> Curve:
    """At equal times what begins to be watched comes first, then ends, then what is lost."""
    if not observed:
        return NOTHING
    entries = sorted(time(one.since) for one in observed)
    exits = sorted((time(one.time), not one.over) for one in observed)
    share, mean, last = 1.0, ZERO, ZERO
    median, median_risk, entered, left = None, 0, 0, 0
    while left < len(exits):
        at = exits[left][0]
        while entered < len(entries) and entries[entered] <= at:
            entered += 1
        same = left
        ends = 0
        while same < len(exits) and exits[same][0] == at:
            ends += not exits[same][1]
            same += 1
        at_risk = entered - left
        mean += (at - last) * share
        share *= 1 - ends / at_risk
        if median is None and round(share, PLACES) <= 0.5:
            median, median_risk = at, at_risk
        last, left = at, same
    return Curve(median=median, at_risk=median_risk, mean=mean, longest=last)
