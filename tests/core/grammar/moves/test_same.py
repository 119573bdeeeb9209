"""`B-14 same as B-9`: what was logged twice, as people type it."""

import pytest

from escalation.items import Kind
from escalation.moves.move import Move
from grammar import read as one_door
from grammar.moves.parsed import Reference, Typed, Unclear
from grammar.moves.words import Likeness, View
from tests.core.grammar.moves.test_references import B12, NOW, typed, unclear

B9, D7 = Reference(Kind.BLOCKER, 9), Reference(Kind.DECISION, 7)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("B-12 same as B-9", B9),
        ("b12 is the same as b9", B9),
        ("B-12: same as *B-9*.", B9),
        ("B-12 Same as D-7", D7),
        ("B-12 is a duplicate of (B-9)", B9),
        ("B-12 dupe of #B-9", B9),
        ("B-12 duplicates B‑9", B9),
        ("B-12 is the same thing as B-9", B9),
        ("B-12 same B-9", B9),
    ],
)
def test_the_other_item(text: str, other: Reference) -> None:
    assert typed(text) == Typed(reference=B12, move=Likeness.SAME, others=(other,))


@pytest.mark.parametrize(
    "text",
    [
        "B-12 same as",
        "B-12 duplicate",
        "B-12 same as yesterday",
        "B-12 same as B-9 and B-8",
        "B-12 same as B-9 because both are about SSO",
        "B-12 same as B-9, but for Harbor",
        "B-12 same as 9",
    ],
)
def test_anything_but_one_label_is_asked_about(text: str) -> None:
    found = unclear(text)
    assert found.reason == "Which one item is B-12 the same as?"
    assert found.usage == ("B-12 same as B-9", "B-12 withdraw because same as B-9")


def test_a_question_is_one() -> None:
    assert "reads like a question" in unclear("B-12 same as B-9?").reason
    assert unclear("B-12 same as B-9?").usage == ("B-12", "B-12 same as B-9")


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("B-12 note same as B-9", Move.NOTE),
        ("B-12 withdraw because same as B-9", Move.WITHDRAW),
        ("B-12: it looks the same as ours", Move.NOTE),
        ("why is B-12 the same as before?", View.SHOW),
    ],
)
def test_other_moves_stay_what_they_are(text: str, move: Move | View) -> None:
    assert asked(text) == move


def asked(text: str) -> Move | View | None:
    read = one_door.read(text, one_door.Context(due=NOW, requester="U0ME")).asked
    return read.move if isinstance(read, Typed) and isinstance(read.move, Move | View) else None


def test_in_a_thread_the_label_may_be_left_out() -> None:
    context = one_door.Context(due=NOW, requester="U0ME", about=B12)
    read = one_door.read("same as B-9", context)
    assert isinstance(read.asked, Typed)
    assert (read.asked.move, read.asked.others) == (Likeness.SAME, (B9,))


def test_a_line_to_log_may_say_so() -> None:
    line = "B-12 same as B-9 again owner @maria due fri fallback wait"
    context = one_door.Context(due=NOW, requester="U0ME", kind=Kind.BLOCKER)
    assert isinstance(one_door.read(line, context).asked, one_door.ToLog)
    assert not isinstance(one_door.read(line, context).asked, Unclear)
