"""When bundles leave: evenly spread over the working day of the person they go to."""

from datetime import time

import pytest

from escalation.people import Away
from escalation.quiet.bundles import bundles_of_day, next_bundle, start_of_day_of
from tests.support.factories import a_person, a_policy, utc


@pytest.mark.parametrize(("bundles", "hours"), [(1, [9]), (2, [9, 13]), (4, [9, 11, 13, 15])])
def test_bundles_are_spread_over_the_day_from_its_start(bundles: int, hours: list[int]) -> None:
    found = bundles_of_day(a_person(), a_policy(), utc("03-26 10:00"), bundles=bundles)
    assert found == tuple(utc(f"03-26 {hour:02}:00") for hour in hours)


@pytest.mark.parametrize(
    ("at", "bundles", "expected"),
    [
        ("03-26 08:00", 2, "03-26 09:00"),
        ("03-26 09:00", 2, "03-26 09:00"),
        ("03-26 09:00:01", 2, "03-26 13:00"),
        ("03-26 13:05", 2, "03-27 09:00"),
        ("03-26 13:05", 4, "03-26 15:00"),
        ("03-26 10:00", 1, "03-27 09:00"),
        ("03-27 15:01", 4, "03-30 09:00"),  # Friday
    ],
)
def test_the_next_bundle_may_be_that_of_the_next_working_day(
    at: str, bundles: int, expected: str
) -> None:
    assert next_bundle(a_person(), a_policy(), utc(at), bundles=bundles) == utc(expected)


def test_hours_are_the_channels_on_the_persons_clock() -> None:
    early, berliner = a_policy(start=time(8), end=time(16)), a_person(zone="Europe/Berlin")
    found = next_bundle(berliner, early, utc("03-26 07:30"), bundles=2)
    assert found == utc("03-26 11:00"), "noon in Berlin"


def test_a_bundle_waits_for_the_end_of_an_absence() -> None:
    away = Away(until=utc("03-31 10:00"), starts_at=utc("03-26 12:00"))
    found = next_bundle(a_person(away=away), a_policy(), utc("03-26 11:00"), bundles=2)
    assert found == utc("03-31 13:00")


def test_a_night_shift_has_its_bundles_at_night() -> None:
    night = a_policy(start=time(22), end=time(6))
    found = bundles_of_day(a_person(), night, utc("03-26 23:00"), bundles=2)
    assert found == (utc("03-26 22:00"), utc("03-27 02:00"))


@pytest.mark.parametrize(
    ("zone", "default", "expected"),
    [
        ("America/New_York", "Europe/Berlin", "03-25 04:00"),
        ("", "Europe/Berlin", "03-25 23:00"),
        ("Atlantis/Poseidon", "nowhere", "03-26 00:00"),
    ],
)
def test_a_day_begins_at_midnight_where_the_person_is(
    zone: str, default: str, expected: str
) -> None:
    person = a_person(zone=zone)
    assert start_of_day_of(person, utc("03-26 01:00"), default=default) == utc(expected)
