"""Instants in Slack: the reader's own clock, with a complete fallback."""

from datetime import UTC, datetime

import pytest

from messages.slack import dates

FRIDAY = datetime(2026, 3, 27, 16, tzinfo=UTC)  # 1774627200; 17:00 in Berlin


def test_a_stamp_is_drawn_by_slack_and_falls_back_to_the_wall_clock() -> None:
    assert dates.stamp(FRIDAY, "Europe/Berlin") == (
        "<!date^1774627200^{date_long_pretty} at {time}|Fri 27 Mar 17:00 CET>"
    )


def test_a_dense_stamp_leaves_the_weekday_out() -> None:
    assert dates.stamp(FRIDAY, "UTC", dense=True).startswith(
        "<!date^1774627200^{date_short_pretty}"
    )


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Berlin", "Fri 27 Mar 17:00 CET"),
        ("America/Sao_Paulo", "Fri 27 Mar 13:00 UTC-3"),
        ("Asia/Kolkata", "Fri 27 Mar 21:30 UTC+5:30"),  # IST is Dublin's and Jerusalem's as well
        ("America/Chicago", "Fri 27 Mar 11:00 UTC-5"),  # CDT is Havana's as well
        ("Asia/Manila", "Sat 28 Mar 00:00 UTC+8"),  # PST is Los Angeles' as well
        ("Mars/Olympus", "Fri 27 Mar 16:00 UTC"),
        ("", "Fri 27 Mar 16:00 UTC"),
    ],
)
def test_a_wall_clock_names_its_zone_and_never_fails(zone: str, shown: str) -> None:
    assert dates.wall(FRIDAY, zone) == shown


def test_another_year_is_said() -> None:
    assert dates.wall(FRIDAY, "UTC", now=datetime(2025, 12, 1, tzinfo=UTC)) == (
        "Fri 27 Mar 2026 16:00 UTC"
    )


def test_another_clock_is_named_by_its_city() -> None:
    assert dates.clock_in(FRIDAY, "Europe/Berlin", beside="UTC") == "17:00 in Berlin"
    assert dates.clock_in(FRIDAY, "Asia/Tokyo", beside="UTC") == "Sat 01:00 in Tokyo"
    assert dates.city("America/New_York") == "New York"


def test_zones_differ_by_what_their_clocks_show() -> None:
    assert not dates.differs(FRIDAY, "Europe/Berlin", "Europe/Paris")
    assert dates.differs(FRIDAY, "Europe/Berlin", "Europe/London")
