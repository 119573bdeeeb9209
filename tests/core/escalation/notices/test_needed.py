"""What an owner is told when an item that theirs needs closes, reopens or moves."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from escalation.dependencies import Dependencies
from escalation.events import Event
from escalation.facts.action import Action
from escalation.facts.by_people import Noted, Reopened, Rescheduled, Resolved, Undone
from escalation.facts.in_notices import Done, NeededChanged
from escalation.facts.shape import EventFacts
from escalation.items import Item, Kind, Status
from escalation.notices import needed
from escalation.notices.bundling import gathered
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.notices.suppression import HANDED_OVER, still_wanted
from messages.notices.render import notice_message
from messages.reader import Reader
from messages.slack import ids
from messages.slack.ids import DateChoice
from tests.support.factories import (
    LEAD,
    MEMBER,
    OWNER,
    STAND_IN,
    a_directory,
    a_due,
    a_person,
    an_item,
    away,
    changed,
    notice_of,
    utc,
)
from tests.support.payloads import a_reader

NOW = utc("03-03 10:00")
BLOCKER = an_item(id=1, number=12, title="SSO login fails")
WAITS = an_item(id=2, kind=Kind.DECISION, number=7, title="Which DPA", owner=MEMBER)
MOVED = Rescheduled(
    old_due_at=utc("03-05 12:00"),
    new_due_at=utc("03-09 12:00"),
    slips=1,
    pull_ins=0,
    first_due_at=utc("03-05 12:00"),
    drift=2,
)
CLOSED = Undone(event=1, what=Action.RESOLVE, done_at=NOW)


def told(facts: EventFacts, *, after: Item = BLOCKER, waits: Item = WAITS) -> list[Notice]:
    event = Event(at=NOW, item_id=1, actor=OWNER, reason="late", facts=facts)
    directory = a_directory(NOW)
    return [*needed.announce(BLOCKER, after, event, waiting=[waits], directory=directory)]


def a_notice(facts: EventFacts = MOVED, **changes: Any) -> Notice:
    (notice,) = told(facts)
    return replace(notice, facts=replace(notice.says(NeededChanged), **changes))


@pytest.mark.parametrize(
    ("facts", "matters"),
    [
        (Resolved(), True),
        (Reopened(was=Status.RESOLVED), True),
        (MOVED, True),
        (CLOSED, True),
        (replace(CLOSED, what=Action.REASSIGN), False),
        (Noted(text="x"), False),
    ],
)
def test_only_its_end_its_return_and_its_date_matter(facts: EventFacts, matters: bool) -> None:
    assert needed.concerns(facts) is matters


def test_the_owner_is_told_but_not_whoever_did_it_or_cannot_be_reached() -> None:
    (notice,) = told(Resolved(outcome="restarted it"))
    assert (notice.kind, notice.recipient, notice.item_id) == (NoticeKind.NEEDED, MEMBER, 2)
    facts = notice.says(NeededChanged)
    assert (facts.needed, facts.title, facts.outcome) == ("B-12", "SSO login fails", "restarted it")
    assert facts.users == (OWNER, "")
    assert told(Resolved(), waits=replace(WAITS, owner=OWNER)) == []
    assert told(Resolved(), waits=replace(WAITS, owner="U99")) == []


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        (MOVED, 2),
        (replace(MOVED, new_due_at=utc("03-05 15:00")), 1),
        (replace(MOVED, new_due_at=utc("03-04 12:00")), 0),
        (replace(MOVED, new_due_at=None), 0),
        (Reopened(was=Status.RESOLVED), 0),
        (CLOSED, 0),
    ],
)
def test_a_later_date_says_how_many_working_days(facts: EventFacts, days: int) -> None:
    (notice,) = told(facts)
    assert notice.says(NeededChanged).days == days


def test_an_absent_owners_stand_in_is_told_too_and_whom_they_stand_in_for() -> None:
    directory = a_directory(NOW, a_person(MEMBER, away=away("03-08 12:00", STAND_IN)))
    event = Event(at=NOW, item_id=1, actor=OWNER, reason="late", facts=MOVED)
    both = needed.announce(BLOCKER, BLOCKER, event, waiting=[WAITS], directory=directory)
    assert [(one.recipient, one.says(NeededChanged).instead_of) for one in both] == [
        (MEMBER, None),
        (STAND_IN, MEMBER),
    ]
    assert [still_wanted(one, WAITS, NOW) for one in both] == ["", ""]
    assert still_wanted(both[1], replace(WAITS, owner=LEAD), NOW) == HANDED_OVER
    reader = Reader(directory=directory, zone="UTC")
    words = notice_message([(both[1], WAITS)], reader)["text"]
    assert "That is after your date." in words
    assert f"You stand in for <@{MEMBER}>" in words


def moves(*dates: str) -> list[NeededChanged]:
    """What was to be told of moves, each from one of these dates to the next."""
    pairs = pairwise(dates)
    return [
        a_notice(old_due_at=utc(old), new_due_at=utc(new)).says(NeededChanged) for old, new in pairs
    ]


THU, FRI, LATE_FRI, MON, TUE = (
    "03-05 12:00", "03-06 09:00", "03-06 15:00", "03-09 12:00", "03-10 12:00",
)  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "kept", "since"),
    [
        ((THU, MON), None, THU),
        ((THU, MON, TUE), None, THU),
        ((THU, FRI, MON), None, FRI),
        ((THU, FRI), None, None),
        ((THU, MON, TUE), MON, MON),
        ((THU, MON, TUE), TUE, None),
        ((FRI, LATE_FRI), None, FRI),
        ((), None, None),
    ],
)
def test_working_days_count_from_the_first_move_that_was_not_answered(
    dates: tuple[str, ...], kept: str | None, since: str | None
) -> None:
    waits = replace(WAITS, due=a_due("03-06 12:00"))
    kept_for, expected = (utc(at) if at else None for at in (kept, since))
    earlier = [(one, True) for one in moves(*dates)]
    assert needed.unanswered_since(waits, earlier, kept_for=kept_for) == expected


def test_working_days_count_from_the_date_that_the_reader_knows() -> None:
    waits = replace(WAITS, due=a_due("03-06 12:00"))
    earlier = [(one, False) for one in moves(THU, FRI)]
    assert needed.unanswered_since(waits, earlier, kept_for=None) == utc(THU)
    other = [(replace(one, what=Action.REOPEN), True) for one in moves(THU, MON)]
    assert needed.unanswered_since(waits, other, kept_for=None) is None
    event = Event(at=NOW, item_id=1, actor=OWNER, reason="late", facts=MOVED)
    (notice,) = needed.announce(
        BLOCKER,
        BLOCKER,
        event,
        waiting=[WAITS],
        directory=a_directory(NOW),
        since={WAITS.id: utc("03-03 12:00")},  # Tuesday: Wed, Thu, Fri, Mon
    )
    assert notice.says(NeededChanged).days == 4


def test_an_offer_is_over_once_the_other_closes_or_moves_on_or_it_was_answered() -> None:
    facts = a_notice().says(NeededChanged)
    there = replace(BLOCKER, due=a_due("03-09 12:00"))
    assert needed.is_answerable(facts, there, kept_for=utc("03-05 12:00"))
    assert not needed.is_answerable(facts, there, kept_for=utc("03-09 12:00"))
    assert not needed.is_answerable(facts, replace(there, due=a_due("03-10 12:00")), kept_for=None)
    closed = changed(there, status=Status.RESOLVED)
    assert not needed.is_answerable(facts, closed, kept_for=None)


@pytest.mark.parametrize(
    ("what", "status", "why"),
    [
        (Action.RESOLVE, Status.RESOLVED, ""),
        (Action.RESOLVE, Status.OPEN, "reopened"),
        (Action.REOPEN, Status.OPEN, ""),
        (Action.RESCHEDULE, Status.WITHDRAWN, "closed since"),
    ],
)
def test_news_is_overtaken_by_what_came_since(what: Action, status: Status, why: str) -> None:
    facts = a_notice(what=what).says(NeededChanged)
    assert needed.overtaken(facts, changed(BLOCKER, status=status)) == why
    assert needed.overtaken(facts, None) == "no longer needed"


def test_news_is_for_the_owner_alone() -> None:
    assert still_wanted(a_notice(), WAITS, NOW) == ""
    assert still_wanted(a_notice(), replace(WAITS, owner=LEAD), NOW) == HANDED_OVER


def test_a_date_is_offered_while_the_other_is_due_later() -> None:
    notice = a_notice()
    assert needed.is_late_for(notice, WAITS)
    assert not needed.is_late_for(a_notice(days=0), WAITS)
    assert not needed.is_late_for(a_notice(Resolved()), WAITS)
    assert not needed.is_late_for(a_notice(new_due_at=None), WAITS)
    assert not needed.is_late_for(notice, changed(WAITS, round=2))
    assert not needed.is_late_for(notice, changed(WAITS, status=Status.DECIDED))
    assert not needed.is_late_for(notice, replace(WAITS, due=a_due("03-09 12:00")))
    other = notice_of(
        key="x",
        kind=NoticeKind.UNPOSTED,
        place=Place.DM,
        recipient=OWNER,
        planned_at=NOW,
        not_before=NOW,
    )
    assert not needed.is_late_for(other, WAITS)


def test_a_date_moves_by_working_days_at_the_same_hour_where_it_was_set() -> None:
    thursday = replace(WAITS, due=a_due("03-05 23:00", zone="America/New_York"))  # 18:00 there
    assert needed.moved_as_far(thursday, 2) == utc("03-09 22:00")  # their clocks change on Sunday


def test_two_moves_are_one_with_the_date_its_reader_knows() -> None:
    again = a_notice(old_due_at=utc("03-09 12:00"), new_due_at=utc("03-10 12:00"), days=3)
    again = replace(again, key="again", planned_at=utc("03-03 11:00"))
    (one,) = gathered([a_notice(), again])
    facts = one.says(NeededChanged)
    assert (facts.old_due_at, facts.new_due_at) == (utc("03-05 12:00"), utc("03-10 12:00"))
    assert facts.days == 3


def test_news_of_two_items_is_told_of_both_and_a_return_beats_a_date() -> None:
    both = gathered([a_notice(), replace(a_notice(needed="B-3"), key="other")])
    assert [one.says(NeededChanged).needed for one in both] == ["B-12", "B-3"]
    opened = replace(a_notice(Reopened(was=None)), planned_at=utc("03-03 11:00"))
    (one,) = gathered([a_notice(), opened])
    assert one.says(NeededChanged).what is Action.REOPEN


def of_it(kind: NoticeKind, change: EventFacts, **done: Any) -> Notice:
    """What the reporter of B-12, who owns D-7 as well, is told of B-12 itself."""
    facts = Done(actor=OWNER, reason="late", change=change, **done)
    return replace(a_notice(), kind=kind, item_id=1, key=kind.value, facts=facts)


@pytest.mark.parametrize(
    ("kind", "change", "its", "done", "lines"),
    [
        (NoticeKind.MOVED, MOVED, BLOCKER, {}, 1),
        (NoticeKind.MOVED, replace(MOVED, new_due_at=NOW), BLOCKER, {}, 2),
        (NoticeKind.CLOSED, Resolved(outcome="restarted it"), BLOCKER, {}, 1),
        (NoticeKind.CLOSED, Resolved(outcome="restarted it"), BLOCKER, {"undone": True}, 2),
        (NoticeKind.CLOSED, Resolved(outcome="restarted it"), replace(BLOCKER, number=3), {}, 2),
    ],
)
def test_who_needs_an_item_that_they_reported_reads_once_what_became_of_it(
    kind: NoticeKind, change: EventFacts, its: Item, done: dict[str, Any], lines: int
) -> None:
    news = a_notice(MOVED if kind is NoticeKind.MOVED else change)
    entries = [(news, WAITS), (of_it(kind, change, **done), its)]
    text = notice_message(entries, a_reader("03-03 10:00"))["text"]
    assert ("items for you" in text) == (lines == 2)
    assert "Which DPA" in text


def said(notice: Notice, *, needs: tuple[Item, ...] = (), item: Item = WAITS) -> dict[str, Any]:
    around = {item.id: Dependencies(needs=needs)}
    reader = Reader(directory=a_directory(NOW), zone="UTC", dependencies=around)
    return notice_message([(notice, item)], reader)


def test_a_closing_says_whether_the_item_can_go_on() -> None:
    free = said(a_notice(Resolved(outcome="restarted it")))["text"]
    assert free.startswith("*D-7* can go on: Which DPA\n")
    assert f"<@{OWNER}> resolved *B-12*: SSO login fails, because late." in free
    assert "Outcome: restarted it" in free
    still = said(a_notice(Resolved()), needs=(an_item(number=3),))["text"]
    assert still.startswith("*D-7* Which DPA · still needs B-3\n")


def test_the_date_of_what_is_overdue_is_told_as_past() -> None:
    late = replace(WAITS, due=a_due("03-02 12:00"))
    assert "*D-7* was due Mon 2 Mar 12:00 UTC." in said(a_notice(Resolved()), item=late)["text"]
    assert "*D-7* is due Thu 5 Mar 12:00 UTC." in said(a_notice(Resolved()))["text"]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (Action.FALL_BACK, "closed *B-12* with its fallback: SSO"),
        (Action.WITHDRAW, "withdrew *B-12*: SSO"),
        (Action.DECIDE, "decided *B-12*: SSO"),
        (Action.REOPEN, "reopened *B-12*: SSO"),
    ],
)
def test_each_way_it_can_end_or_return_has_its_words(what: Action, words: str) -> None:
    assert words in said(a_notice(Resolved(), what=what))["text"]


def test_a_later_date_brings_two_buttons_and_hidden_news_names_nothing() -> None:
    message = said(a_notice())
    assert "moved *B-12* from Thu 5 Mar 12:00 UTC to Mon 9 Mar 12:00 UTC" in message["text"]
    assert [one["text"]["text"] for one in message["blocks"][-1]["elements"]] == [
        "Move mine by 2 working days",
        "Keep my date",
    ]
    hidden = said(a_notice(needed="", title="", days=0))
    assert "SSO" not in str(hidden)
    assert "B-12" not in str(hidden)


def test_of_several_each_has_a_menu_while_it_is_asked() -> None:
    other = replace(WAITS, id=3, number=8, due=a_due("03-20 12:00"))
    first, second = a_notice(), replace(a_notice(), key="other", item_id=3)
    reader = Reader(directory=a_directory(NOW), zone="UTC")
    blocks = notice_message([(first, WAITS), (second, other)], reader)["blocks"]
    menus = [len(one["accessory"]["options"]) for one in blocks if "accessory" in one]
    assert menus == [2]
    said = [one["text"]["text"] for one in blocks if one["type"] == "section"]
    assert sum("That is after your date, " in line for line in said) == 1


def test_an_answer_travels_in_its_button_and_nothing_else_is_taken_for_one() -> None:
    for moves in (True, False):
        choice = DateChoice(moves=moves, days=2, key="7:B-12:3:U01")
        assert ids.decode_date(ids.encode_date(choice)) == choice
    for wrong in (None, 7, "", "move:2:x", "drop:2:7:B-12:3:U01", "move:2:7:B-12:3:U01 "):
        assert ids.decode_date(wrong) is None
