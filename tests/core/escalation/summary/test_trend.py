"""The numbers of the last weeks, for the charts of the weekly post."""

from escalation.summary.trend import NOTHING, trend

WEEKS = [
    ("2026-W09", {"new": 1, "overdue": 0}),
    ("2026-W10", {"new": 3, "overdue": 0, "said_improving": 2, "said_worsening": 1}),
    ("2026-W11", {"new": 2, "overdue": 1, "decided": 1, "fell_back": 1, "said_worsening": 1}),
]


def test_from_the_second_week_on_there_is_something_to_compare() -> None:
    assert trend(WEEKS[:1], with_net=True) == NOTHING
    assert trend([], with_net=True) == NOTHING


def test_the_weeks_by_hand() -> None:
    found = trend(WEEKS, with_net=False)
    assert found.weeks == ("2026-W09", "2026-W10", "2026-W11")
    assert (found.logged, found.closed, found.overdue) == ((1, 3, 2), (0, 0, 2), (0, 0, 1))
    assert found.net == (0, 1, -1)


def test_the_net_trajectory_needs_a_word_or_several_customers() -> None:
    quiet = [("2026-W09", {"new": 1}), ("2026-W10", {"new": 0, "not_said": 3})]
    assert trend(quiet, with_net=False).net == ()
    assert trend(quiet, with_net=True).net == (0, 0)


def test_it_looks_back_eight_weeks_and_skips_what_has_no_numbers() -> None:
    weeks = [(f"2026-W{number:02}", {"new": number}) for number in range(1, 12)]
    found = trend([*weeks, ("2026-W12", {"open": 4})], with_net=False)
    assert found.logged == (4, 5, 6, 7, 8, 9, 10, 11)
