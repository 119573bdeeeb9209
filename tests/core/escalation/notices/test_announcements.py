"""Who is told of a move; the person who made it is not."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from escalation.about.agreements import Agreement
from escalation.about.links import Link
from escalation.dependencies import Relation
from escalation.events import Event
from escalation.facts.action import Action
from escalation.facts.by_people import Logged, Reassigned, Rescheduled
from escalation.facts.in_notices import Done, LoggedBy
from escalation.facts.shape import shaped
from escalation.fields import Field
from escalation.items import Item, Kind, Status, Trajectory
from escalation.moves.move import Edit, Intent, Move
from escalation.moves.transitions import transition
from escalation.moves.undo import ToUndo, undone
from escalation.notices.announcements import (
    announce_logged,
    announce_move,
    announce_undo,
    as_undone,
    tells_of,
    with_slip_told,
)
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from escalation.rungs import Target, TargetKind
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_calendar,
    a_directory,
    a_due,
    a_person,
    a_policy,
    an_item,
    away,
    climbed,
    people,
    utc,
)

GIVEN: dict[str, Any] = {
    "text": "words",
    "reason": "why",
    "owner": a_person(MEMBER),
    "due": a_due("03-10 12:00"),
    "until": utc("03-05 10:00"),
    "trajectory": Trajectory.WORSENING,
    "edit": Edit(Field.TITLE, "another title"),
    "relation": Relation.BLOCKS,
    "others": ("D-7",),
    "address": "https://docs.test/1",
}


def moved(
    item: Item, move: Move, *others: Person, by: str = LEAD, at: str = "03-05 10:00"
) -> tuple[Notice, ...]:
    given = {**GIVEN, "until": utc("03-05 11:00")}
    if move is Move.REMIND:
        given["owner"] = a_person(OWNER)
    done = transition(item, Intent(move=move, actor=by, **given), utc(at), calendar=a_calendar())
    directory = a_directory(at, *others)
    return announce_move(item, done.item, done.event, directory=directory)


def directly(notices: tuple[Notice, ...]) -> dict[str, NoticeKind]:
    return {notice.recipient: notice.kind for notice in notices if notice.place is Place.DM}


AGREEMENTS = {
    Move.AGREE: Agreement(dated_by=REPORTER),
    Move.PUT_BACK: Agreement(
        countered_due_at=utc("03-06 12:00"), countered_first_at=utc("03-06 12:00")
    ),
}
"""What these moves answer: a date that somebody else set, and a counter-proposal."""


def an_item_for(move: Move) -> Item:
    kind = Kind.DECISION if move is Move.DECIDE else Kind.BLOCKER
    status = Status.RESOLVED if move is Move.REOPEN else Status.OPEN
    last = climbed(3) if move is Move.KEEP else {}
    links = (Link(url="https://docs.test/1", n=1),) if move is Move.UNLINK else ()
    last |= {"agreement": AGREEMENTS[move]} if move in AGREEMENTS else {}
    return an_item(kind=kind, status=status, told=(LEAD, BOSS), links=links, version=4, **last)


def test_logging_posts_the_card_and_tells_the_owner() -> None:
    card, direct = announce_logged(an_item(), people=people(), now=utc("03-02 09:00"))
    assert (card.kind, card.place, card.recipient) == (NoticeKind.CARD, Place.CHANNEL, CHANNEL)
    assert (direct.kind, direct.place, direct.recipient) == (NoticeKind.LOGGED, Place.DM, OWNER)
    assert direct.facts == LoggedBy(actor=REPORTER)


def test_an_owner_who_logged_it_needs_no_message() -> None:
    item = an_item(reporter=OWNER)
    (card,) = announce_logged(item, people=people(), now=utc("03-02 09:00"))
    assert card.kind is NoticeKind.CARD


def test_an_escalation_by_hand_is_told_by_the_rung_it_fires() -> None:
    assert moved(an_item_for(Move.ESCALATE), Move.ESCALATE) == ()


ANSWERS = {Move.TAKE, Move.DECLINE}
"""Moves that answer an offer, or make one."""


ALONE = [move for move in Move if move not in ANSWERS]


@pytest.mark.parametrize("move", [move for move in ALONE if move is not Move.ESCALATE])
def test_every_move_leaves_a_line_in_the_thread_with_who_and_why(move: Move) -> None:
    line = moved(an_item_for(move), move)[0]
    assert (line.kind, line.place, line.recipient) == (NoticeKind.CHANGED, Place.THREAD, CHANNEL)
    done = line.says(Done)
    action = Move.RESCHEDULE if move is Move.PUT_BACK else move
    assert (done.change.action.value, done.actor, done.reason) == (action.value, LEAD, "why")


@pytest.mark.parametrize(
    ("move", "actor"),
    [
        (move, actor)
        for move in ALONE
        for actor in (OWNER, REPORTER, LEAD, MEMBER)
        # Owners remind nobody but themselves, and put back nothing of their own.
        if (move, actor) not in {(Move.REMIND, OWNER), (Move.PUT_BACK, OWNER)}
    ],
)
def test_nobody_is_told_of_their_own_move_and_nobody_twice(move: Move, actor: str) -> None:
    recipients = [notice.recipient for notice in moved(an_item_for(move), move, by=actor)]
    assert actor not in recipients
    assert len(recipients) == len(set(recipients))


def test_a_handover_reaches_the_new_and_the_old_owner() -> None:
    notices = moved(an_item(), Move.REASSIGN)
    assert directly(notices) == {MEMBER: NoticeKind.HANDED, OWNER: NoticeKind.HANDED}
    assert shaped(notices[0].says(Done).change, Reassigned).new_owner == MEMBER
    assert directly(moved(an_item(), Move.REASSIGN, by=OWNER)) == {MEMBER: NoticeKind.HANDED}


def test_a_moved_date_reaches_everyone_who_was_told_the_old_one() -> None:
    notices = moved(an_item(told=(LEAD, BOSS)), Move.RESCHEDULE)
    assert directly(notices) == dict.fromkeys((OWNER, REPORTER, BOSS), NoticeKind.MOVED)
    assert {notice.round for notice in notices} == {2}
    change = shaped(notices[1].says(Done).change, Rescheduled)
    assert change.old_due_at == utc("03-05 12:00")


@pytest.mark.parametrize("move", [Move.RESOLVE, Move.DECIDE, Move.FALL_BACK, Move.WITHDRAW])
def test_a_closing_reaches_all_who_had_heard(move: Move) -> None:
    expected = dict.fromkeys((OWNER, REPORTER, BOSS), NoticeKind.CLOSED)
    assert directly(moved(an_item_for(move), move)) == expected


def test_who_stands_in_for_the_owner_or_the_told_hears_of_a_move_too() -> None:
    absent = [
        a_person(user, away=away("03-09 09:00", stand_in))
        for user, stand_in in ((OWNER, STAND_IN), (BOSS, MEMBER))
    ]
    notices = moved(an_item(told=(BOSS,)), Move.RESCHEDULE, *absent, by=REPORTER)
    assert directly(notices).keys() == {OWNER, BOSS, STAND_IN, MEMBER}


def test_a_reopening_reaches_all_who_thought_it_was_over() -> None:
    expected = dict.fromkeys((OWNER, REPORTER, BOSS), NoticeKind.CHANGED)
    assert directly(moved(an_item_for(Move.REOPEN), Move.REOPEN)) == expected


@pytest.mark.parametrize(
    "move",
    [*(Move.ACKNOWLEDGE, Move.NOTE, Move.SNOOZE, Move.REMIND), Move.ESCALATE, Move.TRAJECTORY],
)
def test_smaller_moves_are_a_line_in_the_thread_only(move: Move) -> None:
    assert directly(moved(an_item_for(move), move)) == {}


def test_direct_messages_wait_for_working_hours_and_the_thread_does_not() -> None:
    line, direct = moved(an_item(), Move.REASSIGN, by=OWNER, at="03-04 20:00")
    assert (line.was_held, direct.not_before) == (False, utc("03-05 09:00"))
    urgent = an_item(urgent=True)
    assert not moved(urgent, Move.REASSIGN, by=OWNER, at="03-04 20:00")[1].was_held


def test_whoever_cannot_be_reached_is_passed_over() -> None:
    gone = a_person(BOSS, deactivated=True)
    item = an_item(told=(BOSS, "U77"))
    assert set(directly(moved(item, Move.RESOLVE, gone))) == {OWNER, REPORTER}


def test_each_change_of_an_item_has_keys_of_its_own() -> None:
    first = {notice.key for notice in moved(an_item(version=1), Move.NOTE)}
    second = {notice.key for notice in moved(an_item(version=2), Move.NOTE)}
    logged = {n.key for n in announce_logged(an_item(), people=people(), now=utc("03-02 09:00"))}
    assert not (first & second)
    assert not (first & logged)


def slipped(item: Item, *others: Person, by: str = OWNER) -> dict[str, Place]:
    """Who is told of the second slip, and where the thread's message is shown."""
    notices = moved(item, Move.RESCHEDULE, *others, by=by)
    (line,) = (one.place for one in notices if one.kind is NoticeKind.CHANGED)
    above = {one.recipient: one.place for one in notices if one.kind is NoticeKind.SLIPPED}
    return above | {CHANNEL: line}


def test_the_second_slip_tells_the_lead_and_the_thread() -> None:
    assert slipped(an_item(slips=1)) == {LEAD: Place.DM, CHANNEL: Place.THREAD}
    assert slipped(an_item(slips=2)) == {BOSS: Place.DM, CHANNEL: Place.THREAD}
    assert slipped(an_item()) == {CHANNEL: Place.THREAD}


def test_whoever_moved_it_is_not_told_but_the_next_rung() -> None:
    assert slipped(an_item(slips=1), by=LEAD) == {BOSS: Place.DM, CHANNEL: Place.THREAD}


def test_with_nobody_above_the_channel_is_told_of_the_slip() -> None:
    assert slipped(an_item(slips=2), by=BOSS) == {CHANNEL: Place.ALOUD}
    assert slipped(an_item(slips=1, policy=a_policy(lead=(), leadership=()))) == {
        CHANNEL: Place.ALOUD
    }


def slip_told(item: Item, *, by: str = OWNER) -> datetime | None:
    """When leadership counts as told about the item, after its slip was announced."""
    announced = moved(item, Move.RESCHEDULE, by=by)
    told = with_slip_told(item, announced, a_directory("03-05 10:00"))
    return told.position.leadership_told_at


def test_leadership_counts_as_told_of_a_slip_only_when_somebody_there_was() -> None:
    assert slip_told(an_item(slips=1)) is None
    assert slip_told(an_item(slips=2)) == utc("03-05 10:00")
    assert slip_told(an_item(slips=1), by=LEAD) == utc("03-05 10:00")  # told in the lead's place
    assert slip_told(an_item(slips=2), by=BOSS) is None


def test_a_channel_of_leadership_is_told_of_the_slip_in_a_post() -> None:
    leadership = (Target(TargetKind.CHANNEL, LEADS_CHANNEL), Target(TargetKind.CHANNEL, CHANNEL))
    item = an_item(slips=2, policy=a_policy(leadership=leadership))
    assert slipped(item) == {LEADS_CHANNEL: Place.CHANNEL, CHANNEL: Place.THREAD}


def undo(
    item: Item, move: Move, *, left: tuple[Notice, ...] = ()
) -> tuple[Event, tuple[Notice, ...]]:
    """What undoing LEAD's move of 10:00 at 10:03 leaves, after these notices have left."""
    made = transition(
        item, Intent(move=move, actor=LEAD, **GIVEN), utc("03-05 10:00"), calendar=a_calendar()
    )
    now, wanted = utc("03-05 10:03"), ToUndo(id=57, event=made.event, item=made.item)
    again = undone(wanted, now, calendar=a_calendar())
    directory = a_directory(now)
    told = announce_undo(made.item, again.item, again.event, left=left, directory=directory)
    return again.event, told


def test_an_undoing_is_told_to_whoever_was_told() -> None:
    for move, recipients in (
        (Move.RESOLVE, {OWNER, REPORTER, BOSS}),
        (Move.REASSIGN, {OWNER, MEMBER}),
    ):
        item = an_item_for(move)
        line, *direct = moved(item, move)
        _, told = undo(item, move, left=(line, *direct))
        assert directly(told) == dict.fromkeys(recipients, NoticeKind.UNDONE)
        (post,) = (notice for notice in told if notice.place is not Place.DM)
        assert (post.kind, post.place, post.recipient) == (
            NoticeKind.CHANGED,
            Place.THREAD,
            CHANNEL,
        )
        assert len({notice.key for notice in (line, *direct, *told)}) == 2 * len(told)


def test_whoever_was_not_told_is_not_told_of_the_undoing_either() -> None:
    item = an_item_for(Move.RESOLVE)
    line, first, *_ = moved(item, Move.RESOLVE)
    assert undo(item, Move.RESOLVE)[1] == ()
    assert [one.place for one in undo(item, Move.RESOLVE, left=(line,))[1]] == [Place.THREAD]
    assert [*directly(undo(item, Move.RESOLVE, left=(first,))[1])] == [first.recipient]


def test_of_an_undone_logging_nobody_gets_another_message() -> None:
    item, now = an_item(), utc("03-02 09:00")
    told = announce_logged(item, people=people(), now=now)
    facts = Logged(owner=OWNER, due_at=item.due.at)
    event = Event(at=now, item_id=item.id, actor=REPORTER, facts=facts)
    again = undone(ToUndo(id=57, event=event, item=item), now, calendar=a_calendar())
    directory = a_directory(now)
    assert announce_undo(item, again.item, again.event, left=told, directory=directory) == ()
    assert all(tells_of(notice, Action.LOGGED, now) for notice in told)
    assert as_undone(told[1], [again.event]) == told[1], "it shows an item that is withdrawn"


def test_a_notice_reads_as_undone_only_if_that_is_what_it_tells_of() -> None:
    item = an_item_for(Move.RESOLVE)
    undoing, _ = undo(item, Move.RESOLVE)
    for notice in moved(item, Move.RESOLVE):
        assert as_undone(notice, []) == notice
        assert as_undone(notice, [undoing]).says(Done).undone
        assert not tells_of(notice, Action.RESOLVE, utc("03-05 10:01"))
        assert not tells_of(notice, Action.WITHDRAW, utc("03-05 10:00"))
        elsewhere = replace(undoing, item_id=item.id + 1)
        assert as_undone(notice, [elsewhere]) == notice
