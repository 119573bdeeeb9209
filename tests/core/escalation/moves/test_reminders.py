"""Reminders that people ask for: to whom, how often, and when none is needed.

The item is due Thu 5 Mar 2026 12:00 UTC; the working day is 9 to 17 UTC.
"""

from typing import Any

import pytest

from escalation.errors import BadInput, ItemClosed
from escalation.facts.by_people import ReminderAsked
from escalation.items import Hold, Item, Status
from escalation.ladder.plan import StepKind
from escalation.moves.move import Intent, Move
from escalation.moves.reminders import NotReminded, RemindedLately, WhileAcknowledged, WhileSnoozed
from escalation.moves.transitions import Transition, transition
from tests.support.factories import (
    LEAD,
    MEMBER,
    OWNER,
    a_calendar,
    a_person,
    an_item,
    climbed,
    utc,
)

WEDNESDAY = "03-04 10:00"


def ask(item: Item, *, at: str = WEDNESDAY, actor: str = MEMBER, **given: Any) -> Transition:
    intent = Intent(move=Move.REMIND, actor=actor, **given)
    return transition(item, intent, utc(at), calendar=a_calendar())


def test_it_is_a_step_at_once_and_kept_on_the_item() -> None:
    done = ask(an_item(), reason="Acme waits")
    (step,) = done.steps
    assert (step.kind, step.at, step.missed) == (StepKind.REMINDER, utc(WEDNESDAY), 0)
    assert step.name == "remind-1772618400"
    assert done.item.position.reminder_asked_at == utc(WEDNESDAY)
    assert done.item.position.reminded_until == an_item().position.reminded_until
    assert (done.event.facts, done.event.reason) == (ReminderAsked(owner=OWNER), "Acme waits")


def test_the_next_may_follow_after_four_hours() -> None:
    item = an_item(reminder_asked_at=utc("03-04 10:00"))
    with pytest.raises(RemindedLately) as caught:
        ask(item, at="03-04 13:59:59")
    assert (caught.value.item, caught.value.until) == (item, utc("03-04 14:00"))
    assert ask(item, at="03-04 14:00").item.position.reminder_asked_at == utc("03-04 14:00")


@pytest.mark.parametrize(
    ("asked_at", "urgent", "again"),
    [
        ("03-04 07:00", False, "03-04 13:00"),  # told at 9
        ("03-04 20:00", False, "03-05 13:00"),
        ("03-06 20:00", False, "03-09 13:00"),  # over the weekend
        ("03-04 20:00", True, "03-05 00:00"),
    ],
)
def test_the_four_hours_begin_when_the_owner_is_told(
    asked_at: str, urgent: bool, again: str
) -> None:
    item = an_item(reminder_asked_at=utc(asked_at), urgent=urgent)
    with pytest.raises(RemindedLately) as caught:
        ask(item, at=asked_at)
    assert caught.value.until == utc(again)
    assert ask(item, at=again).steps


def test_a_snooze_holds_it_back() -> None:
    item = an_item(snoozed_until=utc("03-04 16:00"))
    with pytest.raises(WhileSnoozed) as caught:
        ask(item, at="03-04 15:59")
    assert caught.value.until == utc("03-04 16:00")
    assert ask(item, at="03-04 16:00").steps


@pytest.mark.parametrize(
    "held",
    [
        {},  # every rung has fired, so the acknowledgement held none
        {"hold": Hold(rung=0, until=utc("03-04 14:00"))},
        {"hold": Hold(rung=0, until=utc("03-03 12:00"))},  # an earlier one held it already
    ],
    ids=str,
)
def test_an_acknowledgement_holds_it_back_for_four_working_hours(held: dict[str, Any]) -> None:
    item = an_item(acknowledged_at=utc("03-04 10:00"), **held)
    with pytest.raises(WhileAcknowledged) as caught:
        ask(item, at="03-04 13:59")
    assert caught.value.until == utc("03-04 14:00")
    assert ask(item, at="03-04 14:00").steps


def test_in_the_evening_an_acknowledgement_lasts_into_the_next_day() -> None:
    item = an_item(acknowledged_at=utc("03-03 16:00"))  # one hour left of Tuesday
    with pytest.raises(WhileAcknowledged) as caught:
        ask(item, at="03-04 11:59")
    assert caught.value.until == utc("03-04 12:00")


def test_an_urgent_one_counts_by_the_clock() -> None:
    item = an_item(acknowledged_at=utc("03-03 20:00"), urgent=True)
    with pytest.raises(NotReminded) as caught:
        ask(item, at="03-03 23:00")
    assert caught.value.until == utc("03-04 00:00")


def test_after_due_it_reminds_as_well() -> None:
    assert ask(an_item(**climbed(3)), at="03-12 10:00").steps


def test_owners_need_no_reminder_from_themselves() -> None:
    with pytest.raises(BadInput, match=r"^B-12 is yours\. If you are on it: `B-12 ack`\. If you"):
        ask(an_item(), actor=OWNER)


def test_somebody_else_is_not_reminded() -> None:
    assert ask(an_item(), owner=a_person(OWNER)).steps
    with pytest.raises(BadInput, match=r"does not own B-12\. For the owner: `B-12 remind`"):
        ask(an_item(), owner=a_person(LEAD))


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.OPEN])
def test_what_is_closed_is_not_reminded_of(status: Status) -> None:
    with pytest.raises(ItemClosed):
        ask(an_item(status=status))
