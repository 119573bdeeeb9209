"""A line that asks for a weekly post of before, and lines that only begin like one."""

import pytest

from grammar.subcommands import PastSummary, Subcommand, read
from tests.core.grammar.moves.test_listings import CONTEXT


@pytest.mark.parametrize(
    ("line", "weeks"),
    [
        ("summary last", 0),
        ("summary last week", 0),
        ("Last summary.", 0),
        ("show me the last weekly post", 0),
        ("last week's summary", 0),
        ("summary 2 weeks ago", 2),
        ("summary from 1 week ago", 1),
        ("the weekly post of three weeks ago", 3),
        ("summary a week ago?", 1),
        ("summary 12w ago", 12),
    ],
)
def test_a_past_summary_says_how_many_weeks_ago(line: str, weeks: int) -> None:
    assert read(line, CONTEXT, requester="U1") == PastSummary(weeks)


@pytest.mark.parametrize("line", ["summary 0 weeks ago", "summary of the call", "last B-12"])
def test_other_lines_are_none(line: str) -> None:
    assert not isinstance(read(line, CONTEXT, requester="U1"), PastSummary)


def test_without_a_week_it_is_the_week_so_far() -> None:
    assert read("summary", CONTEXT, requester="U1") is Subcommand.SUMMARY
