"""A rung with a condition is left out of the round if somebody has acknowledged the item.

The item is due Thu 5 Mar 12:00 UTC. Its ladder: lead at once, leadership after 1 working hour
unless acknowledged, the night shift after 2, the fallback after 1 working day; a chance is 4 hours.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from escalation.errors import BadInput
from escalation.events import Event
from escalation.facts.by_clock import LeftOut
from escalation.items import Item, RungState
from escalation.ladder.plan import Plan, StepKind, apply, plan
from escalation.moves import transitions
from escalation.moves.move import Intent, Move
from escalation.notices.foresight import next_rung
from escalation.notices.routing import route
from escalation.policy import Policy
from escalation.rungs import Audience, Condition, Offset, Rung, Shown, Unit
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    OWNER,
    a_calendar,
    a_directory,
    a_person,
    a_policy,
    an_item,
    changed,
    person_target,
    rung,
    utc,
)

UNLESS_SEEN = replace(
    rung(Audience.LEADERSHIP, 1, Unit.HOURS), only_if=Condition.UNACKNOWLEDGED, name="Board"
)
NIGHT_SHIFT = Rung(Offset(2), (person_target(MEMBER),), Shown.NOWHERE)
LADDER = (rung(Audience.LEAD), UNLESS_SEEN, NIGHT_SHIFT, rung(Audience.CHANNEL, 1))
TOLD = RungState(
    rung=0,
    fired_at=utc("03-05 12:00"),
    heard_at=utc("03-05 12:00"),
    chance_ends_at=utc("03-05 16:00"),
)


def an_overdue_item(**changes: object) -> Item:
    return an_item(policy=a_policy(rungs=LADDER), rungs=(TOLD,), **changes)


def acknowledged(item: Item, at: str) -> Item:
    intent = Intent(move=Move.ACKNOWLEDGE, actor=OWNER)
    return transitions.transition(item, intent, utc(at), calendar=a_calendar()).item


def planned(item: Item, at: str) -> Plan:
    return plan(item, item.policy, utc(at), calendar=a_calendar())


def on_rungs(found: Plan) -> list[tuple[StepKind, int]]:
    return [(step.kind, step.rung) for step in found.steps if step.rung >= 0]


def test_without_an_acknowledgement_it_fires_once_the_lead_had_a_chance() -> None:
    item = an_overdue_item()
    assert on_rungs(planned(item, "03-05 15:59")) == []
    assert on_rungs(planned(item, "03-05 16:00")) == [(StepKind.RUNG, 1)]


def test_an_acknowledgement_since_the_date_leaves_it_out_and_the_next_is_told() -> None:
    # Acknowledged 12:30, which pauses the next rung until 16:30; the one after needs 16:00 only.
    item = acknowledged(an_overdue_item(), "03-05 12:30")
    assert on_rungs(planned(item, "03-05 16:29")) == []
    found = planned(item, "03-05 16:30")
    assert on_rungs(found) == [(StepKind.LEFT_OUT, 1), (StepKind.RUNG, 2)]
    after = apply(item, found)
    assert after.rung(1).left_out_at == utc("03-05 16:30")
    assert not after.has_fired(1)
    assert after.has_fired(2)


def test_an_acknowledgement_before_the_date_does_not_count() -> None:
    item = changed(an_overdue_item(), acknowledged_at=utc("03-05 11:59"))
    assert on_rungs(planned(item, "03-05 16:00")) == [(StepKind.RUNG, 1)]


def test_one_at_the_very_instant_of_the_date_counts() -> None:
    item = changed(an_overdue_item(), acknowledged_at=utc("03-05 12:00"))
    assert on_rungs(planned(item, "03-05 16:00"))[0] == (StepKind.LEFT_OUT, 1)


def test_an_acknowledgement_counts_though_the_item_was_handed_over() -> None:
    item = acknowledged(an_overdue_item(), "03-05 12:30")
    to_bo = Intent(move=Move.REASSIGN, actor=LEAD, reason="off", owner=a_person(MEMBER))
    item = transitions.transition(item, to_bo, utc("03-05 13:00"), calendar=a_calendar()).item
    assert item.position.acknowledged_at is None
    assert on_rungs(planned(item, "03-05 16:00"))[0] == (StepKind.LEFT_OUT, 1)


def test_what_was_left_out_stays_out_though_the_owner_changes() -> None:
    left_out = RungState(rung=1, left_out_at=utc("03-05 16:30"))
    item = changed(an_overdue_item(), rungs=(TOLD, left_out))
    assert on_rungs(planned(item, "03-05 17:00")) == [(StepKind.RUNG, 2)]


def test_a_rung_left_out_gives_no_chance() -> None:
    # The night shift was told at 16:30 and has until Fri 13:30, its fourth working hour; the
    # fallback is due Fri 12:00, so it waits for that.
    night = RungState(
        rung=2,
        fired_at=utc("03-05 16:30"),
        heard_at=utc("03-05 16:30"),
        chance_ends_at=utc("03-06 12:30"),
    )
    left_out = RungState(rung=1, left_out_at=utc("03-05 16:30"))
    item = changed(an_overdue_item(), rungs=(TOLD, left_out, night))
    assert on_rungs(planned(item, "03-06 12:29")) == []
    assert on_rungs(planned(item, "03-06 12:30")) == [(StepKind.RUNG, 3)]


def test_the_history_says_which_was_left_out() -> None:
    item = acknowledged(an_overdue_item(), "03-05 12:30")
    found = planned(item, "03-05 16:30")
    directory = a_directory("03-05 16:30")
    events: tuple[Event, ...] = route(apply(item, found), found.steps, directory).events
    facts = [event.facts for event in events if isinstance(event.facts, LeftOut)]
    assert facts == [LeftOut(rung=1, audience=Audience.LEADERSHIP, name="Board")]


def test_the_next_to_be_told_is_the_one_after_it() -> None:
    item = acknowledged(an_overdue_item(), "03-05 12:30")
    now = utc("03-05 12:31")
    ahead = next_rung(item, now, a_directory(now), above=0)
    assert ahead is not None
    assert (ahead.step.rung, ahead.people, ahead.told_at) == (2, (MEMBER,), utc("03-05 16:30"))


def test_a_lead_who_cannot_answer_is_passed_over_to_the_one_after_it() -> None:
    item = an_item(policy=a_policy(rungs=LADDER), acknowledged_at=utc("03-05 12:00"))
    found = planned(item, "03-05 12:00")
    directory = a_directory("03-05 12:00")
    without_lead = replace(
        directory,
        people={user: one for user, one in directory.people.items() if user != LEAD},
    )
    told = route(apply(item, found), found.steps, without_lead)
    assert MEMBER in {notice.recipient for notice in told.notices}
    assert BOSS not in {notice.recipient for notice in told.notices}


def test_urgent_items_leave_it_out_too() -> None:
    # By the clock: leadership at 13:00, the night shift at 14:00.
    item = changed(an_overdue_item(), urgent=True, acknowledged_at=utc("03-05 12:30"))
    item = changed(item, rungs=(replace(TOLD, chance_ends_at=None),))
    assert on_rungs(planned(item, "03-05 13:00")) == [(StepKind.LEFT_OUT, 1)]
    assert planned(item, "03-05 13:00").next_at == utc("03-05 14:00")


@pytest.mark.parametrize(
    "rungs",
    [
        (UNLESS_SEEN, rung(Audience.CHANNEL, 1)),
        (rung(Audience.LEAD), UNLESS_SEEN, rung(Audience.CHANNEL, 1)),
        (
            rung(Audience.LEAD),
            replace(rung(Audience.CHANNEL, 1), only_if=Condition.UNACKNOWLEDGED),
        ),
    ],
    ids=["the first", "all above the first", "the fallback"],
)
def test_a_condition_may_not_silence_the_whole_ladder(rungs: tuple[Rung, ...]) -> None:
    with pytest.raises(BadInput, match="no condition"):
        Policy(rungs=rungs)


def test_a_rung_may_wait_as_long_as_the_calendar_counts() -> None:
    late = Rung(Offset(30, Unit.DAYS), (person_target(BOSS),))
    policy = Policy(rungs=(rung(Audience.LEAD), late, rung(Audience.CHANNEL, 30)))
    assert policy.rungs[1].after.elapsed == timedelta(days=30)
