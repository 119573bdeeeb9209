"""Slots: when a channel's weekly summary is due, one per channel and local week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from escalation.calendars import UTC_ZONE, calendar_of
from escalation.ladder.plan import PROMPT
from escalation.policy import Policy
from escalation.worktime.hours import next_working_instant, nth_workday, wall_clock, zone

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One summary: the ISO week of its local date (`2026-W13`) and the seven days it covers.

    It covers `since_at` (inclusive) to `opens_at` (exclusive), the openings of two slots, and
    `until_at` is the opening of the next. All UTC; a week with a clock change is not 168 hours.
    """

    week: str
    since_at: datetime
    opens_at: datetime
    until_at: datetime


def slot_of(policy: Policy, now: datetime) -> Slot:
    """The slot that is open at `now` (UTC): the one that opened last."""
    day = now.astimezone(zone(policy.zone, UTC_ZONE)).date()
    day -= timedelta(days=(day.weekday() - policy.summary_weekday) % 7)
    if _opening(policy, day) > now:
        day -= WEEK
    return Slot(
        week=_week(day),
        since_at=_opening(policy, day - WEEK),
        opens_at=_opening(policy, day),
        until_at=_opening(policy, day + WEEK),
    )


def week_of(at: datetime, policy: Policy) -> str:
    """The local week of an instant (UTC), as slots are named."""
    return _week(at.astimezone(zone(policy.zone, UTC_ZONE)).date())


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def shown_at(policy: Policy, now: datetime, *, owed_at: datetime) -> datetime:
    """When to post a summary made at `now` (UTC): on a holiday it waits for a working day.

    A late one, for example after a downtime, waits for the channel's hours.
    """
    calendar = calendar_of("", policy, now)
    if now - owed_at > PROMPT:
        return next_working_instant(now, calendar)
    day = now.astimezone(calendar.tz).date()
    if day not in calendar.off:
        return now
    return _opening(policy, nth_workday(day, 1, calendar))


def next_slot_at(policy: Policy, after: datetime) -> datetime:
    """The first opening strictly after this instant (both UTC)."""
    return slot_of(policy, after).until_at


def moved_to(owed_at: datetime | None, was: Policy, policy: Policy, *, now: datetime) -> datetime:
    """When to post the summary that is due, once another policy applies (UTC).

    If it is this week's and its new time has passed, post it at once, so that no week is skipped.
    """
    opened = slot_of(policy, now)
    is_owed = owed_at is not None and slot_of(was, owed_at).week == opened.week
    return now if is_owed else opened.until_at


def _opening(policy: Policy, day: date) -> datetime:
    """When the slot opens: at the end of a skipped hour, at the first of a repeated one."""
    return wall_clock(day, policy.summary_time, zone(policy.zone, UTC_ZONE))
