"""Calls for help and acknowledgements that say nothing new, on a real file."""

from datetime import timedelta

import pytest

from escalation.errors import Refusal
from escalation.moves import Move
from escalation.notices import NoticeKind
from escalation.policy import Audience
from tests.edges.desk_fixtures import (
    NOW,
    actions,
    desk,
    item_now,
    logged,
    moved,
    pending,
    taken,
)
from tests.factories import LEAD, MEMBER, utc
from workflows import deliver
from workflows.desk import Desk
from workflows.outcomes import Sent

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


NIGHT, MORNING = utc("03-02 21:00"), utc("03-03 09:00")


@pytest.mark.parametrize("has_card", [True, False])
def test_once_the_lead_is_told_the_card_says_what_is_next(desk: Desk, has_card: bool) -> None:
    item = logged(desk)
    if has_card:
        for errand in taken(desk):
            deliver.finish(desk, errand, Sent(errand.channel, "1.0"), now=NOW)
    moved(desk, item, Move.ESCALATE, actor=MEMBER, reason="help", now=NIGHT)
    (told,) = [one for one in taken(desk, MORNING) if one.channel == LEAD]
    deliver.finish(desk, told, Sent(LEAD, "3.0"), now=MORNING)
    edits = [row.notice for row in pending(desk, item) if row.notice.kind is NoticeKind.EDIT]
    assert [one.planned_at for one in edits if one.key.count("call-0")] == [MORNING] * has_card
