"""Facts: whom they name, and that they are never taken for other facts."""

import pytest

from escalation.facts.action import Action
from escalation.facts.by_clock import Asked, PostedAgain
from escalation.facts.by_people import (
    CalledForHelp,
    Logged,
    Noted,
    Reassigned,
    ReminderAsked,
    Undone,
)
from escalation.facts.in_notices import (
    Climb,
    Done,
    LadderChanged,
    LoggedBy,
    Promised,
    Reminder,
    Review,
)
from escalation.facts.shape import Facts, shaped
from escalation.moves.move import Move
from escalation.rungs import Audience
from storage.facts_json import EVENTS
from tests.support.factories import BOSS, LEAD, MEMBER, OWNER, REPORTER, STAND_IN

CALL = CalledForHelp(rung=0, audience=Audience.LEAD)
RUNG = Climb(step="rung-0", owner=OWNER, rung=0, audience=Audience.LEAD, actor=MEMBER)
NAMES: list[tuple[Facts, set[str]]] = [
    (Logged(owner=OWNER, due_at=None), {OWNER}),
    (Reassigned(old_owner=OWNER, new_owner=MEMBER), {OWNER, MEMBER}),
    (Undone(event=7, what=Action.REASSIGN, done_at=None, new_owner=OWNER), {OWNER}),
    (CALL, set()),
    (LadderChanged(channel="C01", actor=LEAD, version=3, since=2), {LEAD}),
    (CalledForHelp(rung=0, audience=Audience.LEAD, to=(LEAD, BOSS)), {LEAD, BOSS}),
    (Asked(step="asked", owner=OWNER, to=(BOSS,), unanswered=0), {OWNER, BOSS}),
    (PostedAgain(gone="1.1"), set()),
    (LoggedBy(actor=REPORTER), {REPORTER}),
    (Done(actor=LEAD, reason="", change=Logged(owner=OWNER, due_at=None)), {LEAD, OWNER}),
    (Reminder(step="due", owner=OWNER, instead_of=STAND_IN), {OWNER, STAND_IN}),
    (Reminder(step="remind-1", owner=OWNER, actor=MEMBER), {OWNER, MEMBER}),
    (Review(step="review", owner=OWNER, instead_of=STAND_IN), {OWNER, STAND_IN}),
    (ReminderAsked(owner=OWNER, to=(LEAD,)), {OWNER, LEAD}),
    (RUNG, {OWNER, MEMBER}),
    (Promised(actor=LEAD, customer=1, name="Harbor", live_at=None, live_zone=""), {LEAD}),
]


@pytest.mark.parametrize(("facts", "users"), NAMES)
def test_everybody_whom_facts_name_is_known(facts: Facts, users: set[str]) -> None:
    assert {*facts.users} - {""} == users


def test_facts_are_not_taken_for_others() -> None:
    with pytest.raises(TypeError, match="CalledForHelp is not Noted"):
        shaped(CALL, Noted)


def test_every_move_has_facts_of_its_own() -> None:
    """What puts a date back moves it."""
    assert {move.value for move in Move} - {Move.PUT_BACK} <= {*EVENTS}
