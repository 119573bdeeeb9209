"""How an indicator stands: every number worked out by hand."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from escalation.indicators.how_it_stands import Figure, Standing, is_good, latest, standing
from escalation.indicators.indicator import Better, Indicator, Value
from tests.core.escalation.indicators.makers import (
    COHORTS,
    FIRST,
    SECOND,
    THIRD,
    a_value,
    an_indicator,
    by_cohort,
    day,
)
from tests.support.factories import OWNER, utc

MONDAY = utc("03-16 09:00")
"""After the second value was due."""


def stands(indicator: Indicator, *values: Value, now: datetime = MONDAY) -> Standing:
    return standing(indicator, values, owner=OWNER, zone=ZoneInfo("UTC"), now=now)


def figure(indicator: Indicator, *values: Value, now: datetime = MONDAY) -> Figure:
    return stands(indicator, *values, now=now).figures[0]


def test_a_value_its_day_and_what_it_was_before() -> None:
    indicator = an_indicator(last_due_at=SECOND, due_at=THIRD)
    found = figure(indicator, a_value("7", FIRST), a_value("7.5", SECOND, 2))
    assert found == Figure(amount=Decimal("7.5"), day=day(13), before=Decimal(7), days=3)
    assert found.change == Decimal("0.5")


def test_the_first_value_has_nothing_before() -> None:
    found = figure(an_indicator(last_due_at=SECOND, due_at=THIRD), a_value("7.5", SECOND))
    assert (found.before, found.change) == (None, None)


def test_several_values_of_one_week_are_not_compared_with_each_other() -> None:
    indicator = an_indicator(last_due_at=SECOND, due_at=THIRD)
    early = a_value("3", SECOND, 2, day=day(10))
    found = figure(indicator, a_value("7", FIRST), early, a_value("7.5", SECOND, 3))
    assert (found.amount, found.before) == (Decimal("7.5"), Decimal(7))


def test_a_value_that_should_have_been_followed_is_not_carried_forward() -> None:
    indicator = an_indicator(last_due_at=SECOND, due_at=THIRD)
    value = a_value("7", FIRST)
    assert figure(indicator, value) == Figure(days=10)
    assert figure(indicator, value, now=utc("03-25 23:59")) == Figure(days=19)
    assert figure(indicator, value).change is None


def test_until_the_next_is_due_a_value_counts() -> None:
    indicator = an_indicator(last_due_at=FIRST, due_at=SECOND)
    assert figure(indicator, a_value("7", FIRST), now=utc("03-13 16:59")).amount == 7


def test_without_any_value_it_is_not_known_for_how_long() -> None:
    assert figure(an_indicator()) == Figure()


def test_days_are_those_of_the_channel() -> None:
    late = utc("03-15 23:30")  # the 16th in Berlin
    indicator = an_indicator(last_due_at=SECOND, due_at=THIRD)
    found = standing(
        indicator, [a_value("7", SECOND)], owner="", zone=ZoneInfo("Europe/Berlin"), now=late
    )
    assert (found.figures[0].days, found.owner) == (3, "")


def test_a_correction_counts_and_moves_nothing() -> None:
    indicator = an_indicator(last_due_at=SECOND, due_at=THIRD)
    values = [
        a_value("7", FIRST),
        a_value("75", SECOND, 2),
        a_value("7.5", SECOND, 3, corrects=2, reason="typo"),
    ]
    found = figure(indicator, *values)
    assert (found.amount, found.before) == (Decimal("7.5"), Decimal(7))
    assert latest(values, before=SECOND) == values[0]


def test_the_spread_of_cohorts_and_what_it_was() -> None:
    indicator = an_indicator(cohorts=COHORTS, last_due_at=SECOND, due_at=THIRD)
    week = by_cohort(FIRST, 1, pilot="70", first="50", second="40")
    next_week = by_cohort(SECOND, 4, pilot="72", first="60", second="55")
    found = stands(indicator, *week, *next_week)
    assert [found.spread, found.spread_before] == [17, 30]
    assert [one.cohort for one in found.figures] == ["pilot", "first", "second"]
    assert [one.change for one in found.figures] == [2, 10, 15]


def test_one_fresh_value_is_too_few_to_compare() -> None:
    indicator = an_indicator(cohorts=COHORTS, last_due_at=SECOND, due_at=THIRD)
    week = by_cohort(FIRST, 1, pilot="70", first="50", second="40")
    found = stands(indicator, *week, *by_cohort(SECOND, 4, pilot="72"))
    assert [found.spread, found.spread_before] == [None, 30]
    assert [one.days for one in found.figures] == [3, 10, 10]
    assert stands(indicator, *week).spread is None, "all of them are missing"


def test_of_cohorts_without_a_value_the_others_are_compared() -> None:
    indicator = an_indicator(cohorts=COHORTS)
    found = stands(indicator, *by_cohort(FIRST, 1, pilot="70", second="40"))
    assert [found.spread, found.spread_before] == [30, None]


@pytest.mark.parametrize(
    ("better", "change", "expected"),
    [
        (Better.UP, 1, True),
        (Better.UP, -1, False),
        (Better.DOWN, 1, False),
        (Better.DOWN, -1, True),
        (Better.UP, 0, None),
    ],
)
def test_which_change_is_good(better: Better, change: int, expected: bool | None) -> None:
    assert is_good(an_indicator(better=better), Decimal(change)) is expected
