"""Due phrases as people typed them elsewhere: each is read rightly, or asked about.

`cases/due.json` came with the wish for them; `cases/due_neighbours.json` has more of each kind.
`expected` is the instant, or `ask` for any question or refusal; `also` is as good. The reference
shows those that are `shown`, a question with its `reason`.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from escalation.worktime.hours import Calendar
from grammar.due import read as due_reader
from grammar.due.result import DueAnswer, DueContext, DueRead, DueUnclear

FOLDER = Path(__file__).parent / "cases"
CASES: list[dict[str, Any]] = [
    case
    for name in ("due.json", "due_neighbours.json")
    for case in json.loads((FOLDER / name).read_text())
]


def read(case: dict[str, Any]) -> DueAnswer:
    zone = ZoneInfo(case["tz"])
    now = datetime.fromisoformat(case["now"]).replace(tzinfo=zone).astimezone(UTC)
    context = DueContext(now=now, calendar=Calendar(tz=zone), locale=case["locale"])
    return due_reader.read(case["phrase"], context)


def found(case: dict[str, Any]) -> str:
    """The instant in the zone of the case, or `ask`."""
    answer = read(case)
    at_home = ZoneInfo(case["tz"])
    return answer.at.astimezone(at_home).isoformat() if isinstance(answer, DueRead) else "ask"


@pytest.mark.parametrize("case", CASES, ids=[" ".join(list(case.values())[:4]) for case in CASES])
def test_a_phrase_is_read_as_it_was_meant_or_asked_about(case: dict[str, Any]) -> None:
    assert found(case) in {case["expected"], *case["also"]}


@pytest.mark.parametrize("case", [case for case in CASES if "reason" in case])
def test_a_question_says_what_may_be_meant(case: dict[str, Any]) -> None:
    answer = read(case)
    assert isinstance(answer, DueUnclear)
    assert answer.reason == case["reason"]
