"""Whose working hours count: an owner's, or the channel's."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from escalation.errors import BadInput
from escalation.items import Item
from escalation.people import Person
from escalation.policy import Policy
from escalation.worktime.holidays import days_off
from escalation.worktime.hours import (
    Calendar,
    add_working_days,
    next_working_instant,
    zone,
)

UTC_ZONE = ZoneInfo("UTC")


def calendar_of(zone_name: str, policy: Policy, now: datetime) -> Calendar:
    """The policy's hours, weekdays and days off around `now`, read in this IANA zone.

    If the name is missing or junk, the policy's own zone is used, so `calendar_of("", ...)` is the
    channel's calendar. Never raises: a ladder must not stop because of a calendar.
    """
    hours = (policy.start, policy.end, policy.weekdays)
    holidays = (policy.holidays, now.year)
    return _calendar((zone_name, policy.zone), hours, holidays, also=policy.days_off)


@lru_cache(maxsize=2048)
def _calendar(
    zones: tuple[str, str],
    hours: tuple[time, time, frozenset[int]],
    holidays: tuple[str, int],
    *,
    also: tuple[date, ...],
) -> Calendar:
    start, end, weekdays = hours
    tz = zone(zones[0], zone(zones[1], UTC_ZONE))
    off = _known_days_off(*holidays).union(also)
    return Calendar(tz=tz, start=start, end=end, weekdays=weekdays, off=off)


def _known_days_off(code: str, year: int) -> frozenset[date]:
    """The days off; empty if the library no longer knows the place (it may have renamed it)."""
    try:
        return days_off(code, year)
    except BadInput:
        return frozenset()


def owners_calendar(item: Item, people: Mapping[str, Person], now: datetime) -> Calendar:
    """The calendar to plan an item with: its owner's, or the channel's if the owner is unknown.

    It has the hours of the owner's stand-in too while the owner is away at `now`.
    """
    owner = people.get(item.owner)
    calendar = calendar_of(owner.zone if owner else "", item.policy, now)
    away = owner.away_at(now) if owner else None
    other = people.get(away.stand_in) if away else None
    if other is None or not other.can_own or other.is_away(now):
        return calendar
    cover = calendar_of(other.zone, item.policy, now)
    return calendar if cover == calendar else replace(calendar, cover=cover)


def default_due_at(policy: Policy, now: datetime, *, calendar: Calendar) -> datetime:
    """The due date (UTC) if nobody names one: `window_days` from the next working instant.

    With two days, Friday 16:00 becomes Tuesday 16:00, and Saturday becomes Wednesday morning.
    """
    start_at = next_working_instant(now, calendar)
    return add_working_days(start_at, policy.window_days, calendar)
