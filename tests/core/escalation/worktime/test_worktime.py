"""Working time on days that anyone can check in a calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from escalation.worktime import hours as working_hours
from escalation.worktime import wording
from escalation.worktime.hours import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
LONDON = ZoneInfo("Europe/London")
OFFICE = Calendar(tz=BERLIN)
NIGHT = Calendar(tz=BERLIN, start=time(22), end=time(6))
EASTER = Calendar(tz=BERLIN, off=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))


def berlin(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("calendar", "at", "expected"),
    [
        (OFFICE, "2026-03-25 10:30", "2026-03-25 10:30"),  # Wednesday, at work
        (OFFICE, "2026-03-25 08:59", "2026-03-25 09:00"),
        (OFFICE, "2026-03-25 09:00", "2026-03-25 09:00"),
        (OFFICE, "2026-03-25 16:59", "2026-03-25 16:59"),
        (OFFICE, "2026-03-25 17:00", "2026-03-25 17:00"),  # the end still belongs to the day
        (OFFICE, "2026-03-25 17:00:00.000001", "2026-03-26 09:00"),
        (OFFICE, "2026-03-27 19:40", "2026-03-30 09:00"),  # over the weekend and the clock change
        (EASTER, "2026-04-02 18:00", "2026-04-07 09:00"),  # Good Friday to Easter Monday
        (NIGHT, "2026-03-25 23:00", "2026-03-25 23:00"),
        (NIGHT, "2026-03-26 05:59", "2026-03-26 05:59"),
        (NIGHT, "2026-03-26 06:00", "2026-03-26 06:00"),
        (NIGHT, "2026-03-28 03:00", "2026-03-28 03:00"),  # Saturday, still Friday's shift
        (NIGHT, "2026-03-28 22:00", "2026-03-30 22:00"),  # no shift starts on Saturday or Sunday
    ],
)
def test_the_next_working_instant(calendar: Calendar, at: str, expected: str) -> None:
    assert working_hours.next_working_instant(berlin(at), calendar) == berlin(expected)


def test_a_window_swallowed_by_the_clock_change_is_not_a_window() -> None:
    # London skips 01:00 to 02:00 on Sunday 29 March 2026.
    shift = Calendar(tz=LONDON, start=time(1), end=time(2), weekdays=frozenset({6}))
    saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)
    next_sunday = datetime(2026, 4, 5, 0, tzinfo=UTC)  # 01:00 in summer time
    assert working_hours.next_working_instant(saturday, shift) == next_sunday
    assert working_hours.next_working_instant(next_sunday, shift) == next_sunday


@pytest.mark.parametrize(
    ("at", "hours", "expected"),
    [
        ("2026-03-25 10:00", 4, "2026-03-25 14:00"),
        ("2026-03-25 13:00", 4, "2026-03-25 17:00"),
        ("2026-03-25 15:00", 4, "2026-03-26 11:00"),
        ("2026-03-27 16:00", 4, "2026-03-30 12:00"),
        ("2026-03-28 12:00", 4, "2026-03-30 13:00"),
        ("2026-03-25 09:00", 16, "2026-03-26 17:00"),
        ("2026-03-28 12:00", 0, "2026-03-28 12:00"),
    ],
)
def test_working_time_passes_only_at_work(at: str, hours: int, expected: str) -> None:
    later = working_hours.add_working_time(berlin(at), timedelta(hours=hours), OFFICE)
    assert later == berlin(expected)


@pytest.mark.parametrize(
    ("calendar", "at", "days", "expected"),
    [
        (OFFICE, "2026-03-27 16:00", 2, "2026-03-31 16:00"),  # Friday to Tuesday, clocks changed
        (OFFICE, "2026-03-25 10:30", 1, "2026-03-26 10:30"),
        (OFFICE, "2026-03-28 12:00", 1, "2026-03-30 12:00"),
        (OFFICE, "2026-03-28 12:00", 0, "2026-03-28 12:00"),
        (EASTER, "2026-04-01 16:00", 2, "2026-04-07 16:00"),
        (NIGHT, "2026-03-28 02:00", 1, "2026-03-31 02:00"),  # Friday's shift to Monday's
        (NIGHT, "2026-03-27 23:00", 1, "2026-03-30 23:00"),
    ],
)
def test_working_days_keep_the_wall_clock(
    calendar: Calendar, at: str, days: int, expected: str
) -> None:
    assert working_hours.add_working_days(berlin(at), days, calendar) == berlin(expected)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-25 07:00", "2026-03-25 09:00"),
        ("2026-03-25 09:00", "2026-03-26 09:00"),
        ("2026-03-25 12:00", "2026-03-26 09:00"),
        ("2026-03-27 12:00", "2026-03-30 09:00"),
    ],
)
def test_the_working_morning_is_strictly_later(at: str, expected: str) -> None:
    assert working_hours.working_morning(berlin(at), OFFICE) == berlin(expected)


def test_a_skipped_time_moves_forward_and_a_repeated_one_is_the_first() -> None:
    skipped = working_hours.wall_clock(date(2026, 3, 29), time(2, 30), BERLIN)
    repeated = working_hours.wall_clock(date(2026, 10, 25), time(2, 30, fold=1), BERLIN)
    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 in summer time
    assert repeated == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Europe/London", "Europe/London"),
        ("US/Pacific", "US/Pacific"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("", "Europe/Berlin"),
        (None, "Europe/Berlin"),
        ("Mars/Olympus", "Europe/Berlin"),
        ("../../etc/passwd", "Europe/Berlin"),
        ("x" * 5000, "Europe/Berlin"),
        ("a\0b", "Europe/Berlin"),
        ("Europe", "Europe/Berlin"),
    ],
)
def test_a_zone_is_the_default_when_its_name_is_junk(name: str | None, expected: str) -> None:
    assert working_hours.zone(name, BERLIN).key == expected


@pytest.mark.parametrize("weekdays", [frozenset[int](), frozenset({7})])
def test_a_calendar_without_a_working_weekday_is_refused(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="working weekday"):
        Calendar(tz=BERLIN, weekdays=weekdays)


def test_a_year_and_more_without_work_is_an_error_not_a_long_search() -> None:
    always_off = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(500))
    idle = Calendar(tz=BERLIN, off=always_off)
    with pytest.raises(ValueError, match="no working day"):
        working_hours.next_working_instant(berlin("2026-01-05 12:00"), idle)
    with pytest.raises(ValueError, match="no working day"):
        working_hours.working_days_before(berlin("2027-05-05 12:00"), 1, idle)
    with pytest.raises(ValueError, match="no working day"):
        working_hours.nth_workday(date(2026, 1, 5), 1, idle)


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        ("2026-03-27T16:00", "Europe/Berlin", "Fri 27 Mar 17:00 CET"),
        ("2026-03-27T16:00", "America/Sao_Paulo", "Fri 27 Mar 13:00 UTC-3"),
        ("2026-03-27T16:00", "Asia/Kathmandu", "Fri 27 Mar 21:45 UTC+5:45"),
        ("2027-03-27T16:00", "UTC", "Sat 27 Mar 2027 16:00 UTC"),
    ],
)
def test_an_instant_is_spoken_with_its_zone(at: str, zone: str, expected: str) -> None:
    now = datetime(2026, 3, 25, tzinfo=UTC)
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert wording.instant(instant, ZoneInfo(zone), now=now) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-5, "less than a minute"),
        (0.9, "less than a minute"),
        (29, "29 min"),
        (60, "1 h"),
        (89, "1 h 29 min"),
        (2820, "1 d 23 h"),
        (2880, "2 d"),
    ],
)
def test_a_span_is_spoken_exactly(minutes: float, expected: str) -> None:
    assert wording.span(timedelta(minutes=minutes)) == expected
