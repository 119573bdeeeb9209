"""Periods: whole weeks of a channel, each from one weekly summary to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import zip_longest

from escalation.calendars import UTC_ZONE
from escalation.policy import Policy
from escalation.summary.period import WEEK
from escalation.worktime.hours import wall_clock, zone

ENDS = 8
"""Week ends over which the trajectory is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From an instant up to a later one (UTC), and the last week ends up to `until`, in order."""

    since: datetime
    until: datetime
    week_ends: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """A channel's ladder, and from when on it applied; None for its first."""

    policy: Policy
    at: datetime | None = None


def periods(ladders: Sequence[Since], now: datetime, *, weeks: int) -> tuple[Period, Period]:
    """The last full weeks, and as many before them.

    `ladders` are those that the channel had, oldest first. Each week ends as its ladder said then.
    """
    today = now.astimezone(zone(ladders[-1].policy.zone, UTC_ZONE)).date()
    monday = today - timedelta(days=today.weekday())
    count = 2 * weeks + ENDS
    every = (_end(ladders, monday - ago * WEEK) for ago in range(count, -1, -1))
    ends = [end for end in every if end <= now]
    return _period(ends, weeks), _period(ends[:-weeks], weeks)


def _period(ends: Sequence[datetime], weeks: int) -> Period:
    return Period(since=ends[-weeks - 1], until=ends[-1], week_ends=tuple(ends[-ENDS:]))


def _end(ladders: Sequence[Since], monday: date) -> datetime:
    """When the summary of a calendar week opened: by the ladder that applied at that instant.

    Where none is known, today's counts.
    """
    for one, until in zip_longest(ladders, (later.at for later in ladders[1:])):
        opens_at = _opening(one.policy, monday)
        if (one.at is None or one.at <= opens_at) and (until is None or opens_at < until):
            return opens_at
    return _opening(ladders[-1].policy, monday)


def _opening(policy: Policy, monday: date) -> datetime:
    day = monday + timedelta(days=policy.summary_weekday)
    return wall_clock(day, policy.summary_time, zone(policy.zone, UTC_ZONE))
