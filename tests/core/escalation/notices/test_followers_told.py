"""Followers are told of a closing, a reopening and a new date, unless they are told anyway."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from escalation.events import Event
from escalation.facts.by_people import Logged, Rescheduled
from escalation.facts.in_notices import Done
from escalation.facts.shape import shaped
from escalation.items import Due, Item, Kind, Status
from escalation.moves.move import Intent, Move
from escalation.moves.transitions import transition
from escalation.moves.undo import ToUndo, undone
from escalation.notices.announcements import announce_move, announce_undo
from escalation.notices.bundling import gathered
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.notices.suppression import still_wanted
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    a_calendar,
    a_directory,
    a_due,
    a_person,
    an_item,
    utc,
)

AT, LATER = utc("03-05 10:00"), utc("03-05 10:03")
MONDAY, TUESDAY = a_due("03-09 12:00"), a_due("03-10 12:00")
NEWS = (Move.RESOLVE, Move.DECIDE, Move.FALL_BACK, Move.WITHDRAW, Move.RESCHEDULE, Move.REOPEN)


def an_item_for(move: Move, **changes: Any) -> Item:
    kind = Kind.DECISION if move is Move.DECIDE else Kind.BLOCKER
    status = Status.RESOLVED if move is Move.REOPEN else Status.OPEN
    return an_item(kind=kind, status=status, told=(BOSS,), version=4, **changes)


def followed(
    item: Item, move: Move, *followers: str, by: str = OWNER, due: Due = TUESDAY
) -> tuple[Item, list[Notice]]:
    """The item after a move, and what its followers are told."""
    intent = Intent(move=move, actor=by, reason="why", text="words", due=due)
    made = transition(item, intent, AT, calendar=a_calendar())
    told = announce_move(
        item, made.item, made.event, directory=a_directory(AT), followers=followers
    )
    return made.item, of_followers(told)


def of_followers(told: Sequence[Notice]) -> list[Notice]:
    return [one for one in told if one.kind is NoticeKind.FOLLOWED]


@pytest.mark.parametrize("move", NEWS)
def test_each_follower_gets_one_message_and_nobody_who_is_told_anyway(move: Move) -> None:
    item = an_item_for(move, urgent=True)
    everybody = (OWNER, REPORTER, BOSS, MEMBER, LEAD, "U0404")
    _, told = followed(item, move, *everybody)
    assert [one.recipient for one in told] == [MEMBER, LEAD]  # nobody knows the last one
    for notice in told:
        assert (notice.place, notice.urgent) == (Place.DM, False)
        assert notice.says(Done).change.action.value == move.value


def test_at_night_it_waits_for_the_followers_morning_even_if_urgent() -> None:
    item = an_item_for(Move.RESOLVE, urgent=True)
    night = utc("03-05 22:00")
    made = transition(item, Intent(move=Move.RESOLVE, actor=OWNER), night, calendar=a_calendar())
    directory = a_directory(night, a_person(MEMBER, zone="UTC"))
    told = announce_move(item, made.item, made.event, directory=directory, followers=[MEMBER])
    (notice,) = of_followers(told)
    assert (notice.planned_at, notice.not_before) == (night, utc("03-06 09:00"))


def test_whoever_does_it_is_not_told_though_they_follow() -> None:
    assert followed(an_item_for(Move.RESOLVE), Move.RESOLVE, LEAD, by=LEAD)[1] == []


def undoing(item: Item, event: Event, *left: Notice, followers: Sequence[str] = ()) -> list[Notice]:
    """What followers are told once that is undone, after these notices have left."""
    wanted = ToUndo(id=57, event=event, item=item)
    made = undone(wanted, LATER, calendar=a_calendar())
    told = announce_undo(
        item, made.item, made.event, left=left, directory=a_directory(LATER), followers=followers
    )
    return [one for one in told if one.place is Place.DM]


def test_an_undoing_is_told_to_the_followers_who_were_told() -> None:
    item = an_item_for(Move.RESOLVE)
    made = transition(item, Intent(move=Move.RESOLVE, actor=OWNER), AT, calendar=a_calendar())
    _, told = followed(item, Move.RESOLVE, MEMBER, LEAD)
    again = undoing(made.item, made.event, told[0], followers=[MEMBER, LEAD])
    assert [(one.kind, one.recipient) for one in again] == [(NoticeKind.FOLLOWED, MEMBER)]
    assert still_wanted(again[0], item, LATER) == ""
    assert still_wanted(again[0], made.item, LATER) == "closed"


def test_undoing_a_logging_is_told_to_all_who_follow_by_then() -> None:
    item = an_item()
    facts = Logged(owner=OWNER, due_at=item.due.at)
    event = Event(at=AT, item_id=item.id, actor=REPORTER, facts=facts)
    (told,) = undoing(item, event, followers=[MEMBER, REPORTER])
    assert (told.kind, told.recipient) == (NoticeKind.FOLLOWED, MEMBER)
    assert still_wanted(told, an_item(status=Status.WITHDRAWN), LATER) == ""
    assert still_wanted(told, item, LATER) == "reopened"


def test_a_closing_is_not_told_once_it_is_open_again_nor_the_rest_once_it_is_closed() -> None:
    closed, (closing,) = followed(an_item_for(Move.RESOLVE), Move.RESOLVE, MEMBER)
    assert still_wanted(closing, closed, LATER) == ""
    assert still_wanted(closing, an_item(round=2), LATER) == "reopened"
    for move in (Move.REOPEN, Move.RESCHEDULE):
        item, (news,) = followed(an_item_for(move), move, MEMBER)
        assert still_wanted(news, item, LATER) == ""
        assert still_wanted(news, closed, LATER) == "closed"


def test_of_two_new_dates_the_last_is_told_with_the_date_that_was_known() -> None:
    item = an_item_for(Move.RESCHEDULE)
    once, (first,) = followed(item, Move.RESCHEDULE, MEMBER, due=MONDAY)
    twice, (second,) = followed(once, Move.RESCHEDULE, MEMBER)
    assert still_wanted(first, twice, LATER) == ""
    (told,) = gathered([first, replace(second, planned_at=LATER)])
    change = shaped(told.says(Done).change, Rescheduled)
    assert (change.old_due_at, change.new_due_at) == (item.due.at, TUESDAY.at)
