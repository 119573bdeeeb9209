"""`follow` and `unfollow`: alone they are meant, with other words they are asked about or noted."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.following import Following
from escalation.moves.move import Move
from escalation.worktime.hours import Calendar
from grammar.due.result import DueContext
from grammar.moves.parsed import Typed, Unclear
from grammar.read import Context, read

CONTEXT = DueContext(
    now=datetime(2026, 3, 25, 9, 30, tzinfo=UTC), calendar=Calendar(tz=ZoneInfo("Europe/Berlin"))
)
FOLLOW, UNFOLLOW = Following.FOLLOW, Following.UNFOLLOW


def asked(line: str) -> object:
    return read(line, Context(due=CONTEXT, requester="U0ME")).asked


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("B-12 follow", FOLLOW),
        ("B-12 Follow.", FOLLOW),
        ("follow B-12", FOLLOW),
        ("b12: watch it", FOLLOW),
        ("B-12 unfollow", UNFOLLOW),
        ("unfollow D-7", UNFOLLOW),
        ("B-12 stop following", UNFOLLOW),
        ("stop following B-12", UNFOLLOW),
    ],
)
def test_alone_it_is_meant(line: str, wanted: Following) -> None:
    found = asked(line)
    assert isinstance(found, Typed)
    assert found.move is wanted


@pytest.mark.parametrize(
    "line",
    ["B-12 follow up with legal", "B-12 follow?", "B-12 unfollow tomorrow", "B-12 watch the logs"],
)
def test_with_other_words_or_as_a_question_it_changes_nothing(line: str) -> None:
    assert isinstance(asked(line), Unclear)


def test_after_a_colon_it_is_a_note() -> None:
    found = asked("B-12: follow up with legal")
    assert isinstance(found, Typed)
    assert (found.move, found.text) == (Move.NOTE, "follow up with legal")


def test_following_up_does_not_keep_an_acknowledgement_from_being_one() -> None:
    found = asked("B-12 ack will follow up")
    assert isinstance(found, Typed)
    assert (found.move, found.reason) == (Move.ACKNOWLEDGE, "will follow up")


def test_what_begins_a_title_is_no_move() -> None:
    assert not isinstance(asked("blocker follow B-12 closely owner @tom due fri"), Typed)
