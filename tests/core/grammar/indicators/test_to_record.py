"""`record`: the name, the value, and what is said of it."""

import pytest

from escalation.errors import BadInput
from grammar.indicators.to_record import Said, ToRecord, read, said, spelled, split, unknown
from tests.core.grammar.test_one_door import asked

NAMES = ("confidence", "goal", "goal 2", "time for setup", "NPS 2026")


def test_it_is_read_through_the_one_door() -> None:
    assert asked("record confidence 7.5") == ToRecord("confidence 7.5")
    assert asked("Record: confidence 7.5") == ToRecord("confidence 7.5")
    assert asked("record") == ToRecord("")


@pytest.mark.parametrize(
    "line", ["recording fails", "record the call owner @bo due fri fallback skip it"]
)
def test_something_to_log_is_no_value(line: str) -> None:
    assert read(line) is None


@pytest.mark.parametrize(
    ("rest", "name", "after"),
    [
        ("confidence 7.5", "confidence", "7.5"),
        ("Confidence: 7.5", "confidence", "7.5"),
        ("goal 2 7", "goal 2", "7"),
        ("goal 2", "goal", "2"),
        ("goal", "goal", ""),
        ("time for setup 12 for Harbor", "time for setup", "12 for Harbor"),
        ('"NPS 2026" 45', "NPS 2026", "45"),
        ("confidence 7 for <@U1|a b>", "confidence", "7 for <@U1|a b>"),
        ("rework 7", "", "rework 7"),
        ("", "", ""),
    ],
)
def test_the_longest_known_name_that_leaves_a_value(rest: str, name: str, after: str) -> None:
    assert split(rest, NAMES) == (name, after)


@pytest.mark.parametrize(
    ("rest", "name", "after"),
    [
        ("confidense 7.5 for Harbor", "confidense", "7.5 for Harbor"),
        ("confidense for Harbor", "confidense", "for Harbor"),
        ("confidense", "confidense", ""),
        ("7.5", "7.5", ""),
        ("", "", ""),
    ],
)
def test_what_may_be_meant_as_a_name(rest: str, name: str, after: str) -> None:
    assert unknown(rest) == (name, after)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("7.5", Said(value="7.5")),
        ("is 7.5", Said(value="7.5")),
        ("= 7.5", Said(value="7.5")),
        ("7 for Harbor for wave 1", Said(value="7", of=("Harbor", "wave 1"))),
        ("7 at 6 mar for Harbor", Said(value="7", of=("Harbor",), day="6 mar")),
        ("7 on fri", Said(value="7", day="fri")),
        ("7 as of fri", Said(value="7", day="fri")),
        ("7 fri", Said(value="7", day="fri")),
        ("62 % yesterday", Said(value="62 %", day="yesterday")),
        ("7 last tuesday for Harbor", Said(value="7", of=("Harbor",), day="last tuesday")),
        ("7 soon", Said(value="7 soon")),
        ("7 note up for now, at last", Said(value="7", note="up for now, at last")),
        ("7 because two left", Said(value="7", note="two left")),
        ("fix 7 because typo", Said(value="7", fixes=True, reason="typo")),
        ("fixed 7", Said(value="7", fixes=True)),
        ("7 fix because typo", Said(value="7", fixes=True, reason="typo")),
        ("for wave 1 62", Said(value="", of=("wave 1 62",))),
        ("high", Said(value="high")),
    ],
)
def test_what_is_said(rest: str, expected: Said) -> None:
    assert said(rest) == expected


def test_two_days_are_refused() -> None:
    with pytest.raises(BadInput, match="There are two of “at”"):
        said("7 at fri at mon")


def test_it_can_be_spelled_again() -> None:
    line = "fix 7 for A & B at 6 mar because typo"
    assert spelled(said(line), "confidence", "A & B") == (
        "record confidence fix 7 for A &amp; B at 6 mar because typo"
    )
    assert (
        spelled(Said(value="7", note="n"), "goal", "x", "y") == "record goal 7 for x for y note n"
    )
