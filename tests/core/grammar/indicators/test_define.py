"""`indicator …`: the four parts in any order, cohorts, a customer, and what changes it."""

from decimal import Decimal

import pytest

from escalation.indicators.indicator import Better, Scale
from escalation.policy import WEEK
from grammar.indicators.define import Indicate, read, scale, weekdays
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves.parsed import Unclear
from grammar.subcommands import Subcommand
from tests.core.grammar.test_one_door import asked

MARIA = DraftOwner(kind=OwnerKind.PERSON, value="U02")
TEN = Scale(most=Decimal(10))
WHOLE = "indicator confidence owner <@U02|maria> scale 0 to 10 better up due every fri"


def line(text: str) -> Indicate | Unclear | None:
    return read(text, requester="U01")


def indicated(text: str) -> Indicate:
    found = line(text)
    assert isinstance(found, Indicate), found
    return found


def test_it_is_read_through_the_one_door() -> None:
    for line in ("indicators", "Indicators!", "show me our indicators", "indicator", "indicators?"):
        assert asked(line) is Subcommand.INDICATORS
    assert isinstance(asked(WHOLE), Indicate)


def test_a_whole_line_in_any_order() -> None:
    found = indicated(WHOLE)
    assert (found.name, found.owner, found.scale, found.better, found.weekdays) == (
        *("confidence", MARIA, TEN, Better.UP, frozenset({4})),
    )
    other = indicated("indicator: confidence due fri, better: up, scale: 0-10 owner: <@U02|maria>.")
    assert (other.owner, other.scale, other.better, other.weekdays) == (
        *(MARIA, TEN, Better.UP, frozenset({4})),
    )
    assert found.says == other.says == ("owner", "scale", "better", "due")


def test_our_own_words_for_what_is_better_are_read() -> None:
    found = indicated("indicator speed owner me scale 0 to 10, up is better, due every Fri")
    assert (found.scale, found.better, found.weekdays) == (TEN, Better.UP, frozenset({4}))


def test_cohorts_and_a_customer() -> None:
    found = indicated(f"{WHOLE} by cohort pilot, wave 1, wave 2 customer Harbor Law")
    assert (found.cohorts, found.customer) == (("pilot", "wave 1", "wave 2"), "Harbor Law")
    two = indicated(f"{WHOLE} cohorts: pilot and wave 1")
    assert two.cohorts == ("pilot", "wave 1")


def test_a_name_may_begin_with_a_keyword_or_stand_in_quotes() -> None:
    assert indicated("indicator customer effort owner me").name == "customer effort"
    assert indicated('indicator "time due" owner me').name == "time due"


def test_what_changes_one_and_what_only_shows_it() -> None:
    assert indicated("indicator confidence").shows
    given = indicated("indicator confidence owner me")
    assert (given.says, given.shows) == (("owner",), False)
    retired = indicated("indicator confidence for Harbor retire because nobody looks at it")
    assert (retired.name, retired.retires, retired.reason, retired.shows) == (
        *("confidence for Harbor", True, "nobody looks at it", False),
    )
    assert indicated("indicator confidence retired").reason == ""
    other = indicated("retire the indicator confidence because it is over")
    assert (other.name, other.retires, other.reason) == ("confidence", True, "it is over")
    moved = indicated("indicator confidence owner <@U02> because Bo left")
    assert (moved.owner, moved.reason) == (MARIA, "Bo left")
    assert indicated("add an indicator speed owner me").name == "speed"
    assert indicated("indicator retire rate").name == "retire rate"


@pytest.mark.parametrize(
    ("clause", "why"),
    [
        ("owner", "Who owns it?"),
        ("owner <@U02> and <@U03>", "Who owns it?"),
        ("owner <!subteam^S1|@team>", "Who owns it?"),
        ("scale high", "What is its scale?"),
        ("scale 0 to 1.2.3", "What is its scale?"),
        ("better sideways", "Which way is better?"),
        ("due every blue moon", "On which days is a value due?"),
        ("due", "On which days is a value due?"),
        ("by cohort ,", "Which cohorts are there?"),
        ("customer", "Which customer is it about?"),
        ("better up better down", "There are two of “better”."),
    ],
)
def test_what_cannot_be_read_is_asked(clause: str, why: str) -> None:
    found = line(f"indicator confidence {clause}")
    assert isinstance(found, Unclear)
    assert found.reason == why
    assert found.usage[0].startswith("indicator confidence … ")


@pytest.mark.parametrize(
    "text",
    [
        "indicator",
        "indication x",
        "retire confidence",
        "indicator light is red owner me fallback replace it",
    ],
)
def test_what_is_about_something_else(text: str) -> None:
    assert line(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 to 10", TEN),
        ("from 0 to 10", TEN),
        ("0-10", TEN),
        ("0..10", TEN),
        ("0 to 100 %", Scale(most=Decimal(100), unit="%")),
        ("0% to 100%", Scale(most=Decimal(100), unit="%")),
        ("%", Scale(most=Decimal(100), unit="%")),
        ("percent", Scale(most=Decimal(100), unit="%")),
        ("0 and more", Scale()),
        ("0 or more", Scale()),
        ("0+", Scale()),
        ("-5 to 5", Scale(least=Decimal(-5), most=Decimal(5))),
        ("10", None),
        ("", None),
        ("1.2.3 and more", None),
    ],
)
def test_scales(text: str, expected: Scale | None) -> None:
    assert scale(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every fri", {4}),
        ("fridays", {4}),
        ("weekly on fri", {4}),
        ("mon and thu", {0, 3}),
        ("every mon, wed & friday", {0, 2, 4}),
        ("every day", WEEK),
        ("every working day", WEEK),
        ("daily", WEEK),
        ("every", None),
        ("every 2 weeks", None),
        ("", None),
    ],
)
def test_days(text: str, expected: set[int] | None) -> None:
    assert weekdays(text) == (frozenset(expected) if expected else None)
