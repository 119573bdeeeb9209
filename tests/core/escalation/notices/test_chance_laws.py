"""Laws of chances: nobody is passed over before their time to answer, whenever passes run."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.calendars import calendar_of, owners_calendar
from escalation.items import Item
from escalation.ladder.plan import watched
from escalation.moves.move import Intent, Move
from escalation.notices.notice import NoticeKind, Place
from escalation.people import Away, Person
from escalation.policy import Policy
from escalation.rungs import Offset, Rung, Shown, Unit
from escalation.worktime.hours import add_working_time
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_due,
    a_person,
    a_policy,
    an_item,
    person_target,
    utc,
)
from tests.support.lives import ADMIN, ZONES, Life, by_the_rules, reaches_at

LOGGED = utc("03-23 09:00")
LAST = LOGGED + timedelta(days=60)
ABOVE = {NoticeKind.ESCALATION, NoticeKind.FALLBACK}
counts = st.lists(st.integers(0, 4), min_size=2, max_size=4).map(sorted)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """The fallback on top; below it lead and leadership, up to three rungs."""
    unit, offsets = draw(st.sampled_from(Unit)), draw(counts)
    boss = (person_target(BOSS), *draw(st.sampled_from([(), (person_target(MEMBER),)])))
    told = [draw(st.sampled_from([(person_target(LEAD),), boss])) for _ in offsets[1:]]
    return a_policy(
        rungs=tuple(
            Rung(Offset(count, unit), targets, draw(st.sampled_from([Shown.THREAD, Shown.ALOUD])))
            for count, targets in zip(offsets, [*told, ()], strict=True)
        ),
        chance=timedelta(hours=draw(st.integers(0, 16))),
        zone=draw(st.sampled_from(ZONES)),
        start=draw(st.sampled_from([time(9), time(22)])),
        end=draw(st.sampled_from([time(17), time(6)])),
        holidays=draw(st.sampled_from(["", "DE"])),
    )


@st.composite
def persons(draw: st.DrawFn, user: str) -> Person:
    until = LOGGED + timedelta(hours=draw(st.integers(0, 400)))
    stand_in = draw(st.sampled_from(["", STAND_IN]))
    is_away = draw(st.integers(0, 3)) == 0
    return a_person(
        user,
        zone=draw(st.sampled_from(ZONES)),
        away=Away(until=until, stand_in=stand_in) if is_away else None,
        deactivated=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def lives(draw: st.DrawFn, *, urgent: bool = False) -> Life:
    people = {
        user: draw(persons(user)) for user in (OWNER, REPORTER, LEAD, BOSS, MEMBER, STAND_IN, ADMIN)
    }
    due_at = LOGGED + timedelta(minutes=draw(st.integers(1, 60 * 24 * 14)))
    item = an_item(
        due=a_due(due_at),
        policy=draw(policies()),
        logged_at=LOGGED,
        urgent=urgent,
        owner=draw(st.sampled_from([OWNER, OWNER, LEAD])),
    )
    calendar = owners_calendar(item, people, LOGGED)
    return Life(watched(item, LOGGED, calendar=calendar), people)


def law(**more: st.SearchStrategy[object]) -> Callable[..., Callable[..., None]]:
    return lambda test: settings(max_examples=40, deadline=None)(given(life=lives(), **more)(test))


def heard(item: Item) -> list[tuple[datetime, datetime]]:
    """When each rung that somebody heard of fired, and when its chance ends, lowest first."""
    return [
        (state.heard_at, state.chance_ends_at)
        for state in item.position.rungs
        if state.heard_at and state.chance_ends_at
    ]


@law()
def test_no_rung_is_heard_before_the_chance_of_the_one_below_has_ended(life: Life) -> None:
    life.live(LAST)
    for (_, ends_at), (next_heard_at, _) in zip(
        heard(life.item), heard(life.item)[1:], strict=False
    ):
        assert next_heard_at >= ends_at
    top = life.item.position.rungs[-1]
    assert top.fired_at is not None
    assert all(ends_at <= top.fired_at for _, ends_at in heard(life.item))


@law(hours=st.integers(1, 400))
def test_no_rung_is_later_than_the_rules_put_it(life: Life, hours: int) -> None:
    life.live(LOGGED + timedelta(hours=hours))
    acknowledgement = Intent(move=Move.ACKNOWLEDGE, actor=LEAD)
    life.tries(acknowledgement, LOGGED + timedelta(hours=hours))
    life.live(LAST)
    item = life.item
    for number, state in enumerate(item.position.rungs):
        latest = by_the_rules(item, number)
        assert state.fired_at is not None
        nobody_below = number > 0 and item.position.rungs[number - 1].heard_at is None
        assert state.fired_at == latest or (nobody_below and state.fired_at < latest)


@law()
def test_a_chance_is_working_time_of_somebody_on_the_rung(life: Life) -> None:
    life.live(LAST)
    policy = life.item.policy
    zones = {person.zone for person in life.people.values()} | {""}
    for heard_at, ends_at in heard(life.item):
        calendars = (calendar_of(zone, policy, heard_at) for zone in zones)
        assert ends_at in {add_working_time(heard_at, policy.chance, one) for one in calendars}


@law()
def test_the_fallback_waits_until_somebody_above_was_told_if_anybody(
    life: Life,
) -> None:
    life.live(LAST)
    top = life.item.position.rungs[-1]
    assert top.fired_at is not None
    above = [one for one in life.told if one.kind is NoticeKind.ESCALATION]
    before = [one for one in above if one.place is Place.DM and reaches_at(one) <= top.fired_at]
    gaps = [one for one in life.told if one.kind is NoticeKind.GAP]
    assert before or gaps


@law(late=st.lists(st.integers(0, 149), min_size=1))
def test_a_pass_that_comes_minutes_late_says_the_same_once(life: Life, late: list[int]) -> None:
    # Four rungs may fall due together: four late passes stay within the ten minutes.
    punctual, tardy = replace(life, told=[], steps=[]), replace(life, told=[], steps=[])
    punctual.live(LAST)
    turn = 0
    while (at := tardy.item.next_at) is not None and at <= LAST:
        tardy.beat(at + timedelta(seconds=late[turn % len(late)]))
        turn += 1
    assert said(tardy) == said(punctual)
    keys = [one.key for one in tardy.told]
    assert len(keys) == len(set(keys))


@law(hours=st.integers(1, 400), down=st.integers(1, 200))
def test_after_a_downtime_each_is_told_once_and_no_chance_is_shorter(
    life: Life, hours: int, down: int
) -> None:
    punctual, broken = replace(life, told=[], steps=[]), replace(life, told=[], steps=[])
    punctual.live(LAST)
    stops_at = LOGGED + timedelta(hours=hours)
    broken.live(stops_at)
    broken.live(LAST, since=stops_at + timedelta(hours=down))
    rungs = [step.rung for step in broken.steps if step.rung >= 0]
    assert rungs == sorted(set(rungs))
    for (_, ends_at), (next_at, _) in pairwise(heard(broken.item)):
        assert next_at >= ends_at
    for after, before in zip(broken.item.position.rungs, punctual.item.position.rungs, strict=True):
        assert after.fired_at is not None
        assert before.fired_at is not None
        assert after.fired_at >= before.fired_at


@law()
def test_restarts_and_replicas_say_the_same_once(life: Life) -> None:
    alone, shared = replace(life, told=[], steps=[]), replace(life, told=[], steps=[])
    alone.live(LAST)
    while (at := shared.item.next_at) is not None and at <= LAST:
        other = replace(shared, item=deepcopy(shared.item), told=[], steps=[])
        other.beat(at)
        shared.told, before = [], shared.told
        shared.beat(at)
        assert (other.told, other.item) == (shared.told, shared.item)
        shared.told = [*before, *shared.told]
        shared.item = other.item
    assert shared.told == alone.told


@settings(max_examples=40, deadline=None)
@given(life=lives(urgent=True))
def test_an_urgent_item_waits_for_nobody(life: Life) -> None:
    life.live(LAST)
    item = life.item
    above = [one for one in life.told if one.kind in ABOVE]
    assert all(one.not_before == one.planned_at for one in above)
    for number, state in enumerate(item.position.rungs):
        latest = item.due.at + item.policy.rungs[number].after.elapsed
        assert state.fired_at is not None
        assert state.fired_at <= latest


def said(life: Life) -> dict[str, datetime]:
    """What those above the owner are told, and when it reaches them."""
    return {one.key: reaches_at(one) for one in life.told if one.kind in ABOVE}
