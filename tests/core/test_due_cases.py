"""Due phrases as people typed them elsewhere: each is read rightly, or asked about.

`cases/due.json` came with the wish for them; `cases/due_neighbours.json` has more of each kind.
`expected` is the instant, or `ask` for any question or refusal; `also` is as good.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from escalation.worktime.hours import Calendar
from grammar.due import read as due_reader
from grammar.due.result import DueContext, DueRead

FOLDER = Path(__file__).parent / "cases"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "due.json").read_text())


def found(case: dict[str, Any]) -> str:
    """The instant in the zone of the case, or `ask`."""
    zone = ZoneInfo(case["tz"])
    now = datetime.fromisoformat(case["now"]).replace(tzinfo=zone).astimezone(UTC)
    context = DueContext(now=now, calendar=Calendar(tz=zone), locale=case["locale"])
    answer = due_reader.read(case["phrase"], context)
    return answer.at.astimezone(zone).isoformat() if isinstance(answer, DueRead) else "ask"


@pytest.mark.parametrize("case", CASES, ids=[f"{case['phrase']} {case['tz']}" for case in CASES])
def test_a_phrase_is_read_as_it_was_meant_or_asked_about(case: dict[str, Any]) -> None:
    assert found(case) in {case["expected"], *case["also"]}
