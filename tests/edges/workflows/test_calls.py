"""Calls for help and acknowledgements that say nothing new, on a real file."""

from datetime import timedelta

import pytest

from escalation.errors import Refusal
from escalation.items import Due
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind
from escalation.policy import Audience
from tests.support.desk_fixtures import (
    NOW,
    actions,
    item_now,
    logged,
    moved,
    pending,
    save_person,
    taken,
    told,
)
from tests.support.factories import BOSS, LEAD, MEMBER, REPORTER, utc
from workflows.outbox import dispatch
from workflows.outbox.result import Sent
from workflows.transaction.unit_of_work import Desk

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


def test_holds_that_follow_on_each_other_answer_everybody_who_acknowledged(desk: Desk) -> None:
    item = logged(desk)
    first = moved(desk, item, Move.ACKNOWLEDGE, number=10)  # Mon 9:00 to 13:00
    moved(desk, item, Move.ACKNOWLEDGE, actor=LEAD, number=11, now=NOW + 3 * HOUR)  # to 16:00
    again = moved(desk, item, Move.ACKNOWLEDGE, number=12, now=NOW + 6 * HOUR)
    assert (again.repeated, again.event.at) == (True, first.event.at)
    assert actions(desk, item.id) == ["logged", "acknowledge", "acknowledge"]


def test_an_acknowledgement_before_a_hold_that_ended_is_one_of_before(desk: Desk) -> None:
    item = logged(desk)
    moved(desk, item, Move.ACKNOWLEDGE, number=10)  # Mon 9:00 to 13:00
    moved(desk, item, Move.ACKNOWLEDGE, actor=LEAD, number=11, now=NOW + 5 * HOUR)  # 14:00 on
    assert not moved(desk, item, Move.ACKNOWLEDGE, number=12, now=NOW + 6 * HOUR).repeated


def test_an_acknowledgement_of_the_old_date_or_by_the_old_owner_is_none(desk: Desk) -> None:
    item = logged(desk)
    moved(desk, item, Move.ACKNOWLEDGE, number=10)
    due = Due(at=utc("03-06 12:00"), zone="UTC", phrase="fri noon")
    moved(desk, item, Move.RESCHEDULE, number=11, now=NOW + HOUR / 2, due=due, reason="legal")
    moved(desk, item, Move.ACKNOWLEDGE, actor=LEAD, number=12, now=NOW + HOUR)
    assert not moved(desk, item, Move.ACKNOWLEDGE, number=13, now=NOW + HOUR).repeated


def test_a_call_past_a_rung_that_cannot_answer_is_one_event_that_names_whom_it_told(
    desk: Desk,
) -> None:
    save_person(desk, LEAD, deactivated=True)
    item = logged(desk)
    event = moved(desk, item, Move.ESCALATE, actor=MEMBER, reason="help", number=10).event
    assert actions(desk, item.id) == ["logged", "escalate"]
    assert (event.facts["audience"], event.facts["to"]) == ("leadership", BOSS)


def test_a_call_that_nobody_can_answer_names_nobody(desk: Desk) -> None:
    for user in (LEAD, BOSS):
        save_person(desk, user, deactivated=True)
    item = logged(desk)
    event = moved(desk, item, Move.ESCALATE, actor=MEMBER, reason="help", number=10).event
    assert "to" not in event.facts
    assert ("gap", "dm", REPORTER) in told(desk, item)


def test_the_answer_names_the_end_of_the_hold_that_stands_now(desk: Desk) -> None:
    item, eleven = logged(desk), utc("03-05 11:00")  # it is due at 12:00
    moved(desk, item, Move.ACKNOWLEDGE, number=10, now=eleven)
    moved(desk, item, Move.ACKNOWLEDGE, actor=LEAD, number=11, now=eleven + HOUR / 2)
    again = moved(desk, item, Move.ACKNOWLEDGE, number=12, now=eleven + HOUR)
    assert again.event.facts["held_until"] == "2026-03-05T15:30:00+00:00"


NIGHT, MORNING = utc("03-02 21:00"), utc("03-03 09:00")


@pytest.mark.parametrize("has_card", [True, False])
def test_once_the_lead_is_told_the_card_says_what_is_next(desk: Desk, has_card: bool) -> None:
    item = logged(desk)
    if has_card:
        for errand in taken(desk):
            dispatch.finish(desk, errand, Sent(errand.channel, "1.0"), now=NOW)
    moved(desk, item, Move.ESCALATE, actor=MEMBER, reason="help", now=NIGHT)
    (told,) = [one for one in taken(desk, MORNING) if one.channel == LEAD]
    dispatch.finish(desk, told, Sent(LEAD, "3.0"), now=MORNING)
    edits = [row.notice for row in pending(desk, item) if row.notice.kind is NoticeKind.EDIT]
    assert [one.planned_at for one in edits if one.key.count("call-0")] == [MORNING] * has_card
