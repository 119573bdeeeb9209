"""Urgent after due: the rungs ahead count from the change and keep their distances.

The item is due Thu 5 Mar 2026 12:00 UTC, and the channel works 9 to 17 UTC. Its ladder tells the
lead at once, leadership 1 working day later and the channel 2 working days later.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from escalation.fields import Field
from escalation.items import Item, RungState
from escalation.ladder.plan import StepKind, plan
from escalation.ladder.timetable import rung_at
from escalation.moves.move import Edit, Intent, Move
from escalation.moves.transitions import transition
from escalation.moves.urgency import URGENT
from escalation.policy import Policy
from escalation.rungs import Audience, Unit
from tests.support.factories import OWNER, a_calendar, a_policy, an_item, changed, fired, rung, utc

DUE = utc("03-05 12:00")
LEAD_TOLD = RungState(
    rung=0,
    fired_at=utc("03-05 12:00"),
    heard_at=utc("03-05 12:00"),
    chance_ends_at=utc("03-05 16:00"),
)


def becomes(item: Item, new: str, at: str) -> Item:
    intent = Intent(move=Move.EDIT, actor=OWNER, edit=Edit(Field.URGENT, new))
    return transition(item, intent, utc(at), calendar=a_calendar()).item


def ahead(item: Item, *rungs: int) -> list[str]:
    """When rungs may fire; each as if the one below had just fired."""
    instants = []
    for index in rungs:
        at = rung_at(item, item.policy, index)
        instants.append(f"{at:%m-%d %H:%M}")
        item = item.at(item.position.with_rung(RungState(rung=index, fired_at=at)))
    return instants


def after_the_lead(**more: Any) -> Item:
    return changed(an_item(**more), rungs=(LEAD_TOLD,))


def test_before_due_the_rungs_are_counted_from_due_as_ever() -> None:
    urgent = becomes(an_item(), URGENT, "03-05 11:59")
    assert urgent.position.rungs_from is None
    assert ahead(urgent, 0, 1, 2) == ["03-05 12:00", "03-06 12:00", "03-07 12:00"]
    calm = becomes(urgent, "", "03-05 11:59")
    assert ahead(calm, 0, 1, 2) == ["03-05 12:00", "03-06 12:00", "03-09 12:00"]


def test_what_becomes_urgent_after_due_counts_from_then_by_the_clock() -> None:
    item = becomes(changed(after_the_lead(), reminded_until=DUE), URGENT, "03-06 08:00")
    assert item.position.rungs_from == utc("03-06 08:00")
    assert ahead(item, 1, 2) == ["03-07 08:00", "03-08 08:00"]
    assert plan(item, item.policy, utc("03-06 08:00"), calendar=a_calendar()).steps == ()
    assert item.next_at is not None
    assert item.next_at > utc("03-06 08:00")


def test_what_is_urgent_no_longer_counts_from_then_in_working_time() -> None:
    item = becomes(after_the_lead(urgent=True), "", "03-06 10:00")
    assert ahead(item, 1, 2) == ["03-09 10:00", "03-10 10:00"]


def test_the_first_rung_ahead_is_as_far_as_from_the_one_that_fired() -> None:
    both = changed(an_item(), rungs=(LEAD_TOLD, *fired(1, at="03-06 12:00")))
    assert ahead(becomes(both, URGENT, "03-06 15:00"), 2) == ["03-07 15:00"]


def test_a_rung_that_is_at_once_leaves_a_minute_to_correct_a_slip() -> None:
    item = becomes(an_item(), URGENT, "03-05 12:00")
    assert ahead(item, 0) == ["03-05 12:01"]
    again = becomes(item, "", "03-05 12:00")
    assert ahead(again, 0, 1) == ["03-05 12:01", "03-06 12:00"]


def mixed() -> Policy:
    rungs = (
        rung(Audience.LEAD, 0, Unit.HOURS),
        rung(Audience.LEADERSHIP, 4, Unit.HOURS),
        rung(Audience.CHANNEL, 1, Unit.DAYS, aloud=True),
    )
    return a_policy(rungs=rungs)


def test_hours_and_days_do_not_mix() -> None:
    item = changed(an_item(policy=mixed()), rungs=(LEAD_TOLD, *fired(1, at="03-06 09:00")))
    assert ahead(becomes(item, URGENT, "03-06 10:00"), 2) == ["03-07 10:00"]


def test_an_urgent_item_waits_for_no_chance_and_another_gives_one_in_working_time() -> None:
    told_monday = replace(LEAD_TOLD, heard_at=utc("03-09 09:00"), chance_ends_at=utc("03-09 13:00"))
    called = RungState(rung=2, called_at=utc("03-05 13:00"), heard_at=utc("03-05 13:00"))
    item = changed(an_item(), rungs=(told_monday, called))
    urgent = becomes(item, URGENT, "03-05 18:00")
    heard_at = utc("03-05 18:00")
    assert urgent.rung(0) == replace(LEAD_TOLD, heard_at=heard_at, chance_ends_at=None)
    assert urgent.rung(2) == called
    assert ahead(urgent, 1) == ["03-06 18:00"]
    calm = becomes(urgent, "", "03-06 08:00")
    assert calm.rung(0).chance_ends_at == utc("03-06 13:00")


def test_however_often_it_changes_a_rung_comes_within_a_review_cycle() -> None:
    item = after_the_lead()
    now = utc("03-05 12:30")
    while now < utc("03-14 00:00"):
        new = "" if item.urgent else URGENT
        item = becomes(item, new, f"{now:%m-%d %H:%M}")
        now += timedelta(hours=12)
    assert rung_at(item, item.policy, 1) <= utc("03-12 12:00")
    assert item.next_at is not None
    assert item.next_at <= now


def test_reminders_that_only_the_new_urgency_would_have_sent_are_skipped() -> None:
    # Due Mon 9 Mar 08:00, so the reminder two hours before came at 16:00 on Friday.
    item = an_item(due=replace(an_item().due, at=utc("03-09 08:00")))
    item = changed(item, reminded_until=utc("03-06 16:00"))
    urgent = becomes(item, URGENT, "03-09 07:00")
    assert urgent.position.reminded_until == utc("03-09 07:00")
    assert plan(urgent, urgent.policy, utc("03-09 07:00"), calendar=a_calendar()).steps == ()


def test_a_reminder_that_is_due_already_stays_due() -> None:
    item = changed(an_item(), reminded_until=utc("03-02 09:00"))
    urgent = becomes(item, URGENT, "03-05 11:00")
    steps = plan(urgent, urgent.policy, utc("03-05 11:00"), calendar=a_calendar()).steps
    assert [step.kind for step in steps] == [StepKind.REMINDER]


@pytest.mark.parametrize("move", [Move.RESCHEDULE, Move.REOPEN])
def test_another_round_counts_from_due_again(move: Move) -> None:
    item = becomes(after_the_lead(), URGENT, "03-06 08:00")
    if move is Move.REOPEN:
        closing = Intent(move=Move.RESOLVE, actor=OWNER)
        item = transition(item, closing, utc("03-06 09:00"), calendar=a_calendar()).item
    due = replace(item.due, at=utc("03-12 12:00"))
    intent = Intent(move=move, actor=OWNER, due=due, reason="late")
    again = transition(item, intent, utc("03-06 10:00"), calendar=a_calendar()).item
    assert again.position.rungs_from is None
