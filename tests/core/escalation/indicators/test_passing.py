"""The owner is asked when a value is due, the lead told once when it is missed by a week."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from escalation.indicators.indicator import Indicator, Value
from escalation.indicators.passing import Passed, answered, answers_for, passed
from escalation.worktime.hours import Calendar
from tests.core.escalation.indicators.makers import (
    COHORTS,
    FIRST,
    SECOND,
    THIRD,
    a_value,
    an_indicator,
    by_cohort,
)
from tests.support.factories import utc

UTC_DAYS = Calendar(tz=ZoneInfo("UTC"))
WEEK = timedelta(days=7)


def at(indicator: Indicator, now: datetime, *values: Value, is_answered_for: bool = True) -> Passed:
    return passed(
        indicator,
        values,
        now,
        calendar=UTC_DAYS,
        is_answered_for=is_answered_for,
    )


def test_it_is_asked_for_when_it_is_due_and_the_next_one_is_a_week_later() -> None:
    step = at(an_indicator(), FIRST)
    assert (step.asks_for, step.tells_since) == (FIRST, None)
    after = step.indicator
    assert (after.last_due_at, after.due_at, after.tell_at) == (FIRST, SECOND, FIRST + WEEK)


def test_what_was_recorded_before_is_not_asked_for() -> None:
    step = at(an_indicator(), FIRST, a_value("7", FIRST))
    assert (step.asks_for, step.tells_since, step.indicator.tell_at) == (None, None, None)


def test_the_lead_is_told_once_a_week_later_and_not_again_until_a_value_came() -> None:
    first = at(an_indicator(), FIRST).indicator
    second = at(first, SECOND)
    assert (second.asks_for, second.tells_since) == (SECOND, SECOND)
    third = at(second.indicator, THIRD)
    assert (third.asks_for, third.tells_since, third.indicator.tell_at) == (THIRD, None, None)
    value = a_value("7", THIRD)
    fourth = at(third.indicator, THIRD + WEEK, value)
    assert (fourth.asks_for, fourth.indicator.tell_at) == (THIRD + WEEK, THIRD + 2 * WEEK)


def test_a_value_that_comes_late_keeps_the_lead_out_of_it() -> None:
    first = at(an_indicator(), FIRST).indicator
    value = a_value("7", FIRST)
    assert answered(first, [value]).tell_at is None
    assert answered(first, [a_value("7", FIRST - WEEK)]) == first, "it answers for an earlier one"
    second = at(first, SECOND, value)
    assert (second.asks_for, second.tells_since) == (SECOND, None)


def test_if_nobody_answers_for_it_the_lead_is_told_at_once() -> None:
    step = at(an_indicator(), FIRST, is_answered_for=False)
    assert (step.asks_for, step.tells_since, step.indicator.tell_at) == (FIRST, FIRST, None)


def test_after_a_long_downtime_only_the_last_one_is_asked_for() -> None:
    step = at(an_indicator(), THIRD + timedelta(days=1))
    after = step.indicator
    assert (step.asks_for, after.last_due_at, after.due_at) == (THIRD, THIRD, THIRD + WEEK)
    assert (step.tells_since, after.tell_at) == (None, THIRD + WEEK)


def test_before_it_is_due_nothing_happens() -> None:
    indicator = an_indicator()
    early = FIRST - timedelta(seconds=1)
    assert at(indicator, early) == Passed(indicator=indicator)


def test_of_cohorts_all_have_to_come() -> None:
    indicator = an_indicator(cohorts=COHORTS)
    some = by_cohort(FIRST, 1, pilot="70", first="50")
    step = at(indicator, FIRST, *some)
    assert step.asks_for == FIRST
    assert answered(step.indicator, some) == step.indicator
    everything = [*some, a_value("40", FIRST, 3, cohort="second")]
    assert answered(step.indicator, everything).tell_at is None


def test_without_a_day_a_value_answers_for_what_is_missing_else_for_what_comes() -> None:
    indicator = an_indicator()
    assert answers_for(indicator, [], "") == FIRST
    missed = at(indicator, FIRST).indicator
    assert answers_for(missed, [], "") == FIRST
    assert answers_for(missed, [a_value("7", FIRST)], "") == SECOND


def test_a_week_is_a_week_by_the_clock_on_the_wall_when_the_clocks_change() -> None:
    berlin = Calendar(tz=ZoneInfo("Europe/Berlin"))
    at_five = utc("03-27 16:00")
    step = passed(an_indicator(due_at=at_five), [], at_five, calendar=berlin, is_answered_for=True)
    assert step.indicator.tell_at == step.indicator.due_at == utc("04-03 15:00")


def test_of_an_owner_who_leaves_the_lead_is_told_at_once_and_when_a_value_is_missed() -> None:
    left_at = FIRST - timedelta(days=2)
    left = an_indicator(tell_at=left_at)
    step = at(left, left_at, is_answered_for=False)
    assert (step.asks_for, step.tells_since, step.indicator.tell_at) == (None, left_at, None)
    assert at(left, left_at).tells_since is None, "back already"
    due = at(step.indicator, FIRST, is_answered_for=False)
    assert (due.asks_for, due.tells_since) == (FIRST, FIRST)
