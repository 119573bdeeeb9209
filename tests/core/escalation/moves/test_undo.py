"""What may be undone, by whom and until when, and how the item stands afterwards.

The item is due Thu 5 Mar 2026 12:00 UTC; the working day is 9 to 17 UTC.
"""

from dataclasses import replace
from typing import Any

import pytest

from escalation.errors import NotAllowed, Refusal, Stale
from escalation.events import BACKSTOP, Event
from escalation.facts.by_people import Logged, Undone
from escalation.facts.shape import EventFacts
from escalation.items import Closing, Item, Status
from escalation.moves.move import Intent, Move
from escalation.moves.transitions import transition
from escalation.moves.undo import (
    Overtaken,
    ToUndo,
    can_be_undone,
    lasting,
    require_undoable,
    undone,
)
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    a_calendar,
    a_due,
    a_hold,
    a_person,
    an_item,
    changed,
    climbed,
    event_of,
    utc,
)

AT, SOON = utc("03-04 10:00"), utc("03-04 10:03")
CLOSING = [Move.RESOLVE, Move.FALL_BACK, Move.WITHDRAW]
PROMISED: dict[str, Any] = {
    "acknowledged_at": utc("03-04 09:00"),
    "hold": a_hold(0, "03-05 16:00"),
    "snoozed_until": utc("03-05 10:00"),
    "reminder_asked_at": utc("03-04 08:00"),
}
GIVEN: dict[str, Any] = {"text": "words", "reason": "why", "owner": a_person(MEMBER)}


def done(item: Item, move: Move, *, by: str = OWNER) -> ToUndo:
    """A move at 10:00."""
    made = transition(item, Intent(move=move, actor=by, **GIVEN), AT, calendar=a_calendar())
    return ToUndo(id=57, event=made.event, item=made.item)


def logged(item: Item) -> ToUndo:
    """The item, logged at 10:00."""
    facts = Logged(owner=item.owner, due_at=item.due.at)
    return ToUndo(id=57, event=an_event(facts, by=item.reporter), item=item)


def an_event(facts: EventFacts, *, by: str, at: str = "03-04 10:00") -> Event:
    return Event(at=utc(at), item_id=7, actor=by, facts=facts)


def since(wanted: ToUndo, *actions: tuple[str, str]) -> ToUndo:
    """The same after these actions of these people, a minute later."""
    later = [
        event_of(at=utc("03-04 10:01"), item_id=7, actor=by, action=word) for by, word in actions
    ]
    return replace(wanted, since=(*wanted.since, *later))


def stands(wanted: ToUndo) -> Item:
    """The item once it is undone three minutes later."""
    return undone(wanted, SOON, calendar=a_calendar()).item


def refusal(wanted: ToUndo, *, actor: str = OWNER, at: str = "03-04 10:03") -> Refusal:
    with pytest.raises(Refusal) as caught:
        require_undoable(wanted, actor=actor, name="Maria", now=utc(at))
    return caught.value


@pytest.mark.parametrize("move", CLOSING)
def test_a_closing_that_is_undone_leaves_the_item_as_it_was(move: Move) -> None:
    item = an_item(**climbed(1), **PROMISED, slips=1, round=2)
    again = stands(done(item, move))
    assert again.next_at is not None
    assert changed(again, next_at=None) == item


def test_what_fell_due_meanwhile_is_due_at_once() -> None:
    item = an_item(due=a_due("03-04 10:01"), reminded_until=utc("03-04 09:59"))
    assert stands(done(item, Move.RESOLVE)).next_at == SOON


def test_a_hand_over_that_is_undone_brings_the_promises_back() -> None:
    item = an_item(**climbed(1), **PROMISED)
    again = stands(done(item, Move.REASSIGN, by=BOSS))
    assert changed(again, next_at=None) == item


def test_reminders_and_rungs_that_the_new_owner_saw_are_owed_and_done() -> None:
    item = an_item(reminded_until=utc("03-04 09:00"))
    wanted = done(item, Move.REASSIGN)
    on = changed(wanted.item, reminded_until=utc("03-04 10:02"), **climbed(1))
    again = stands(replace(wanted, item=on))
    assert (again.position.reminded_until, again.highest) == (utc("03-04 09:00"), 0)


def test_a_hand_over_of_an_older_version_brings_back_what_is_known() -> None:
    handed = event_of(
        at=AT, item_id=7, actor=BOSS, action="reassign", facts={"from": OWNER, "to": MEMBER}
    )
    item = an_item(owner=MEMBER)
    again = stands(ToUndo(id=57, event=handed, item=item))
    agreed = item.agreement.given(OWNER, item.due.at, item.logged_at)
    assert changed(again, next_at=None) == replace(item, owner=OWNER, agreement=agreed)


def test_a_logging_that_is_undone_is_withdrawn_without_a_reason() -> None:
    again = stands(logged(an_item()))
    assert (again.status, again.outcome, again.next_at) == (Status.WITHDRAWN, "", None)
    assert again.closing == Closing(status=Status.WITHDRAWN, at=SOON, by=REPORTER)
    assert again.was_undone


def test_only_an_item_whose_logging_was_undone_says_so() -> None:
    for move in CLOSING:
        assert not done(an_item(), move).item.was_undone
    assert not an_item().was_undone


def test_the_event_says_what_was_undone() -> None:
    wanted = done(an_item(), Move.REASSIGN, by=BOSS)
    event = undone(wanted, SOON, calendar=a_calendar()).event
    assert (event.at, event.actor, event.reason, event.item_id) == (SOON, BOSS, "", 7)
    assert event.facts == Undone(
        event=57, what=wanted.event.action, done_at=AT, old_owner=MEMBER, new_owner=OWNER
    )
    assert event.facts.users == (MEMBER, OWNER)
    assert undone(logged(an_item()), SOON, calendar=a_calendar()).event.facts.users == ("", "")


def test_logging_closing_and_handing_over_can_be_undone_and_nothing_else() -> None:
    undoable = {"logged", "reassign", "offer", "take", "resolve", "decide", "fall_back", "withdraw"}
    for word in ("logged", "offer", *Move, "undo", "escalated", "configured"):
        event = event_of(at=AT, item_id=7, actor=OWNER, action=word)
        assert can_be_undone(event) is (word in undoable), word
    lost = event_of(at=AT, item_id=7, actor=BACKSTOP, action="withdraw")
    assert not can_be_undone(lost)
    noted = ToUndo(
        id=57, event=event_of(at=AT, item_id=7, actor=OWNER, action="note"), item=an_item()
    )
    assert "Only what was logged" in refusal(noted).text


def test_only_the_person_who_did_it_may() -> None:
    wanted = done(an_item(), Move.RESOLVE)
    caught = refusal(wanted, actor=LEAD)
    assert (type(caught), caught.text) == (NotAllowed, "Only Maria can undo that.")


@pytest.mark.parametrize(
    ("wanted", "instead"),
    [
        (done(an_item(), Move.RESOLVE), "`B-12 reopen because …`"),
        (done(an_item(), Move.REASSIGN), "`B-12 give @somebody because …`"),
        (logged(an_item(reporter=OWNER)), "`B-12 withdraw because …`"),
    ],
)
def test_for_ten_minutes(wanted: ToUndo, instead: str) -> None:
    require_undoable(wanted, actor=OWNER, name="Maria", now=utc("03-04 10:09:59"))
    caught = refusal(wanted, at="03-04 10:10")
    assert type(caught) is Stale
    assert caught.text == (
        f"That can be undone for 10 minutes only, and they are over. Type {instead}."
    )


def test_once_somebody_acted_it_stays() -> None:
    wanted = since(done(an_item(), Move.RESOLVE), (LEAD, "note"), (BACKSTOP, "parked"))
    for at in (SOON, utc("03-04 11:00")):
        with pytest.raises(Overtaken) as caught:
            require_undoable(wanted, actor=OWNER, name="Maria", now=at)
        assert [event.actor for event in caught.value.since] == [LEAD]


def test_what_the_clock_does_does_not_matter() -> None:
    wanted = since(done(an_item(), Move.REASSIGN), (BACKSTOP, "reminded"), (BACKSTOP, "escalated"))
    require_undoable(wanted, actor=OWNER, name="Maria", now=SOON)


def test_it_knows_the_event_that_undid_it() -> None:
    wanted = done(an_item(), Move.RESOLVE)
    assert wanted.undoing is None
    by = undone(wanted, SOON, calendar=a_calendar()).event
    another = replace(
        by, facts=Undone(event=3, what=wanted.event.action, done_at=utc("03-04 09:00"))
    )
    note = event_of(at=SOON, item_id=7, actor=LEAD, action="note")
    assert replace(wanted, since=(note, another)).undoing is None
    assert replace(wanted, since=(note, another, by)).undoing is by


def test_what_was_undone_does_not_last() -> None:
    wanted = done(an_item(), Move.RESOLVE)
    by = undone(wanted, SOON, calendar=a_calendar()).event
    note = event_of(at=SOON, item_id=7, actor=LEAD, action="note")
    other = replace(wanted.event, item_id=8)
    assert lasting([wanted.event, other, note, by]) == (other, note)
    assert lasting([wanted.event, note]) == (wanted.event, note)
