"""The clock's buttons land where they say, on the wall clock of the person who presses them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from playground.page import clock

BERLIN = ZoneInfo("Europe/Berlin")


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (utc(11, 24, 7, 59), utc(11, 24, 8)),  # 8:59 in Berlin, which is UTC+1 in winter
        (utc(11, 24, 8), utc(11, 25, 8)),  # at nine sharp the next one is tomorrow's
        (utc(11, 24, 23, 30), utc(11, 25, 8)),  # already the 25th in Berlin
        (utc(3, 28, 20), utc(3, 29, 7)),  # the night summer time begins
        (utc(10, 24, 20), utc(10, 25, 8)),  # the night it ends
    ],
)
def test_the_next_morning_is_nine_oclock_on_the_wall(now: datetime, morning: datetime) -> None:
    assert clock.landing("morning", now, BERLIN) == morning


@pytest.mark.parametrize(
    ("button", "span"),
    [
        ("1m", timedelta(minutes=1)),
        ("10m", timedelta(minutes=10)),
        ("1h", timedelta(hours=1)),
        ("1d", timedelta(days=1)),
        ("1w", timedelta(days=7)),
    ],
)
def test_the_other_jumps_are_spans_of_real_time(button: str, span: timedelta) -> None:
    assert clock.landing(button, utc(3, 28, 20), BERLIN) == utc(3, 28, 20) + span


def test_a_button_that_does_not_exist_leads_nowhere() -> None:
    assert clock.landing("1y", utc(3, 28, 20), BERLIN) is None
