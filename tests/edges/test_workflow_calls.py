"""Calls for help and acknowledgements that say nothing new, on a real file."""

from datetime import timedelta

import pytest

from escalation.errors import Refusal
from escalation.moves import Move
from escalation.policy import Audience
from tests.edges.desk_fixtures import NOW, actions, desk, item_now, logged, moved
from tests.factories import LEAD, MEMBER
from workflows.desk import Desk

__all__ = ["desk"]

HOUR = timedelta(hours=1)


def test_the_same_rung_within_an_hour_is_answered_and_changes_nothing(desk: Desk) -> None:
    item = logged(desk)
    moved(desk, item, Move.ESCALATE, actor=MEMBER, reason="help", number=10)
    before = item_now(desk, item)
    for changes in ({}, {"audience": Audience.LEAD}):
        with pytest.raises(Refusal):
            moved(
                desk, item, Move.ESCALATE, actor=MEMBER, reason="help", now=NOW + HOUR / 2,
                number=11, **changes,
            )  # fmt: skip
    assert item_now(desk, item) == before
    assert actions(desk, item.id) == ["logged", "escalate"]


def test_while_a_hold_stands_the_same_person_gets_its_answer_again(desk: Desk) -> None:
    item = logged(desk)
    first = moved(desk, item, Move.ACKNOWLEDGE, number=10)
    again = moved(desk, item, Move.ACKNOWLEDGE, number=11, now=NOW + HOUR)
    assert (again.repeated, again.event) == (True, first.event)
    assert actions(desk, item.id) == ["logged", "acknowledge"]


def test_once_the_hold_is_over_an_acknowledgement_is_one_of_its_own(desk: Desk) -> None:
    item = logged(desk)
    moved(desk, item, Move.ACKNOWLEDGE, number=10)
    later = moved(desk, item, Move.ACKNOWLEDGE, number=11, now=NOW + 5 * HOUR)
    assert not later.repeated
    theirs = moved(
        desk, item, Move.ACKNOWLEDGE, actor=LEAD, number=12, now=NOW + 6 * HOUR, reason="on it"
    )
    assert not theirs.repeated
