"""An open item on another ladder than the one it was logged with: who is told, and who was."""

from dataclasses import replace
from typing import Any

from escalation.items import Hold, Item, RungState
from escalation.ladder.adopted import adopted
from escalation.ladder.plan import plan
from escalation.rungs import Audience, Condition, Offset, Rung, Unit
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    a_calendar,
    a_policy,
    an_item,
    climbed,
    person_target,
    rung,
    utc,
)

UTC_CONTEXT = a_calendar()


def next_rungs(item: Item, now: str) -> list[tuple[int, str]]:
    """The rungs that fire then, with the names of their firings."""
    planned = plan(item, item.policy, utc(now), calendar=UTC_CONTEXT)
    return [(step.rung, step.name) for step in planned.steps if step.rung >= 0]


def switched(*rungs: Rung, was: tuple[Rung, ...], fired: int, now: str = "03-05 13:00") -> Item:
    """An item after a switch of ladders, of which so many old rungs had fired; due at noon."""
    before = an_item(**climbed(fired), policy=a_policy(rungs=was))
    return adopted(before, a_policy(rungs=rungs), utc(now), calendar=UTC_CONTEXT)


def of(user: str, days: int = 0, **changes: Any) -> Rung:
    return Rung(Offset(days, Unit.DAYS if days else Unit.HOURS), (person_target(user),), **changes)


LAST = rung(Audience.CHANNEL, 3)


def test_what_fires_on_another_ladder_has_another_name() -> None:
    was = (of(LEAD), of(BOSS, 1), LAST)
    shorter = switched(of(LEAD), rung(Audience.CHANNEL, 1), was=was, fired=2, now="03-06 13:00")
    assert next_rungs(shorter, "03-09 12:00") == [(1, "rung-1-1")], "rung-1 was leadership"


def test_a_rung_without_its_condition_is_no_longer_left_out() -> None:
    was = (of(LEAD), of(BOSS, 1, only_if=Condition.UNACKNOWLEDGED), of(MEMBER, 1), LAST)
    before = an_item(**climbed(1), policy=a_policy(rungs=was))
    out = before.at(before.position.with_rung(RungState(rung=1, left_out_at=utc("03-06 12:00"))))
    for now_open, left in ((False, [0, 1]), (True, [0])):
        rungs = (was[0], of(BOSS, 1) if now_open else was[1], was[2], LAST)
        item = adopted(out, a_policy(rungs=rungs), utc("03-06 13:00"), calendar=UTC_CONTEXT)
        assert [state.rung for state in item.position.rungs if state.is_over] == left


def test_a_pause_lasts_on_whichever_rung_is_next() -> None:
    was = (of(LEAD), of(BOSS, 1), LAST)
    before = an_item(**climbed(1), policy=a_policy(rungs=was))
    hold = Hold(rung=1, until=utc("03-06 16:00"))
    paused = before.at(replace(before.position, hold=hold))
    item = adopted(
        paused, a_policy(rungs=(of(MEMBER), *was[1:])), utc("03-05 13:00"), calendar=UTC_CONTEXT
    )
    assert item.position.hold == replace(hold, rung=0)
    assert next_rungs(item, "03-06 15:59") == []
    assert next_rungs(item, "03-06 16:00") == [(0, "rung-0-1")]
