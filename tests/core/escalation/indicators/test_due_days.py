"""A value is due at the end of a working day; a day off moves it to the next one."""

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.indicators.due_days import due_after, due_of, last_due
from escalation.worktime.hours import Calendar
from tests.support.factories import utc

BERLIN = Calendar(tz=ZoneInfo("Europe/Berlin"))
GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)
EASTER = replace(BERLIN, off=frozenset({GOOD_FRIDAY, EASTER_MONDAY}))
FRI, MON, SAT = frozenset({4}), frozenset({0}), frozenset({5})


@pytest.mark.parametrize(
    ("after", "days", "calendar", "expected"),
    [
        ("03-24 09:00", FRI, BERLIN, "03-27 16:00"),  # 17:00 in winter
        ("03-27 15:59", FRI, BERLIN, "03-27 16:00"),
        ("03-27 16:00", FRI, BERLIN, "04-03 15:00"),  # 17:00 in summer
        ("03-27 16:00", FRI, EASTER, "04-07 15:00"),  # the Tuesday after Easter
        ("04-03 09:00", FRI, EASTER, "04-07 15:00"),
        ("04-01 15:00", FRI | MON, EASTER, "04-07 15:00"),  # both of them, once
        ("04-07 15:00", FRI | MON, EASTER, "04-10 15:00"),
        ("03-24 09:00", SAT, BERLIN, "03-30 15:00"),
        ("03-24 09:00", frozenset(range(7)), BERLIN, "03-24 16:00"),
        ("03-27 16:00", frozenset(range(7)), BERLIN, "03-30 15:00"),
    ],
)
def test_the_next_one(after: str, days: frozenset[int], calendar: Calendar, expected: str) -> None:
    assert due_after(utc(after), days, calendar) == utc(expected)


@pytest.mark.parametrize(
    ("day", "calendar", "expected"),
    [
        (date(2026, 3, 21), BERLIN, "03-27 16:00"),  # the Saturday after the last one
        (date(2026, 3, 27), BERLIN, "03-27 16:00"),
        (date(2026, 3, 28), BERLIN, "04-03 15:00"),
        (date(2026, 4, 3), EASTER, "04-07 15:00"),
        (date(2026, 4, 7), EASTER, "04-07 15:00"),
        (date(2026, 4, 8), EASTER, "04-10 15:00"),
    ],
)
def test_a_day_answers_for_what_is_due_next(day: date, calendar: Calendar, expected: str) -> None:
    assert due_of(day, FRI, calendar) == utc(expected)


def test_a_shift_across_midnight_ends_the_day_after() -> None:
    night = replace(BERLIN, start=time(22), end=time(6))
    assert due_after(utc("03-24 09:00"), FRI, night) == utc("03-28 05:00")
    assert due_of(date(2026, 3, 27), FRI, night) == utc("03-28 05:00")


def test_after_weeks_the_last_one_counts() -> None:
    first = utc("03-27 16:00")
    assert last_due(first, first, FRI, calendar=BERLIN) == first
    assert last_due(first, utc("04-17 14:59"), FRI, calendar=BERLIN) == utc("04-10 15:00")


@given(
    st.integers(0, 360 * 24 * 60),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_it_is_the_end_of_a_working_day_soon(minutes: int, days: set[int]) -> None:
    since = utc("01-01 00:00") + timedelta(minutes=minutes)
    due = due_after(since, days, EASTER)
    local = due.astimezone(EASTER.tz)
    assert since < due <= since + timedelta(days=14)
    assert (local.time(), EASTER.is_workday(local.date())) == (time(17), True)
    assert due_of(local.date(), days, EASTER) == due
