"""An acknowledgement lives as long as the work, and never longer than three holds.

B-2 is due Wed 25 March 2026 12:00; the second rung fires on Thu 12:00. Everybody works 9 to 17.
"""

import pytest

from escalation.calendars import UTC_ZONE
from escalation.facts.by_people import Acknowledged, Noted, TrajectorySet
from escalation.items import Item, Trajectory
from escalation.ladder.holds import delayed_until
from escalation.ladder.timetable import rung_at
from escalation.moves.move import Intent, Move
from escalation.moves.transitions import transition
from escalation.worktime.hours import Calendar
from tests.support.factories import (
    LEAD,
    MEMBER,
    OWNER,
    a_due,
    an_item,
    changed,
    climbed,
    fired,
    utc,
)

HOURS = Calendar(tz=UTC_ZONE)


def b2(**changes: object) -> Item:
    usual = {"due": a_due("03-25 12:00"), "rungs": fired(0, at="03-25 12:00")}
    return an_item(logged_at=utc("03-23 09:00"), **{**usual, **changes})


def said(item: Item, move: Move, at: str, by: str = OWNER) -> tuple[Item, object]:
    intent = Intent(move=move, actor=by, text="on it", trajectory=Trajectory.STEADY)
    made = transition(item, intent, utc(at), calendar=HOURS)
    return made.item, made.event.facts


def ends(item: Item) -> object:
    return item.position.hold and item.position.hold.until


def acknowledged(at: str = "03-26 11:00", **changes: object) -> Item:
    return said(b2(**changes), Move.ACKNOWLEDGE, at)[0]


def test_each_note_moves_its_end_up_to_three_holds_after_the_first() -> None:
    item = acknowledged()
    assert ends(item) == utc("03-26 15:00")
    for at, until in (
        ("03-26 14:00", "03-27 10:00"),  # 3 h on Thursday, 1 h on Friday
        ("03-27 09:30", "03-27 13:30"),
        ("03-27 12:00", "03-27 15:00"),  # 16:00 is over twelve working hours after Thu 11:00
    ):
        item, facts = said(item, Move.NOTE, at)
        assert ends(item) == utc(until)
        assert facts == Noted(text="on it", held_until=utc(until))
    item, facts = said(item, Move.NOTE, "03-27 14:00")
    assert facts == Noted(text="on it")
    assert rung_at(item, item.policy, 1) == utc("03-27 15:00")


def test_the_trajectory_prolongs_it_too() -> None:
    item, facts = said(acknowledged(), Move.TRAJECTORY, "03-26 14:00")
    until = utc("03-27 10:00")
    assert ends(item) == until
    assert facts == TrajectorySet(old=None, new=Trajectory.STEADY, held_until=until)


@pytest.mark.parametrize(
    ("by", "at"),
    [(MEMBER, "03-26 14:00"), (LEAD, "03-26 14:00"), (OWNER, "03-26 15:00")],
)
def test_others_and_late_words_prolong_nothing(by: str, at: str) -> None:
    item, facts = said(acknowledged(), Move.NOTE, at, by)
    assert (ends(item), facts) == (utc("03-26 15:00"), Noted(text="on it"))


def test_without_a_hold_a_note_holds_nothing() -> None:
    assert ends(said(b2(), Move.NOTE, "03-26 11:00")[0]) is None


def test_of_an_urgent_item_the_hours_are_by_the_clock() -> None:
    # The second rung of an urgent item fires 24 hours after due, on Thu 12:00.
    item = acknowledged(urgent=True)
    for at, until in (("14:00", "18:00"), ("17:59", "21:59"), ("21:00", "23:00")):
        item, _ = said(item, Move.NOTE, f"03-26 {at}")
        assert ends(item) == utc(f"03-26 {until}")  # at most twelve hours after 11:00


def test_an_item_of_before_counts_from_its_last_acknowledgement() -> None:
    item = acknowledged()
    older = tuple(one for one in item.position.rungs if one.fired_at)
    item, _ = said(changed(item, rungs=older), Move.NOTE, "03-26 14:00")
    assert ends(item) == utc("03-27 10:00")


def test_acknowledging_again_starts_no_other_three_holds() -> None:
    item, facts = said(acknowledged(), Move.ACKNOWLEDGE, "03-26 14:00", LEAD)
    assert facts == Acknowledged(rung=1, was_held=True, held_until=utc("03-26 15:00"))
    for at in ("03-26 14:30", "03-27 10:00", "03-27 13:00"):
        item, _ = said(item, Move.NOTE, at)
    assert ends(item) == utc("03-27 15:00")


def test_until_when_an_acknowledgement_now_would_delay_the_next_step() -> None:
    def at(instant: str, item: Item) -> object:
        return delayed_until(item, utc(instant), calendar=HOURS)

    assert at("03-26 11:00", b2()) == utc("03-26 15:00")
    assert at("03-25 14:00", b2()) is None, "18:00 is Thu 10:00, and the step fires at 12:00"
    assert at("03-26 14:00", acknowledged()) is None, "it is held already"
    assert at("03-26 11:00", b2(**climbed(3))) is None, "none is ahead"
