"""No reader rescans the text over and over: twice the text runs at most twice the lines.

`test_pattern_laws` covers the work of the patterns.
"""

import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from escalation.items import Kind
from grammar import masking, names, pasted
from grammar import read as one_door
from grammar.due import read as due_reader
from grammar.due import suggest
from grammar.due.result import DueContext, DueUnclear
from grammar.line import parts as line_parts
from grammar.line import read as line_reader
from grammar.line.keywords import keywords
from grammar.moves import listings
from grammar.moves import read as move_reader
from grammar.moves import words as move_words
from messages.slack import ids, text
from tests.support.factories import a_calendar, utc

ROOT = Path(__file__).parents[3]
ROOMS = tuple(str(ROOT / room) for room in ("escalation", "grammar", "handlers", "messages"))
CONTEXT = DueContext(now=utc("03-02 09:00"), calendar=a_calendar())
LONG = 1_400
"""Characters: no reader refuses the text unread, and what rescans it stands out."""

WORDS = (
    *(", ", " - ", "? ", "a|", "\n \n", '"a" ', "<@U1> ", "&lt; ", "due ", "due fri, ", "due: "),
    *(
        "owner @a ",
        "fallback ",
        "default a ",
        "default a | ",
        "urgent, ",
        "because ",
        "mine ",
        "@a ",
    ),
)
STARTS = ("", "b-12 give ", "x options a|b ")


READERS: dict[str, Callable[[str], Any]] = {
    "lines.read": lambda typed: line_reader.read(typed, CONTEXT, requester="U1"),
    "references.read": lambda typed: move_reader.read(typed, CONTEXT, requester="U1"),
    "references.mentioned": move_reader.mentioned,
    "references.reference": move_reader.reference,
    "listing": lambda typed: listings.listing(
        typed, masking.mask(typed), context=CONTEXT, requester="U1"
    ),
    "keywords": lambda typed: keywords(typed, decision=True),
    "due": lambda typed: due_reader.read(typed, CONTEXT),
    "suggestion": lambda typed: suggest.suggestion(unread(typed), CONTEXT),
    "hidden": lambda typed: masking.mask(typed).unmask(typed.replace("\U000f0000", "")),
    "pasted": lambda typed: pasted.read(typed, CONTEXT, requester="U1"),
    "names": lambda typed: names.matching(typed, {"U1": "Tom Becker", "U2": "Maria Silva"}),
    "split": move_words.split,
    "named": move_words.named,
    "one door": lambda typed: one_door.read(
        typed, one_door.Context(due=CONTEXT, requester="U1", kind=Kind.BLOCKER)
    ),
    "own command": lambda typed: one_door.read(
        typed, one_door.Context(due=CONTEXT, requester="U1")
    ),
    "said": lambda typed: text.said(typed, {}),
    "plain": lambda typed: text.plain(typed, {}, limit=100),
    "unpacked": ids.unpacked,
}


def unread(typed: str) -> DueUnclear:
    answer = due_reader.read(typed, CONTEXT)
    assert isinstance(answer, DueUnclear)
    return answer


def carried_out(reader: Callable[[str], Any], typed: str) -> int:
    """How many lines of our code the reader runs."""
    count = 0

    def line(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, _event: str, _argument: object) -> Any:
        return line if frame.f_code.co_filename.startswith(ROOMS) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        reader(typed)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", READERS)
def test_twice_the_text_is_at_most_twice_the_work(name: str) -> None:
    for start, word in product(STARTS, WORDS):
        half, whole = (f"{start}{word * (size // len(word))}" for size in (LONG // 2, LONG))
        few = carried_out(READERS[name], half)
        assert carried_out(READERS[name], whole) <= 2.2 * few + 500, (start, word)


def test_work_that_grows_faster_is_found() -> None:
    def again_and_again(typed: str) -> None:
        while typed:
            line_parts.trimmed(", " * len(typed))
            typed = typed[10:]

    once, twice = (carried_out(again_and_again, "x" * size) for size in (200, 400))
    assert twice > 3 * once
