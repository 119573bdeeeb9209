"""Holiday dates, checked against facts of 2026."""

from datetime import date

import pytest

from escalation.errors import BadInput
from escalation.worktime.holidays import days_off


@pytest.mark.parametrize(
    ("code", "day", "off"),
    [
        ("DE", date(2026, 4, 3), True),  # Good Friday
        ("DE", date(2026, 6, 4), False),  # Corpus Christi is a matter of the states
        ("DE-BY", date(2026, 6, 4), True),
        ("de-by", date(2026, 6, 4), True),
        ("DK", date(2026, 5, 1), False),  # Great Prayer Day is gone
        ("PL", date(2026, 12, 24), True),
        ("IE", date(2026, 2, 2), True),  # St Brigid
        ("NZ", date(2026, 7, 10), True),  # Matariki
        ("US", date(2026, 6, 19), True),  # Juneteenth
        ("US", date(2026, 7, 3), True),  # Independence Day, observed
        ("UK", date(2026, 12, 28), True),  # Boxing Day, substitute
        ("DE", date(2025, 12, 25), True),  # from the year before
        ("DE", date(2029, 12, 25), True),  # to three years after
        ("DE", date(2030, 12, 25), False),
    ],
)
def test_a_day_off(code: str, day: date, off: bool) -> None:
    assert (day in days_off(code, 2026)) is off


def test_no_country_has_no_holidays() -> None:
    assert days_off("", 2026) == frozenset()


def test_a_country_is_frozen_once() -> None:
    assert days_off("DE", 2026) is days_off("de ", 2026)


@pytest.mark.parametrize(
    ("code", "instead"),
    [
        ("Germany", "`DE`"),
        ("XX", "`DE-BE`"),
        ("DE-ZZ", "`DE-"),
        ("VA-Q", "Write just `VA`"),
        ("public", "`DE`"),  # these are names of the library's own
        ("MAR", "`DE`"),
        ("weekend", "`DE`"),
    ],
)
def test_an_unknown_place_is_refused_with_how_to_write_it(code: str, instead: str) -> None:
    with pytest.raises(BadInput) as refused:
        days_off(code, 2026)
    assert instead in refused.value.text
    assert refused.value.field == "holidays"
