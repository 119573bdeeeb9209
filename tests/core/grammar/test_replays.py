"""A line that asks for a replay, and lines that only begin like one."""

import pytest

from grammar.subcommands import Replay, read
from tests.core.grammar.moves.test_listings import CONTEXT


@pytest.mark.parametrize(
    ("line", "weeks"),
    [
        ("replay", None),
        (" Replay. ", None),
        ("replay 4 weeks", 4),
        ("replay 1 week", 1),
        ("replay last week", 1),
        ("replay the last 12 weeks!", 12),
        ("replay 8w", 8),
    ],
)
def test_a_replay_may_say_how_many_weeks(line: str, weeks: int | None) -> None:
    assert read(line, CONTEXT, requester="U1") == Replay(weeks)


@pytest.mark.parametrize(
    "line", ["replays", "replay 0 weeks", "replay 4 days", "replay B-12", "replay the call to Acme"]
)
def test_other_lines_are_none(line: str) -> None:
    assert not isinstance(read(line, CONTEXT, requester="U1"), Replay)
