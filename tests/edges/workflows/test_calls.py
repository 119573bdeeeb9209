"""Calls for help and acknowledgements that add nothing new, on a real file."""

from datetime import timedelta
from typing import Any

import pytest

from escalation.errors import BadInput, Refusal
from escalation.items import Due
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind
from storage.facts_json import encoded
from tests.support.context_fixtures import (
    NOW,
    actions,
    item_now,
    live,
    logged,
    moved,
    pending,
    save_channel,
    save_person,
    taken,
    told,
)
from tests.support.factories import BOSS, LEAD, LONG, MEMBER, REPORTER, a_policy, utc
from workflows.outbox import dispatch
from workflows.outbox.result import Sent
from workflows.transaction.unit_of_work import WorkspaceContext

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_the_same_rung_within_an_hour_is_answered_and_changes_nothing(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    moved(context, item, Move.ESCALATE, actor=MEMBER, reason="help", number=10)
    before = item_now(context, item)
    for changes in ({}, {"calls": "lead"}):
        with pytest.raises(Refusal):
            moved(
                context, item, Move.ESCALATE, actor=MEMBER, reason="help", now=NOW + HOUR / 2,
                number=11, **changes,
            )  # fmt: skip
    assert item_now(context, item) == before
    assert actions(context, item.id) == ["logged", "escalate"]


def test_while_a_hold_stands_the_same_person_gets_its_answer_again(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    first = moved(context, item, Move.ACKNOWLEDGE, number=10)
    again = moved(context, item, Move.ACKNOWLEDGE, number=11, now=NOW + HOUR)
    assert (again.repeated, again.event) == (True, first.event)
    assert actions(context, item.id) == ["logged", "acknowledge"]


def test_once_the_hold_is_over_an_acknowledgement_is_one_of_its_own(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    moved(context, item, Move.ACKNOWLEDGE, number=10)
    later = moved(context, item, Move.ACKNOWLEDGE, number=11, now=NOW + 5 * HOUR)
    assert not later.repeated
    theirs = moved(
        context, item, Move.ACKNOWLEDGE, actor=LEAD, number=12, now=NOW + 6 * HOUR, reason="on it"
    )
    assert not theirs.repeated


def test_holds_that_follow_on_each_other_answer_everybody_who_acknowledged(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    first = moved(context, item, Move.ACKNOWLEDGE, number=10)  # Mon 9:00 to 13:00
    moved(context, item, Move.ACKNOWLEDGE, actor=LEAD, number=11, now=NOW + 3 * HOUR)  # to 16:00
    again = moved(context, item, Move.ACKNOWLEDGE, number=12, now=NOW + 6 * HOUR)
    assert (again.repeated, again.event.at) == (True, first.event.at)
    assert actions(context, item.id) == ["logged", "acknowledge", "acknowledge"]


def test_a_hold_that_a_note_prolongs_gives_its_answer_again_until_it_ends(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    first = moved(context, item, Move.ACKNOWLEDGE, number=10)  # Mon 9:00 to 13:00
    moved(context, item, Move.NOTE, number=11, now=NOW + 3 * HOUR, text="still at it")  # to 16:00
    again = moved(context, item, Move.ACKNOWLEDGE, number=12, now=NOW + 6 * HOUR)
    assert (again.repeated, again.event.at) == (True, first.event.at)
    at = NOW + 8 * HOUR  # Mon 17:00
    moved(context, item, Move.ACKNOWLEDGE, actor=LEAD, number=13, now=at, reason="on it")
    assert not moved(context, item, Move.ACKNOWLEDGE, number=14, now=at + HOUR / 2).repeated


def test_an_acknowledgement_before_a_hold_that_ended_is_one_of_before(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    moved(context, item, Move.ACKNOWLEDGE, number=10)  # Mon 9:00 to 13:00
    moved(context, item, Move.ACKNOWLEDGE, actor=LEAD, number=11, now=NOW + 5 * HOUR)  # 14:00 on
    assert not moved(context, item, Move.ACKNOWLEDGE, number=12, now=NOW + 6 * HOUR).repeated


def test_an_acknowledgement_of_the_old_date_or_by_the_old_owner_is_none(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    moved(context, item, Move.ACKNOWLEDGE, number=10)
    due = Due(at=utc("03-06 12:00"), zone="UTC", phrase="fri noon")
    moved(context, item, Move.RESCHEDULE, number=11, now=NOW + HOUR / 2, due=due, reason="legal")
    moved(context, item, Move.ACKNOWLEDGE, actor=LEAD, number=12, now=NOW + HOUR)
    assert not moved(context, item, Move.ACKNOWLEDGE, number=13, now=NOW + HOUR).repeated


def test_a_call_past_an_unreachable_rung_is_one_event_naming_whom_it_told(
    context: WorkspaceContext,
) -> None:
    save_person(context, LEAD, deactivated=True)
    item = logged(context)
    event = moved(context, item, Move.ESCALATE, actor=MEMBER, reason="help", number=10).event
    assert actions(context, item.id) == ["logged", "escalate"]
    assert (encoded(event.facts)["audience"], encoded(event.facts)["to"]) == ("leadership", BOSS)


def test_a_call_that_nobody_can_answer_names_nobody(context: WorkspaceContext) -> None:
    for user in (LEAD, BOSS):
        save_person(context, user, deactivated=True)
    item = logged(context)
    event = moved(context, item, Move.ESCALATE, actor=MEMBER, reason="help", number=10).event
    assert "to" not in encoded(event.facts)
    assert ("gap", "dm", REPORTER) in told(context, item)


def test_the_answer_names_the_end_of_the_hold_that_stands_now(context: WorkspaceContext) -> None:
    item, eleven = logged(context), utc("03-05 11:00")  # it is due at 12:00
    moved(context, item, Move.ACKNOWLEDGE, number=10, now=eleven)
    moved(context, item, Move.ACKNOWLEDGE, actor=LEAD, number=11, now=eleven + HOUR / 2)
    again = moved(context, item, Move.ACKNOWLEDGE, number=12, now=eleven + HOUR)
    assert encoded(again.event.facts)["held_until"] == "2026-03-05T15:30:00+00:00"


NIGHT, MORNING = utc("03-02 21:00"), utc("03-03 09:00")


@pytest.mark.parametrize("has_card", [True, False])
def test_once_the_lead_is_told_the_card_says_what_is_next(
    context: WorkspaceContext, has_card: bool
) -> None:
    item = logged(context)
    if has_card:
        for call in taken(context):
            dispatch.finish(context, call, Sent(call.channel, "1.0"), now=NOW)
    moved(context, item, Move.ESCALATE, actor=MEMBER, reason="help", now=NIGHT)
    (told,) = [one for one in taken(context, MORNING) if one.channel == LEAD]
    dispatch.finish(context, told, Sent(LEAD, "3.0"), now=MORNING)
    edits = [row.notice for row in pending(context, item) if row.notice.kind is NoticeKind.EDIT]
    assert [one.planned_at for one in edits if one.key.count("call-0")] == [MORNING] * has_card


def test_who_calls_again_is_told_of_the_rungs_that_told_somebody(context: WorkspaceContext) -> None:
    """A rung that was left out told nobody."""
    save_channel(context, policy=a_policy(rungs=LONG))
    item = logged(context)
    live(context, utc("03-05 12:00"))
    moved(context, item_now(context, item), Move.ACKNOWLEDGE, now=utc("03-05 13:00"))
    monday = utc("03-09 18:00")
    live(context, monday)
    this: dict[str, Any] = {"actor": MEMBER, "reason": "help", "rung": 1}
    called = item_now(context, item)
    moved(context, called, Move.ESCALATE, now=monday + HOUR, number=60, **this)
    with pytest.raises(BadInput, match="Nobody was told again"):
        moved(context, called, Move.ESCALATE, now=monday + HOUR + MINUTE, number=61, **this)
