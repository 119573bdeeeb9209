"""Who was told and who has answered; expected by hand."""

from datetime import datetime

from escalation.events import BACKSTOP, Event
from escalation.facts.by_people import Acknowledged, Noted
from escalation.facts.circumstances import Adopted
from escalation.facts.shape import EventFacts
from escalation.ladder.answered import Answered, Told, answered
from tests.support.factories import BOSS, LEAD, utc

NOON, LATER = utc("03-05 12:00"), utc("03-05 13:00")
ACKNOWLEDGED = Acknowledged(held_until=None, was_held=False)


def told(
    user: str, *, rung: int = 0, due_at: datetime = NOON, told_at: datetime | None = NOON
) -> Told:
    return Told(rung=rung, recipient=user, due_at=due_at, told_at=told_at)


def event(actor: str, at: datetime, facts: EventFacts) -> Event:
    return Event(at=at, item_id=7, actor=actor, facts=facts)


def test_the_first_move_since_it_fell_due_is_the_answer() -> None:
    events = [
        event(LEAD, utc("03-05 11:59"), Noted(text="before")),
        event(BACKSTOP, NOON, Noted(text="not a person")),
        event(BOSS, NOON, Noted(text="somebody else")),
        event(LEAD, LATER, Noted(text="on it")),
        event(LEAD, utc("03-05 14:00"), ACKNOWLEDGED),
    ]
    assert answered([told(LEAD)], events) == (Answered(told=told(LEAD), at=LATER),)


def test_an_acknowledgement_is_told_apart() -> None:
    assert answered([told(LEAD)], [event(LEAD, NOON, ACKNOWLEDGED)]) == (
        Answered(told=told(LEAD), at=NOON, is_acknowledged=True),
    )


def test_nobody_stands_there_twice_nor_before_they_are_told() -> None:
    again = told(LEAD, rung=1, due_at=LATER, told_at=LATER)
    waits = told(BOSS, rung=1, due_at=LATER, told_at=None)
    assert answered([told(LEAD), again, waits], []) == (Answered(told=told(LEAD)),)


def test_who_answers_before_being_told_stands_there_at_once() -> None:
    waits = told(BOSS, rung=1, told_at=None)
    found = answered([waits], [event(BOSS, LATER, ACKNOWLEDGED)])
    assert found == (Answered(told=waits, at=LATER, is_acknowledged=True),)


def test_who_edits_the_ladder_of_an_item_has_not_answered() -> None:
    edited = event(LEAD, LATER, Adopted(version=2, old_version=1))
    assert answered([told(LEAD)], [edited]) == (Answered(told=told(LEAD)),)
