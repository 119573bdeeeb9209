"""Lines as people type them: each field has one right value, or is asked about.

`cases/lines.json` has the lines we were asked to support, `cases/line_neighbours.json` more of each
kind. All are typed on Wednesday 10 June 2026 at 10:30 in New York. In a value, `ask` is any
question, `a|b` either of the two, and `none` means that no due date was typed.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from escalation.worktime.hours import Calendar
from grammar.due.result import DueContext, DueRead
from grammar.line import read as line_reader
from grammar.line.draft import Draft
from grammar.plans import is_a_plan

NEW_YORK = ZoneInfo("America/New_York")
NOW = DueContext(
    now=datetime(2026, 6, 10, 14, 30, tzinfo=UTC),
    calendar=Calendar(tz=NEW_YORK),
    locale="en-US",
)
CASES = [
    case
    for name in ("lines.json", "line_neighbours.json")
    for case in json.loads((Path(__file__).parent / "cases" / name).read_text())
]


def found(draft: Draft) -> dict[str, Any]:
    """A draft in the terms of the cases."""
    at = draft.due.at.astimezone(NEW_YORK) if isinstance(draft.due, DueRead) else None
    values = {
        "title": draft.text,
        "owner": draft.owner.value if draft.owner else "ask",
        "due": f"{at:%Y-%m-%d %H:%M}" if at else "none",
        "fallback": draft.fallback if is_a_plan(draft.fallback) else "ask",
        "impact": draft.impact,
        "urgent": draft.urgent,
    }
    return values | dict.fromkeys({"owner", "due", "fallback"} & set(draft.asks), "ask")


@pytest.mark.parametrize("case", CASES, ids=[case["line"] for case in CASES])
def test_every_field_of_the_line_has_its_right_value(case: dict[str, Any]) -> None:
    draft = line_reader.read(case["line"], NOW, requester="U9", decision=case["decision"])
    for name, value in found(draft).items():
        right = case["expected"][name]
        or_ask = isinstance(right, str) and right.endswith("|ask")
        assert value in ({right.removesuffix("|ask"), "ask"} if or_ask else {right}), name
