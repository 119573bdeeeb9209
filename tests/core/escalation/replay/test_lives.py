"""Moves made again on another ladder, and absences; the items are those of `test_by_hand`."""

from datetime import timedelta
from typing import Any

import pytest

from escalation.events import Event
from escalation.facts.action import Action
from escalation.facts.by_clock import Asked, Escalated
from escalation.facts.by_people import (
    Acknowledged,
    CalledForHelp,
    Edited,
    Kept,
    Noted,
    Reassigned,
    Reopened,
    Rescheduled,
    Resolved,
    Snoozed,
    TrajectorySet,
    Undone,
)
from escalation.facts.circumstances import CameBack, WentAway
from escalation.fields import Field
from escalation.items import Trajectory
from escalation.policy import Policy
from escalation.replay.comparison import Apart, compared, twice
from escalation.replay.known import Known, known
from escalation.replay.life import live
from escalation.replay.past import Past
from escalation.rungs import Audience
from tests.core.escalation.replay.test_by_hand import TRIED, a_past, replayed
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    OWNER,
    STAND_IN,
    a_directory,
    a_policy,
    rung,
    utc,
)


def steps(past: Past, policy: Policy | None, until: str, *absences: Event) -> list[tuple[str, str]]:
    """The rungs and last questions of a life, and when each fell due."""
    life = live(past, policy, known(a_directory(until), absences))
    assert life is not None
    found = [one.facts for _, one in life.events if isinstance(one.facts, Escalated | Asked)]
    return [(one.step, f"{one.planned_at:%m-%d %H:%M}") for one in found]


def away(user: str, at: str, until: str, stand_in: str = "") -> Event:
    facts = WentAway(until=utc(until), stand_in=stand_in)
    return Event(at=utc(at), item_id=None, actor=user, facts=facts)


def test_what_cannot_be_done_on_a_ladder_is_passed_over() -> None:
    past = a_past(
        "03-03 12:00",
        ("03-02 10:00", Noted(text="still waiting")),
        ("03-02 11:00", Edited(field=Field.TITLE, old="a", new="b")),
        ("03-03 13:00", Kept(until=utc("03-10 09:00"))),
        ("03-03 14:00", Undone(event=9, what=Action.RESOLVE, done_at=utc("03-03 13:30"))),
    )
    assert steps(past, None, "03-03 18:00") == [("rung-0", "03-03 12:00")]


def test_a_call_on_a_shorter_ladder_is_for_its_highest_rung() -> None:
    short = a_policy(rungs=(rung(Audience.LEAD), rung(Audience.CHANNEL, 1)), leadership=())
    called = CalledForHelp(rung=2, audience=None)
    past = a_past("03-05 12:00", ("03-03 12:00", called))
    life = live(past, short, Known(a_directory("03-04 12:00")))
    assert life is not None
    assert life.item.rung(0).called_at == utc("03-03 12:00")


def test_what_moves_an_item_moves_it_again() -> None:
    """The second round begins at its new date, Wed 4 Mar 12:00; urgent from Wed 13:00 on."""
    moved = Rescheduled(
        old_due_at=utc("03-03 12:00"),
        new_due_at=utc("03-04 12:00"),
        slips=1,
        pull_ins=0,
        first_due_at=utc("03-03 12:00"),
        drift=1,
    )
    past = a_past(
        "03-03 12:00",
        ("03-02 10:00", Snoozed(until=utc("03-03 10:00"))),
        ("03-02 11:00", Reassigned(old_owner=OWNER, new_owner=MEMBER)),
        ("03-03 13:00", moved),
        ("03-03 14:00", TrajectorySet(old=None, new=Trajectory.WORSENING)),
        ("03-04 13:00", Edited(field=Field.URGENT, old="", new="urgent")),
    )
    assert steps(past, None, "03-05 14:00") == [
        ("rung-0", "03-03 12:00"),
        ("rung-0", "03-04 12:00"),
        ("rung-1", "03-05 13:00"),
    ]


def test_a_closing_that_was_undone_and_a_reopening() -> None:
    undone = Undone(event=9, what=Action.RESOLVE, done_at=utc("03-03 10:00"))
    reopened = Reopened(was=None, old_due_at=utc("03-03 12:00"), new_due_at=utc("03-05 12:00"))
    past = a_past(
        "03-03 12:00",
        ("03-03 10:00", Resolved()),
        ("03-03 10:05", undone),
        ("03-03 13:00", Resolved()),
        ("03-04 09:00", reopened),
    )
    assert steps(past, None, "03-05 18:00") == [
        ("rung-0", "03-03 12:00"),
        ("rung-0", "03-05 12:00"),
    ]


def test_what_came_before_the_window_does_not_count() -> None:
    past = a_past("03-03 12:00")
    lives = [one for one in [twice(past, TRIED, Known(a_directory("03-05 18:00")))] if one]
    found = compared(lives, utc("03-04 00:00"))
    assert (dict(found.now.rungs), dict(found.then.rungs)) == (
        {"leadership": 1},
        {"lead": 1, "leadership": 1},
    )
    assert found.now.direct == 3  # leadership, and the owner on Wed and Thu at 9:00


@pytest.mark.parametrize(
    ("later", "urgent", "apart"),
    [
        (rung(Audience.LEAD, 1), False, Apart(days=1)),
        (rung(Audience.LEAD, 1), True, Apart(elapsed=timedelta(days=1))),
    ],
)
def test_how_far_apart(later: Any, urgent: bool, apart: Apart) -> None:
    tried = a_policy(rungs=(later, rung(Audience.LEADERSHIP, 1), rung(Audience.CHANNEL, 3)))
    past = a_past("03-03 12:00", urgent=urgent)
    assert replayed([past], tried).changed[0].rungs[0].apart == apart


def test_a_lead_who_comes_back_early_is_told_then() -> None:
    """Nobody covers for the lead, who was to be told on Thursday: leadership waits no longer."""
    back = Event(at=utc("03-03 14:00"), item_id=None, actor=LEAD, facts=CameBack())
    gone = away(LEAD, "03-02 09:00", "03-05 09:00", stand_in=STAND_IN)
    past = a_past("03-03 12:00")
    assert steps(past, None, "03-05 18:00", gone, back) == [
        ("rung-0", "03-03 12:00"),
        ("rung-1", "03-04 12:00"),
    ]


def test_the_last_question_is_put_to_others_if_who_was_asked_goes_away() -> None:
    """The fallback applies Fri 6 Mar 12:00; the question a week later waits for Monday 9:00."""
    past = a_past("03-03 12:00")
    gone = away(BOSS, "03-13 07:00", "03-30 09:00")
    found = steps(past, None, "03-13 18:00", gone)
    assert [step for step, _ in found if step.startswith("asked")] == [
        "asked-202603130000",
        "asked-again-20260313",
    ]


def test_somebody_unknown_may_have_been_away() -> None:
    past = a_past("03-03 12:00")
    assert steps(past, None, "03-03 18:00", away("U99", "03-02 09:00", "03-05 09:00")) == [
        ("rung-0", "03-03 12:00")
    ]


def test_an_acknowledgement_holds_the_rung_that_is_next_on_each_ladder() -> None:
    past = a_past("03-03 12:00", ("03-04 11:00", Acknowledged(rung=1)))
    assert steps(past, None, "03-04 18:00") == [
        ("rung-0", "03-03 12:00"),
        ("rung-1", "03-04 15:00"),
    ]
    assert steps(past, TRIED, "03-04 18:00") == [("rung-0", "03-04 15:00")]


def test_an_absence_moves_nothing_once_the_item_is_closed() -> None:
    past = a_past("03-03 12:00", ("03-03 13:00", Resolved()))
    gone = away(LEAD, "03-03 14:00", "03-05 09:00")
    assert steps(past, None, "03-05 18:00", gone) == [("rung-0", "03-03 12:00")]
