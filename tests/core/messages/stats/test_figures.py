"""Figures in words, by hand: shares, arrows, and what is too few to compare."""

from datetime import timedelta

import pytest

from escalation.measures.estimate import Curve, Estimate
from escalation.measures.figures.rate import Rate
from messages.stats.figures import compared, counted, hours, per_item, share, taken

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("count", "of", "said"),
    [(4, 5, "4 of 5 (80 %)"), (4, 6, "4 of 6 (67 %)"), (1, 8, "1 of 8 (13 %)"), (0, 0, "none")],
)
def test_a_share_is_rounded_to_whole_percent(count: int, of: int, said: str) -> None:
    assert share(Rate(count, of)) == said


@pytest.mark.parametrize(
    ("this", "before", "said"),
    [
        (Rate(4, 5), Rate(3, 6), " ↑ (was 50 %)"),
        (Rate(1, 5), Rate(2, 5), " ↓ (was 40 %)"),
        (Rate(2, 5), Rate(4, 10), " → (was 40 %)"),
        (Rate(4, 4), Rate(3, 6), " (was 50 %, too few to compare)"),
        (Rate(4, 5), Rate(1, 4), " (was 25 %, too few to compare)"),
        (Rate(4, 5), Rate(0, 0), ""),
        (Rate(0, 0), Rate(3, 6), ""),
    ],
)
def test_fewer_than_five_in_either_are_too_few_to_compare(
    this: Rate, before: Rate, said: str
) -> None:
    assert compared(this, before) == said


def test_numbers_compare_alike() -> None:
    assert [counted(7, 9), counted(9, 9), counted(4, 9), counted(4, 0)] == [
        " ↓ (was 9)",
        " → (was 9)",
        " (was 9, too few to compare)",
        "",
    ]
    assert [per_item((2, 10), (2, 5)), per_item((2, 4), (2, 5)), per_item((2, 4), (0, 0))] == [
        " ↓ (was 0.4)",
        " (was 0.4, too few to compare)",
        "",
    ]


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(minutes=45, seconds=30), "45 min"),
        (2.5 * HOUR, "2.5 h"),
        (3 * HOUR, "3 h"),
        (46.25 * HOUR, "46 h"),
    ],
)
def test_hours_are_as_exact_as_they_need_be(span: timedelta, said: str) -> None:
    assert hours(span) == said


def an_estimate(median: float | None, *, n: int = 8) -> Estimate:
    curve = Curve(
        median=None if median is None else median * HOUR,
        at_risk=4,
        mean=50 * HOUR,
        longest=100 * HOUR,
    )
    return Estimate(n=n, open=2, working=curve, elapsed=curve)


NONE = an_estimate(None, n=0)


def test_the_median_comes_with_how_many_are_at_risk_the_mean_and_the_counts() -> None:
    assert taken(an_estimate(40), NONE) == (
        "half within 40 h (40 h; 4 open until then), mean 50 h (50 h); 8 items, 2 still open"
    )
    assert taken(an_estimate(None), NONE).startswith("more than 100 h: half are still open, mean")
    assert taken(NONE, an_estimate(40)) == "none"


@pytest.mark.parametrize(
    ("this", "before", "said"),
    [
        (an_estimate(40), an_estimate(50), ") ↓ (was 50 h), mean"),
        (an_estimate(40), an_estimate(50, n=4), ") (was 50 h, too few to compare), mean"),
        (an_estimate(40), an_estimate(None), ") (was more than 100 h), mean"),
        (an_estimate(None), an_estimate(50), "open (was 50 h), mean"),
    ],
)
def test_the_median_is_compared(this: Estimate, before: Estimate, said: str) -> None:
    assert said in taken(this, before)
