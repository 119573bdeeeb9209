"""Periods are whole weeks by the summary's weekday and time, as the ladder said then."""

from datetime import time

from escalation.measures.whole_weeks import Since, periods
from tests.support.factories import a_policy, utc

BERLIN = a_policy(zone="Europe/Berlin")


def test_a_period_is_the_last_full_week_and_is_compared_with_the_one_before() -> None:
    this, before = periods([Since(BERLIN)], utc("03-18 12:00"), weeks=1)

    assert (this.since, this.until) == (utc("03-09 08:00"), utc("03-16 08:00"))
    assert (before.since, before.until) == (utc("03-02 08:00"), utc("03-09 08:00"))


def test_it_begins_the_moment_the_summary_opens() -> None:
    this, _ = periods([Since(BERLIN)], utc("03-16 08:00"), weeks=1)

    assert this.until == utc("03-16 08:00")


def test_a_change_of_clocks_leaves_the_wall_clock() -> None:
    this, before = periods([Since(BERLIN)], utc("04-08 12:00"), weeks=2)

    assert (this.since, this.until) == (utc("03-23 08:00"), utc("04-06 07:00"))
    assert (before.since, before.until) == (utc("03-09 08:00"), utc("03-23 08:00"))


def test_eight_week_ends_go_with_it() -> None:
    this, before = periods([Since(BERLIN)], utc("03-18 12:00"), weeks=1)

    assert len(this.week_ends) == len(before.week_ends) == 8
    assert this.week_ends[-2:] == (utc("03-09 08:00"), utc("03-16 08:00"))
    assert before.week_ends[-1] == utc("03-09 08:00")


def test_weeks_before_a_move_to_another_zone_keep_theirs() -> None:
    ladders = [Since(BERLIN), Since(a_policy(zone="Asia/Tokyo"), utc("03-12 10:00"))]

    this, before = periods(ladders, utc("03-18 12:00"), weeks=1)

    assert (this.since, this.until) == (utc("03-09 08:00"), utc("03-16 00:00"))
    assert before.since == utc("03-02 08:00")


def test_where_the_history_has_no_ladder_todays_counts() -> None:
    tokyo = Since(a_policy(zone="Asia/Tokyo"), utc("03-12 10:00"))

    this, _ = periods([tokyo], utc("03-18 12:00"), weeks=1)

    assert (this.since, this.until) == (utc("03-09 00:00"), utc("03-16 00:00"))


def test_another_weekday_ends_no_calendar_week_twice() -> None:
    """The summary of that week had opened on Monday."""
    policy = a_policy(zone="Europe/Berlin", summary_weekday=4, summary_time=time(12))
    ladders = [Since(BERLIN), Since(policy, utc("03-12 10:00"))]

    this, _ = periods(ladders, utc("03-21 12:00"), weeks=2)

    assert (this.since, this.until) == (utc("03-02 08:00"), utc("03-20 11:00"))
    assert this.week_ends[-2] == utc("03-09 08:00")
