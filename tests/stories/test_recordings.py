"""Whole stories tell the same people the same things at the same instants as before.

If only words differ, the test passes and prints both texts side by side (`pytest -s`). The
fortnight is compared where it is lived (`test_fortnight.py`).
"""

import sys
import textwrap
from itertools import zip_longest

from tests.support.recordings import Told, demo_told, kept

HALF = 60


async def test_the_demo_tells_everybody_what_it_used_to() -> None:
    require_kept("demo", await demo_told())


def require_kept(name: str, now: list[Told]) -> None:
    """The facts of what was told are those of the recording, in the same order."""
    before = kept(name)
    for was, is_ in zip(before, now, strict=False):
        if was.facts == is_.facts and was.text != is_.text:
            sys.stdout.write(side_by_side(was, is_) + "\n")
    assert [one.facts for one in now] == [one.facts for one in before]


def side_by_side(was: Told, is_: Told) -> str:
    """Both texts in two columns, under what they are about."""
    columns = zip_longest(_wrapped(was.text), _wrapped(is_.text), fillvalue="")
    rows = [f"{left:<{HALF}} │ {right}" for left, right in columns]
    return "\n".join([f"\n{is_.at} {is_.to} {' '.join(is_.items)}", *rows])


def _wrapped(text: str) -> list[str]:
    return [part for line in text.splitlines() for part in textwrap.wrap(line, HALF) or [""]]


def test_texts_are_printed_side_by_side() -> None:
    facts = {"at": "2026-03-30T09:00", "to": "@lea", "place": "dm"}
    was, is_ = (
        Told(**facts, kinds=("logged",), items=("B-1",), buttons=(), text=text)
        for text in ("*B-1* is stopped", "*B-1* Blocked\nin two lines")
    )
    assert side_by_side(was, is_).splitlines() == [
        "",
        "2026-03-30T09:00 @lea B-1",
        f"{'*B-1* is stopped':<60} │ *B-1* Blocked",
        f"{'':<60} │ in two lines",
    ]
