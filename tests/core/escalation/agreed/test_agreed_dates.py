"""Whether a date is agreed: who agrees by what, for how long another one may be proposed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from escalation.about.agreements import Agreement
from escalation.agreed.agreed_dates import (
    answer_by,
    as_before,
    is_asked,
    is_from_others,
    is_unanswered,
    logged,
    may_counter,
)
from escalation.errors import BadInput
from escalation.events import Event
from escalation.facts.by_people import Rescheduled
from escalation.items import Due, Item, Status
from escalation.moves.move import Intent, Move
from escalation.moves.transitions import Transition, transition
from escalation.moves.undo import ToUndo, undone
from tests.support.factories import (
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    a_calendar,
    a_due,
    a_person,
    an_item,
    utc,
)

ASKED = Agreement(dated_by=REPORTER, date_asked_at=utc("03-02 10:30"))
"""On Monday; the item is due on Thursday 12:00."""


def asked(**changes: Any) -> Item:
    """An item that somebody else logged, whose owner was asked about the date."""
    return an_item(**{"agreement": ASKED, **changes})


def done(item: Item, move: Move, *, by: str = OWNER, at: str = "03-02 11:00", **more: Any) -> Item:
    return made(item, move, by=by, at=at, **more).item


def made(
    item: Item, move: Move, *, by: str = OWNER, at: str = "03-02 11:00", **more: Any
) -> Transition:
    intent = Intent(move=move, actor=by, **{"reason": "why", **more})
    return transition(item, intent, utc(at), calendar=a_calendar())


def agreed_at(item: Item) -> datetime | None:
    return item.agreement.agreed_at if item.agreement.covers(item.due.at) else None


def test_who_logs_their_own_item_agrees_to_its_date() -> None:
    at, due_at = utc("03-02 09:00"), utc("03-05 12:00")
    mine = logged(OWNER, due_at, by=OWNER, at=at)
    assert (mine.covers(due_at), mine.agreed_at, mine.agreed_by) == (True, at, OWNER)
    others = logged(OWNER, due_at, by=REPORTER, at=at)
    assert (others.covers(due_at), others.dated_by) == (False, REPORTER)


@pytest.mark.parametrize(
    ("more", "until"),
    [
        ({}, "03-03 10:30"),
        ({"urgent": True}, "03-03 10:30"),
        ({"agreement": replace(ASKED, date_asked_at=utc("03-06 16:00"))}, "03-09 16:00"),
        (
            {"agreement": replace(ASKED, date_asked_at=utc("03-06 16:00")), "urgent": True},
            "03-07 16:00",
        ),
    ],
)
def test_the_owner_has_one_working_day_or_if_it_is_urgent_24_hours(
    more: dict[str, Any], until: str
) -> None:
    assert answer_by(asked(**more), calendar=a_calendar()) == utc(until)


def test_before_the_message_left_no_day_runs() -> None:
    item = asked(agreement=Agreement(dated_by=REPORTER))
    assert answer_by(item, calendar=a_calendar()) is None
    assert not is_unanswered(item, utc("03-05 11:00"), calendar=a_calendar())
    assert may_counter(item, utc("03-05 11:00"), by=OWNER, calendar=a_calendar())


@pytest.mark.parametrize(
    ("at", "may", "is_late"),
    [("03-03 10:30", True, False), ("03-03 10:31", False, True)],
)
def test_the_last_instant_of_the_day_is_still_inside(at: str, may: bool, is_late: bool) -> None:
    assert may_counter(asked(), utc(at), by=OWNER, calendar=a_calendar()) is may
    assert is_unanswered(asked(), utc(at), calendar=a_calendar()) is is_late


@pytest.mark.parametrize(
    "item",
    [
        an_item(),
        asked(agreement=replace(ASKED, put_back_at=utc("03-02 10:40"))),
        asked(due=a_due("03-02 11:00")),
        asked(status=Status.RESOLVED),
    ],
    ids=["agreed", "put back", "past its date", "closed"],
)
def test_when_nobody_may_counter(item: Item) -> None:
    assert not may_counter(item, utc("03-02 11:00"), by=OWNER, calendar=a_calendar())


def test_only_the_owner_counters() -> None:
    assert not may_counter(asked(), utc("03-02 11:00"), by=REPORTER, calendar=a_calendar())


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (an_item(), True),
        (an_item(reporter=OWNER), False),
        (an_item(reporter=OWNER, agreement=Agreement(dated_by=OWNER)), False),
        (an_item(reporter=OWNER, agreement=Agreement(dated_by=LEAD)), True),
    ],
)
def test_what_somebody_else_logged_or_dated(item: Item, expected: bool) -> None:
    assert is_from_others(item) is expected


def test_the_owner_agrees_by_saying_so_or_acknowledging() -> None:
    for move in (Move.AGREE, Move.ACKNOWLEDGE):
        assert agreed_at(done(asked(), move)) == utc("03-02 11:00")
    with pytest.raises(BadInput, match="You agreed to the date of B-12 already"):
        done(an_item(), Move.AGREE)


@pytest.mark.parametrize(
    ("move", "by"), [(Move.NOTE, OWNER), (Move.ACKNOWLEDGE, LEAD), (Move.ACKNOWLEDGE, REPORTER)]
)
def test_a_note_or_somebody_elses_acknowledgement_agrees_to_nothing(move: Move, by: str) -> None:
    assert is_asked(done(asked(), move, by=by, text="words"))


def test_agreeing_again_later_keeps_the_first_time() -> None:
    once = done(asked(), Move.AGREE)
    assert agreed_at(done(once, Move.ACKNOWLEDGE, at="03-02 15:00")) == utc("03-02 11:00")


def test_agreeing_while_a_hold_stands_moves_its_end_like_a_note() -> None:
    held = done(asked(due=a_due("03-02 11:30")), Move.ACKNOWLEDGE, by=LEAD)
    assert held.position.hold is not None
    assert held.position.hold.until == utc("03-02 15:00")
    after = made(held, Move.AGREE, at="03-02 12:00")
    assert after.item.position.hold is not None
    assert after.item.position.hold.until == utc("03-02 16:00")
    noted = done(held, Move.NOTE, at="03-02 12:00", text="on it")
    assert noted.position.hold == after.item.position.hold


def test_who_takes_it_has_agreed_and_who_gets_it_is_asked() -> None:
    taken = done(an_item(), Move.REASSIGN, by=MEMBER, owner=a_person(MEMBER))
    assert agreed_at(taken) == utc("03-02 11:00")
    given = done(an_item(), Move.REASSIGN, by=LEAD, owner=a_person(MEMBER))
    assert (is_asked(given), given.agreement.date_asked_at) == (True, None)


def test_who_asked_for_it_has_agreed_once_the_owner_says_yes() -> None:
    item = done(
        an_item(), Move.TAKE, by=MEMBER, owner=a_person(MEMBER), asks_until=utc("03-03 11:00")
    )
    assert item.offer is not None
    yes = done(item, Move.REASSIGN, owner=a_person(MEMBER), at="03-02 12:00")
    assert agreed_at(yes) == utc("03-02 12:00")


def test_a_date_of_somebody_else_is_asked_about_and_one_of_the_owner_is_not() -> None:
    due = a_due("03-06 12:00")
    others = done(an_item(), Move.RESCHEDULE, by=REPORTER, due=due)
    assert (is_asked(others), others.agreement.dated_by) == (True, REPORTER)
    assert others.agreement.date_asked_at is None
    mine = done(an_item(), Move.RESCHEDULE, due=due)
    assert agreed_at(mine) == utc("03-02 11:00")
    back = done(others, Move.RESCHEDULE, by=REPORTER, due=a_due(), at="03-02 12:00")
    assert agreed_at(back) == utc("03-02 09:00"), "the owner had agreed to this one"


def test_reopening_with_another_date_asks_unless_the_owner_does_it() -> None:
    closed = an_item(status=Status.RESOLVED)
    soon, late = "03-04 09:00", "03-09 09:00"
    assert not is_asked(done(closed, Move.REOPEN, by=REPORTER, at=soon))
    assert is_asked(done(closed, Move.REOPEN, by=REPORTER, at=late))
    assert not is_asked(done(closed, Move.REOPEN, at=late))


def test_undoing_a_hand_over_brings_back_what_the_owner_had_said() -> None:
    was = replace(ASKED, countered_due_at=utc("03-04 12:00"), countered_first_at=utc("03-04 12:00"))
    before = an_item(agreement=was.given(OWNER, utc("03-05 12:00"), utc("03-02 10:40")))
    handed = made(before, Move.REASSIGN, by=LEAD, owner=a_person(MEMBER))
    again = undone(
        ToUndo(id=1, event=handed.event, item=handed.item),
        utc("03-02 11:05"),
        calendar=a_calendar(),
    )
    assert again.item.agreement == before.agreement
    unasked = made(asked(), Move.REASSIGN, by=LEAD, owner=a_person(MEMBER))
    wanted = ToUndo(id=1, event=unasked.event, item=unasked.item)
    back = undone(wanted, utc("03-02 11:05"), calendar=a_calendar())
    assert back.item.agreement == ASKED


def test_a_replay_knows_what_the_events_say() -> None:
    facts = Rescheduled(
        old_due_at=utc("03-05 12:00"),
        new_due_at=utc("03-06 12:00"),
        slips=0,
        pull_ins=0,
        first_due_at=utc("03-06 12:00"),
        drift=0,
    )

    def before(**changes: Any) -> Agreement:
        said = replace(facts, **changes)
        event = Event(at=utc("03-02 11:00"), item_id=7, actor=OWNER, facts=said)
        return as_before(an_item(), event).agreement

    assert before().covers(utc("03-05 12:00"))
    assert before(is_counter=True) == Agreement()
    again = before(is_counter=True, base_due_at=utc("03-04 12:00"))
    assert again.countered_due_at == utc("03-04 12:00")
    back = before(puts_back=True, first_due_at=utc("03-05 12:00"))
    assert (back.countered_due_at, back.countered_first_at) == (
        utc("03-06 12:00"),
        utc("03-05 12:00"),
    )
    event = made(asked(), Move.AGREE).event
    assert as_before(an_item(), event).agreement == Agreement()


def test_due_of_a_put_back_date_keeps_its_zone() -> None:
    item = asked(due=Due(at=utc("03-05 12:00"), zone="Europe/Berlin", phrase="thu 1pm"))
    moved = done(item, Move.RESCHEDULE, due=a_due("03-06 12:00"))
    back = done(moved, Move.PUT_BACK, by=REPORTER, reason="", at="03-02 12:00")
    assert back.due == Due(at=utc("03-05 12:00"), zone="UTC", phrase="")
