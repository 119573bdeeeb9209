"""When everybody is told, as a table of due dates.

A team in Berlin works 9 to 17, Monday to Friday, under the default ladder with a chance of 4
working hours. In 2026 summer time begins on Sunday 29 March.
"""

from dataclasses import replace
from typing import Any

import pytest

from escalation.calendars import owners_calendar
from escalation.facts.by_people import Rescheduled
from escalation.facts.in_notices import Climb
from escalation.facts.shape import shaped
from escalation.moves.move import Intent, Move
from escalation.moves.transitions import transition
from escalation.notices.notice import NoticeKind
from escalation.rungs import Audience, Unit
from tests.support.factories import BOSS, LEAD, OWNER, a_due, changed, rung
from tests.support.lives import ADMIN, a_life, berlin

HOURLY = (
    rung(Audience.LEAD, 0, Unit.HOURS),
    rung(Audience.LEADERSHIP, 1, Unit.HOURS, aloud=True),
    rung(Audience.CHANNEL, 2, Unit.HOURS, aloud=True),
)


HOLIDAYS = {"policy": {"holidays": "DE"}}
HOURS = {"policy": {"rungs": HOURLY}}
BOSS_ABROAD = {"boss_in": "America/Los_Angeles"}


@pytest.mark.parametrize(
    ("due", "changes", "lead", "leadership", "fallback"),
    [
        ("03-25 17:00", {}, "03-25 17:00", "03-26 17:00", "03-27 17:00"),
        ("03-25 20:00", {}, "03-26 09:00", "03-27 09:00", "03-30 09:00"),
        ("03-26 17:00", {}, "03-26 17:00", "03-27 17:00", "03-30 17:00"),
        ("03-27 12:00", {}, "03-27 12:00", "03-30 12:00", "03-31 12:00"),
        ("03-27 17:00", {}, "03-27 17:00", "03-30 17:00", "03-31 17:00"),
        ("03-28 10:00", {}, "03-30 09:00", "03-30 13:00", "03-31 10:00"),
        ("04-02 17:00", HOLIDAYS, "04-02 17:00", "04-07 17:00", "04-08 17:00"),
        ("03-27 17:00", BOSS_ABROAD, "03-27 17:00", "03-30 18:00", "03-31 17:00"),
        ("03-27 16:00", HOURS, "03-27 16:00", "03-30 12:00", "03-30 16:00"),
        ("03-27 17:00", {"urgent": True}, "03-27 17:00", "03-28 17:00", "03-29 18:00"),
    ],
)
def test_everybody_is_told_when_the_table_says(
    due: str, changes: dict[str, Any], lead: str, leadership: str, fallback: str
) -> None:
    life = a_life(due, **changes)
    life.live(berlin("04-08 18:00"))
    escalation = NoticeKind.ESCALATION
    assert life.hears(LEAD, escalation) == [lead]
    assert life.hears(BOSS, escalation) == [leadership]
    assert life.fallback() == fallback


def test_after_a_downtime_each_rung_still_gets_its_chance() -> None:
    life = a_life("03-27 17:00")
    life.live(berlin("03-27 16:00"))
    life.live(berlin("03-31 18:00"), since=berlin("03-30 18:00"))
    assert life.hears(LEAD, NoticeKind.ESCALATION) == ["03-31 09:00"]
    assert life.hears(BOSS, NoticeKind.ESCALATION) == ["03-31 13:00"]
    assert life.fallback() == "03-31 17:00"


def test_what_is_said_aloud_after_a_downtime_waits_for_the_channels_hours() -> None:
    life = a_life("03-25 17:00")
    life.live(berlin("03-25 18:00"))
    life.live(berlin("03-27 16:00"), since=berlin("03-26 20:00"))  # leadership was due at 17:00
    assert life.item.rung(1).fired_at == berlin("03-27 09:00")
    # Four hours of chance end on Fri 27 at 13:00; due and two working days are on Fri at 17:00.
    life.item = changed(life.item, next_at=berlin("03-28 12:00"))  # down until Saturday
    life.live(berlin("03-30 18:00"))
    assert life.item.position.fallback_at == berlin("03-30 09:00")


def test_a_call_for_help_uses_no_rung_up() -> None:
    life = a_life("03-30 15:00")
    life.live(berlin("03-25 10:00"))
    life.call(berlin("03-25 10:30"))
    life.call(berlin("03-25 10:30"), rung=1)
    life.live(berlin("04-01 18:00"))
    assert life.hears(LEAD, NoticeKind.ESCALATION) == ["03-25 10:30", "03-30 15:00"]
    assert life.hears(BOSS, NoticeKind.ESCALATION) == ["03-25 10:30", "03-31 15:00"]
    assert life.fallback() == "04-01 15:00"
    rungs = [one.facts for one in life.told if one.recipient == LEAD]
    called = [one.called_at for one in rungs if isinstance(one, Climb) and one.called_at]
    assert called == [berlin("03-25 10:30")]


def test_leadership_is_asked_every_cycle_and_the_admins_with_the_fourth() -> None:
    life = a_life("03-27 17:00")
    life.live(berlin("05-01 08:00"))
    assert life.fallback() == "03-31 17:00"
    asked = ["04-07 09:00", "04-14 09:00", "04-21 09:00", "04-28 09:00"]
    assert life.hears(BOSS, NoticeKind.QUESTION) == asked
    assert life.hears(ADMIN, NoticeKind.QUESTION) == ["04-28 09:00"]


def test_moves_to_later_dates_are_slips_and_to_earlier_ones_pull_ins() -> None:
    item = a_life("03-06 17:00").item
    item = replace(item, logged_at=berlin("03-02 09:00"))
    above = []
    for day in ("03-10", "03-09", "03-12"):
        now = berlin("03-05 10:00")
        due = a_due(berlin(f"{day} 17:00"))
        intent = Intent(move=Move.RESCHEDULE, actor=OWNER, reason="late", due=due)
        moved = transition(item, intent, now, calendar=owners_calendar(item, {}, now))
        item = moved.item
        facts = shaped(moved.event.facts, Rescheduled)
        above.append(facts.above)
    assert (facts.slips, facts.pull_ins, facts.drift) == (2, 1, 4)
    assert above == [None, None, "lead"]
