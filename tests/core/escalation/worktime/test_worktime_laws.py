"""Laws of working time in every zone, around every clock change of 2026."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from escalation.worktime import hours as working_hours
from escalation.worktime.hours import Calendar

ZONES = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Santiago", "Asia/Kolkata",
    "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Chatham", "Antarctica/Troll", "Africa/Casablanca",
    "Africa/Cairo", "Asia/Gaza", "America/St_Johns", "Pacific/Kiritimati", "UTC", "Asia/Kathmandu",
)  # fmt: skip
CHANGES = (  # days on which some of these zones change their clocks
    date(2026, 2, 15), date(2026, 3, 8), date(2026, 3, 22), date(2026, 3, 29), date(2026, 4, 5),
    date(2026, 4, 24), date(2026, 9, 6), date(2026, 10, 4), date(2026, 10, 25), date(2026, 11, 1),
)  # fmt: skip
YEAR = datetime(2026, 1, 1, tzinfo=UTC)

near_changes = st.builds(
    lambda day, seconds: datetime.combine(day, time(), UTC) + timedelta(seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(-3 * 86400, 3 * 86400),
)
anywhere = st.integers(0, 365 * 86400).map(lambda seconds: YEAR + timedelta(seconds=seconds))
instants = near_changes | anywhere
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
weekdays = st.integers(1, 2**7 - 1).map(
    lambda bits: frozenset(day for day in range(7) if bits >> day & 1)
)
calendars = st.builds(
    Calendar,
    tz=st.sampled_from(ZONES).map(ZoneInfo),
    start=clocks,
    end=clocks,
    weekdays=weekdays,
    off=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=8),
)
SWALLOWED = Calendar(tz=ZoneInfo("Europe/London"), start=time(1), end=time(2))
LONDON_CHANGE = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


@settings(max_examples=400, deadline=None)
@given(instants, calendars)
@example(LONDON_CHANGE, SWALLOWED)
def test_the_next_working_instant_is_the_first_at_work_and_stays(
    at: datetime, calendar: Calendar
) -> None:
    found = working_hours.next_working_instant(at, calendar)
    assert found >= at
    assert working_hours.next_working_instant(found, calendar) == found
    windows = _windows_near(at, calendar) + _windows_near(found, calendar)
    assert any(start <= found < end for start, end in windows)
    for start, end in windows:
        assert start >= end or max(start, at) >= min(end, found), "nobody works before it"


@settings(max_examples=300, deadline=None)
@given(instants, instants, calendars)
def test_later_never_works_earlier(one: datetime, other: datetime, calendar: Calendar) -> None:
    first, second = sorted((one, other))
    assert working_hours.next_working_instant(
        first, calendar
    ) <= working_hours.next_working_instant(second, calendar)


@pytest.mark.parametrize(("start", "end"), [(9, 17), (8, 18), (22, 6), (20, 5)])
@settings(max_examples=25, deadline=None)
@given(near_changes, st.sampled_from(ZONES))
def test_it_agrees_with_watching_the_wall_clock(
    start: int, end: int, at: datetime, zone: str
) -> None:
    """Walk minute by minute until the clock on the wall shows working time."""
    at = at.replace(second=0)
    calendar = Calendar(tz=ZoneInfo(zone), start=time(start), end=time(end))
    watched = at
    while not _at_work_by_the_wall(watched, calendar):
        watched += timedelta(minutes=1)
    assert working_hours.next_working_instant(at, calendar) == watched


@settings(max_examples=200, deadline=None)
@given(instants, calendars, st.integers(1, 2000), st.integers(1, 2000))
def test_working_time_adds_up(at: datetime, calendar: Calendar, one: int, other: int) -> None:
    first, second = timedelta(minutes=one), timedelta(minutes=other)
    in_two = working_hours.add_working_time(
        working_hours.add_working_time(at, first, calendar), second, calendar
    )
    assert working_hours.add_working_time(at, first + second, calendar) == in_two
    assert in_two >= at + first + second


@settings(max_examples=200, deadline=None)
@given(instants, calendars, st.integers(1, 30))
def test_a_working_day_later_is_a_working_day(at: datetime, calendar: Calendar, days: int) -> None:
    day = working_hours.nth_workday(working_hours.shift_date(at, calendar), days, calendar)
    assert calendar.is_workday(day)
    assert working_hours.add_working_days(at, days, calendar) > at


@settings(max_examples=200, deadline=None)
@given(instants, calendars)
def test_the_working_morning_begins_a_window(at: datetime, calendar: Calendar) -> None:
    morning = working_hours.working_morning(at, calendar)
    assert morning > at
    assert morning in {start for start, _ in _windows_near(morning, calendar)}


def _windows_near(at: datetime, calendar: Calendar) -> list[tuple[datetime, datetime]]:
    today = at.astimezone(calendar.tz).date()
    days = [today + timedelta(days=n) for n in (-2, -1, 0, 1)]
    return [working_hours.window(day, calendar) for day in days if calendar.is_workday(day)]


def _at_work_by_the_wall(at: datetime, calendar: Calendar) -> bool:
    local = at.astimezone(calendar.tz)
    wall, day = local.time(), local.date()
    if calendar.start < calendar.end:
        return calendar.start <= wall < calendar.end and calendar.is_workday(day)
    if wall >= calendar.start:
        return calendar.is_workday(day)
    return wall < calendar.end and calendar.is_workday(day - timedelta(days=1))
