"""The day of a value has passed or is today. It is Mon 9 March 2026, 10:00 in Berlin."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from escalation.errors import BadInput
from escalation.worktime.hours import Calendar
from grammar.due.result import DueContext
from grammar.indicators.value_days import day
from tests.support.factories import utc

CONTEXT = DueContext(now=utc("03-09 09:00"), calendar=Calendar(tz=ZoneInfo("Europe/Berlin")))


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("today", date(2026, 3, 9)),
        ("Yesterday.", date(2026, 3, 8)),
        ("mon", date(2026, 3, 9)),
        ("fri", date(2026, 3, 6)),
        ("last Tuesday", date(2026, 3, 3)),
        ("thursday", date(2026, 3, 5)),
        ("6 mar", date(2026, 3, 6)),
        ("march 6th", date(2026, 3, 6)),
        ("9 mar", date(2026, 3, 9)),
        ("6.3.", date(2026, 3, 6)),
        ("2026-03-06", date(2026, 3, 6)),
        ("20 dec 2025", date(2025, 12, 20)),
        ("20 feb", date(2026, 2, 20)),
        ("1 oct", date(2025, 10, 1)),
        ("20 jun 2024", date(2024, 6, 20)),
    ],
)
def test_a_day_that_has_passed(phrase: str, expected: date) -> None:
    assert day(phrase, CONTEXT) == expected


@pytest.mark.parametrize(
    "phrase", ["20 mar", "1 sep", "2026-10-01", "tomorrow", "10 mar", "in 3 days"]
)
def test_a_day_ahead_is_refused(phrase: str) -> None:
    with pytest.raises(BadInput, match="lies ahead"):
        day(phrase, CONTEXT)


@pytest.mark.parametrize(
    "phrase", ["", "banana", "31 feb", "3/6", "6 mar 5pm", "a week ago", "1 jan 2020", "5pm"]
)
def test_what_is_no_day_or_could_be_two_says_what_to_type(phrase: str) -> None:
    with pytest.raises(BadInput, match="Name a day that has passed, as in `at 6 mar`"):
        day(phrase, CONTEXT)


def test_in_january_a_day_in_december_is_that_of_last_year() -> None:
    january = replace(CONTEXT, now=utc("01-05 09:00"))
    assert day("20 dec", january) == date(2025, 12, 20)
