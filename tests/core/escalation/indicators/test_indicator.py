"""Which names, scales and values there can be."""

from decimal import Decimal

import pytest

from escalation.errors import BadInput
from escalation.indicators.indicator import (
    Scale,
    nearest,
    plain,
    require_cohorts,
    require_name,
    require_on_scale,
    require_scale,
)
from escalation.indicators.shipped import SHIPPED
from tests.core.escalation.indicators.makers import an_indicator
from tests.support.factories import utc

TEN = Scale(most=Decimal(10))


@pytest.mark.parametrize(
    ("scale", "words", "example"),
    [
        (TEN, "0 to 10", "7.5"),
        (Scale(most=Decimal(100), unit="%"), "0 to 100 %", "75"),
        (Scale(), "0 and more", "12"),
        (Scale(least=Decimal("-1.5"), most=Decimal("1.50")), "-1.5 to 1.5", "0.75"),
    ],
)
def test_a_scale_in_words_and_a_value_on_it(scale: Scale, words: str, example: str) -> None:
    assert (scale.words, plain(scale.example)) == (words, example)
    require_scale(scale)
    require_on_scale(scale.example, scale)


@pytest.mark.parametrize("amount", ["-0.1", "10.01", "1e11"])
def test_a_value_off_the_scale_is_refused(amount: str) -> None:
    with pytest.raises(BadInput, match="is not on the scale, which is 0 to 10"):
        require_on_scale(Decimal(amount), TEN)


@pytest.mark.parametrize("most", ["0", "-1", "1e13"])
def test_a_scale_without_two_values_or_without_end_is_none(most: str) -> None:
    with pytest.raises(BadInput, match="is not a scale"):
        require_scale(Scale(most=Decimal(most)))


def test_a_value_so_large_that_it_is_a_mistake_is_refused() -> None:
    with pytest.raises(BadInput, match="not on the scale"):
        require_on_scale(Decimal("1e13"), Scale())


@pytest.mark.parametrize("name", ["", "7", "7.5", "!", "x" * 61])
def test_a_name_needs_letters_and_has_an_end(name: str) -> None:
    with pytest.raises(BadInput, match="The name of an indicator"):
        require_name(name)
    with pytest.raises(BadInput, match="The name of a cohort"):
        require_cohorts([name, "pilot"])


@pytest.mark.parametrize("names", [["pilot"], ["pilot", "Pilot"], [f"wave {n}" for n in range(9)]])
def test_cohorts_are_two_to_eight_different_ones(names: list[str]) -> None:
    with pytest.raises(BadInput, match="Name 2 to 8 different cohorts"):
        require_cohorts(names)
    require_cohorts(["pilot", *(f"wave {n}" for n in range(7))])
    require_cohorts([])


def test_the_nearest_names_are_offered() -> None:
    assert nearest("confidense", ["rework", "confidence"]) == ("confidence",)


def test_the_clock_looks_at_it_when_it_is_due_or_missing_and_never_once_it_is_retired() -> None:
    due = utc("03-06 17:00")
    assert an_indicator(due_at=due).next_at == due
    assert an_indicator(due_at=due, tell_at=utc("03-05 17:00")).next_at == utc("03-05 17:00")
    assert an_indicator(due_at=due, tell_at=utc("03-08 17:00")).next_at == due
    assert an_indicator(due_at=due, retired_at=due).next_at is None


def test_the_six_that_are_shipped() -> None:
    assert [(one.name, one.scale.words, one.better) for one in SHIPPED] == [
        ("confidence", "0 to 10", "up"),
        ("adoption", "0 to 100 %", "up"),
        ("support tickets on setup", "0 and more", "down"),
        ("first-value completion", "0 to 100 %", "up"),
        ("exception completion", "0 to 100 %", "up"),
        ("rework", "0 and more", "down"),
    ]
    assert SHIPPED[0].line("me") == (
        "indicator confidence owner me scale 0 to 10 better up due every fri"
    )
