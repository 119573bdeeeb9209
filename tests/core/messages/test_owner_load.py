"""What is said of an owner with a lot to do: the sentences by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from escalation.load.until_due import Load
from messages import remarks
from messages.owner_load import said
from tests.support.factories import OWNER, an_item
from tests.support.payloads import a_reader

DUE = "Thu 5 Mar 12:00 UTC"
BUSY = Load(user=OWNER, others=4, left=timedelta(hours=20), room=2)
HAS_FOUR = f"Maria already has at least 4 items due by {DUE}."
TWO = " At Maria's usual pace, about 2 of these 5 will be closed by then."
SHORT = timedelta(hours=2, minutes=30)


@pytest.mark.parametrize(
    ("load", "words"),
    [
        (BUSY, HAS_FOUR + TWO),
        (replace(BUSY, room=None), HAS_FOUR),
        (replace(BUSY, room=5), ""),
        (
            replace(BUSY, room=0),
            HAS_FOUR + " At Maria's usual pace, none of these 5 will be closed by then.",
        ),
        (
            replace(BUSY, room=5, left=SHORT),
            HAS_FOUR + " Maria has 2 h 30 min of working time left before this date.",
        ),
        (
            replace(BUSY, others=1, room=1),
            f"Maria already has at least 1 item due by {DUE}. At Maria's usual pace, about 1 of "
            "these 2 will be closed by then.",
        ),
        (
            replace(BUSY, others=0, room=1, left=SHORT),
            "Maria has 2 h 30 min of working time left before this date.",
        ),
        (
            replace(BUSY, others=0, room=0, left=timedelta(0)),
            "Maria has no working time left before this date.",
        ),
        (
            replace(BUSY, in_full=True),
            f"You already have 4 items due by {DUE}. At your usual pace, about 2 of these 5 will "
            "be closed by then.",
        ),
    ],
)
def test_the_words(load: Load, words: str) -> None:
    found = said(load, an_item().due.at, a_reader(private=True, plain=True), is_away=False)
    assert found.replace("<@U01>", "Maria") == words


def test_the_time_of_somebody_who_is_away_is_not_said_twice() -> None:
    load = replace(BUSY, others=0, room=0, left=timedelta(0))
    assert said(load, an_item().due.at, a_reader(), is_away=True) == ""


def test_it_is_a_remark_with_three_buttons() -> None:
    item, reader = an_item(), a_reader(private=True, plain=True, loads={OWNER: BUSY})
    (remark,) = remarks.of(item, OWNER, reader)
    assert remark.words.replace("<@U01>", "Maria") == HAS_FOUR + TWO
    assert remark.buttons == ("owner", "date", "keep")
    assert remarks.of(item, OWNER, replace(reader, loads={OWNER: replace(BUSY, room=9)})) == []
