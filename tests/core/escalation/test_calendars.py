"""Whose working hours count, and when people may be disturbed."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from escalation.calendars import calendar_of, default_due_at, owners_calendar
from escalation.dm_times import next_dm_at
from tests.support.factories import a_person, a_policy, an_item, away, people, utc

NOW = utc("03-05 12:00")


def test_a_calendar_has_the_policys_hours_in_the_persons_zone() -> None:
    policy = a_policy(start=time(8), end=time(16), weekdays=frozenset({6, 0}), zone="UTC")
    calendar = calendar_of("Asia/Tokyo", policy, NOW)
    assert calendar.tz == ZoneInfo("Asia/Tokyo")
    assert (calendar.start, calendar.end, calendar.weekdays) == (
        time(8),
        time(16),
        frozenset({6, 0}),
    )
    assert calendar.off == frozenset()


def test_a_missing_or_unknown_zone_is_the_policys() -> None:
    policy = a_policy(zone="Europe/Berlin")
    assert calendar_of("", policy, NOW).tz == ZoneInfo("Europe/Berlin")
    assert calendar_of("Mars/Olympus", policy, NOW).tz == ZoneInfo("Europe/Berlin")


def test_the_policys_holidays_are_off() -> None:
    calendar = calendar_of("", a_policy(holidays="DE"), NOW)
    assert date(2026, 4, 3) in calendar.off  # Good Friday


def test_a_place_that_is_known_no_more_has_no_holidays_and_stops_no_ladder() -> None:
    assert calendar_of("", a_policy(holidays="DE-ATLANTIS"), NOW).off == frozenset()


def test_an_item_is_planned_in_its_owners_zone_or_else_the_channels() -> None:
    item = an_item(policy=a_policy(zone="Europe/Berlin"))
    tokyo = people(a_person(zone="Asia/Tokyo"))
    assert owners_calendar(item, tokyo, NOW).tz == ZoneInfo("Asia/Tokyo")
    assert owners_calendar(item, {}, NOW).tz == ZoneInfo("Europe/Berlin")


def test_somebody_is_heard_from_their_next_working_instant_after_an_absence() -> None:
    at_work = a_person()
    assert next_dm_at(at_work, an_item(), NOW) == NOW
    assert next_dm_at(at_work, an_item(), utc("03-07 12:00")) == utc("03-09 09:00")
    back_on_sunday = a_person(away=away("03-08 12:00"))
    assert next_dm_at(back_on_sunday, an_item(), NOW) == utc("03-09 09:00")
    back_already = a_person(away=away("03-05 11:00"))
    assert next_dm_at(back_already, an_item(), NOW) == NOW


def test_an_urgent_item_is_heard_at_once() -> None:
    person = a_person(zone="Asia/Tokyo", away=away("03-08 12:00"))
    assert next_dm_at(person, an_item(urgent=True), NOW) == NOW


@pytest.mark.parametrize(
    ("now", "days", "expected"),
    [
        ("03-27 15:00", 2, "03-31 14:00"),  # Friday 16:00 in Berlin; the clocks change on Sunday
        ("03-25 09:30", 2, "03-27 09:30"),
        ("03-25 09:30", 1, "03-26 09:30"),
        ("03-28 11:00", 2, "04-01 07:00"),  # Saturday: from Monday 9:00 on
        ("03-27 18:40", 2, "04-01 07:00"),
    ],
)
def test_without_a_date_it_is_due_in_working_days(now: str, days: int, expected: str) -> None:
    policy = a_policy(zone="Europe/Berlin", window_days=days)
    calendar = calendar_of("", policy, utc(now))
    assert default_due_at(policy, utc(now), calendar=calendar) == utc(expected)


def test_a_day_off_is_no_working_day_for_anybody() -> None:
    """Thu 5 Mar 2026 is off: a working day from Wednesday noon is Friday noon."""
    policy = a_policy(days_off=(date(2026, 3, 5),), window_days=1)
    for zone in ("", "America/New_York"):
        calendar = calendar_of(zone, policy, utc("03-04 15:00"))
        due_at = default_due_at(policy, utc("03-04 15:00"), calendar=calendar)
        assert due_at == utc("03-06 15:00")
