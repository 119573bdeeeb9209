"""Working time: when people work, and how to count forward through it.

All instants in and out are aware UTC datetimes; a calendar holds one person's wall clock, zone and
days off. We add durations in UTC, because `aware + timedelta` moves the wall clock and is an hour
off across a clock change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ONE_DAY = timedelta(days=1)
HORIZON_DAYS = 400
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Somebody's working hours: zone, daily window, working weekdays (Monday = 0) and dates off.

    An end before the start means a shift across midnight, which belongs to the day it starts on; an
    equal one means all day. `cover` are the hours of their stand-in now, where those
    differ. Raises ValueError without a working weekday.
    """

    tz: ZoneInfo
    start: time = time(9)
    end: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    off: frozenset[date] = frozenset()
    cover: "Calendar | None" = None

    def __post_init__(self) -> None:
        if not self.weekdays <= frozenset(range(7)) or not self.weekdays:
            raise ValueError("a calendar needs a working weekday, Monday = 0 to Sunday = 6")

    def is_workday(self, day: date) -> bool:
        """Whether work starts on this date: a working weekday that is not a day off."""
        return day.weekday() in self.weekdays and day not in self.off


def zone(name: str | None, default: ZoneInfo) -> ZoneInfo:
    """The zone Slack calls `name` (legacy names work too); the default if missing or junk."""
    if not name:
        return default
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):  # a path, a very long name, an unknown one
        return default


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether there is a zone of this name."""
    nowhere = ZoneInfo.no_cache("UTC")
    return zone(name, nowhere) is not nowhere


def wall_clock(day: date, clock: time, tz: ZoneInfo) -> datetime:
    """The UTC instant at which a wall clock shows this.

    A skipped time moves forward by the gap; if a time happens twice, the first counts.
    """
    return datetime.combine(day, clock.replace(fold=0), tz).astimezone(UTC)


@lru_cache(maxsize=4096)
def window(day: date, calendar: Calendar) -> tuple[datetime, datetime]:
    """Start and exclusive end (UTC) of this date's shift, whether or not it is a workday."""
    last = day if calendar.end > calendar.start else day + ONE_DAY
    return wall_clock(day, calendar.start, calendar.tz), wall_clock(last, calendar.end, calendar.tz)


def windows(at: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Every working window that ends after the instant, in order.

    Raises ValueError if there is none for 400 days.
    """
    day = at.astimezone(calendar.tz).date() - ONE_DAY  # yesterday's night shift may still run
    idle = 0
    while idle < HORIZON_DAYS:
        idle += 1
        if calendar.is_workday(day):
            start_at, end_at = window(day, calendar)
            if at < end_at and start_at < end_at:  # a clock change can swallow a whole window
                idle = 0
                yield start_at, end_at
        day += ONE_DAY
    raise ValueError(f"no working day within {HORIZON_DAYS} days")


@lru_cache(maxsize=4096)  # items that fall due together ask for the same instants
def next_working_instant(at: datetime, calendar: Calendar) -> datetime:
    """The first working instant at or after this one; the end of a working day counts as one."""
    start_at, _ = next(windows(at - INSTANT, calendar))
    return max(at.astimezone(UTC), start_at)


@lru_cache(maxsize=4096)
def working_morning(at: datetime, calendar: Calendar) -> datetime:
    """The start of the first working day that begins strictly after this instant."""
    return next(start_at for start_at, _ in windows(at, calendar) if start_at > at)


@lru_cache(maxsize=4096)
def add_working_time(at: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """The earliest instant by which `span` of working time has passed; zero gives `at` itself."""
    at = at.astimezone(UTC)
    if span <= timedelta(0):
        return at
    upcoming = windows(at, calendar)
    while True:
        start_at, end_at = next(upcoming)
        start_at = max(at, start_at)
        if span <= end_at - start_at:
            return start_at + span
        span -= end_at - start_at
        at = end_at


def working_time_between(since: datetime, until: datetime, calendar: Calendar) -> timedelta:
    """How much working time passes from one instant to a later one."""
    begun = takewhile(lambda window: window[0] < until, windows(since, calendar))
    worked = timedelta(0)
    for start_at, end_at in begun:
        worked += min(end_at, until) - max(start_at, since)
    return worked


def nth_workday(day: date, count: int, calendar: Calendar) -> date:
    """The `count`-th working date after this one; zero is the date itself.

    Raises ValueError if there is none for 400 days.
    """
    idle = 0
    while count > 0:
        day += ONE_DAY
        idle = 0 if calendar.is_workday(day) else idle + 1
        count -= idle == 0
        if idle > HORIZON_DAYS:
            raise ValueError(f"no working day within {HORIZON_DAYS} days")
    return day


@lru_cache(maxsize=4096)
def add_working_days(at: datetime, count: int, calendar: Calendar) -> datetime:
    """The same wall-clock time `count` working days later: Friday 16:00 plus two is Tuesday 16:00.

    A time after midnight in a night shift counts from the date the shift started.
    """
    local = at.astimezone(calendar.tz)
    shift = shift_date(at, calendar)
    day = nth_workday(shift, count, calendar) + (local.date() - shift)
    return wall_clock(day, local.time(), calendar.tz)


def working_days_before(at: datetime, count: int, calendar: Calendar) -> datetime:
    """The same wall-clock time `count` working days earlier: Monday 16:00 less one is Friday 16:00.

    Raises ValueError if there is none for 400 days.
    """
    local = at.astimezone(calendar.tz)
    shift = day = shift_date(at, calendar)
    idle = 0
    while count > 0:
        day -= ONE_DAY
        idle = 0 if calendar.is_workday(day) else idle + 1
        count -= idle == 0
        if idle > HORIZON_DAYS:
            raise ValueError(f"no working day within {HORIZON_DAYS} days")
    return wall_clock(day + (local.date() - shift), local.time(), calendar.tz)


def working_dates_between(since: datetime, until: datetime, calendar: Calendar) -> int:
    """The number of working dates after the date of `since`, up to and including that of `until`.

    Negative if `until` is the earlier date, zero within one date.
    """
    first, last = sorted(at.astimezone(calendar.tz).date() for at in (since, until))
    days = (first + n * ONE_DAY for n in range(1, (last - first).days + 1))
    count = sum(map(calendar.is_workday, days))
    return count if since <= until else -count


def start_of_day(at: datetime, calendar: Calendar) -> datetime:
    """The first instant of this instant's local date."""
    return wall_clock(at.astimezone(calendar.tz).date(), time(0), calendar.tz)


@lru_cache(maxsize=4096)
def days_later(at: datetime, count: int, calendar: Calendar) -> datetime:
    """The same wall-clock time `count` calendar days later."""
    local = at.astimezone(calendar.tz)
    return wall_clock(local.date() + count * ONE_DAY, local.time(), calendar.tz)


def shift_date(at: datetime, calendar: Calendar) -> date:
    """The date whose shift this instant belongs to, else its own local date."""
    day = at.astimezone(calendar.tz).date()
    eve = day - ONE_DAY
    start_at, end_at = window(eve, calendar)
    return eve if calendar.is_workday(eve) and start_at <= at < end_at else day
