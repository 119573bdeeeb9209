"""Laws of the ladder for any policy, hold, snooze and moment of noticing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.calendars import calendar_of
from escalation.items import Hold, Item, Kind, Status
from escalation.ladder.plan import Plan, Step, StepKind, apply, plan
from escalation.policy import Policy
from escalation.rungs import Offset, Rung, Shown, Target, TargetKind, Unit
from escalation.worktime.hours import Calendar
from tests.support.factories import (
    BOSS,
    LEAD,
    a_due,
    a_policy,
    an_item,
    changed,
    person_target,
    utc,
)

LOGGED = utc("03-02 09:00")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe")
HOURS = ((time(9), time(17)), (time(22), time(6)), (time(0), time(0)), (time(1), time(2)))

minutes = st.integers(0, 60 * 24 * 40).map(lambda count: timedelta(minutes=count))
spans = st.integers(0, 60 * 24 * 4).map(lambda count: timedelta(minutes=count))
cycles = st.integers(3, 28).map(lambda count: timedelta(days=count))
instants = minutes.map(lambda span: LOGGED + span)
weekdays = st.integers(1, 2**7 - 1).map(
    lambda bits: frozenset(day for day in range(7) if bits >> day & 1)
)
counted = st.lists(st.integers(0, 12), min_size=2, max_size=9)
TARGETS = [(), (person_target(LEAD),), (person_target(BOSS), Target(TargetKind.REPORTER))]


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    start, end = draw(st.sampled_from(HOURS))
    unit, counts = draw(st.sampled_from(Unit)), sorted(draw(counted))
    below = [
        Rung(Offset(count, unit), draw(st.sampled_from(TARGETS)), draw(st.sampled_from(Shown)))
        for count in counts[:-1]
    ]
    return a_policy(
        rungs=(*below, Rung(Offset(counts[-1], unit), shown=Shown.ALOUD)),
        reminders=tuple(draw(st.lists(spans, max_size=4))),
        zone=draw(st.sampled_from(ZONES)),
        start=start,
        end=end,
        weekdays=draw(weekdays),
        review_cycle=draw(cycles),
    )


@st.composite
def items(draw: st.DrawFn) -> Item:
    """An open item at the start of its round, perhaps held and snoozed."""
    policy = draw(policies())
    due_at = LOGGED + draw(minutes)
    snoozed_until = draw(st.none() | instants)
    held_until = draw(st.none() | instants)
    return an_item(
        kind=draw(st.sampled_from(Kind)),
        policy=policy,
        due=a_due(due_at),
        urgent=draw(st.booleans()),
        snoozed_until=snoozed_until and min(due_at, snoozed_until),
        hold=held_until and Hold(rung=0, until=held_until),
    )


def calendar(item: Item) -> Calendar:
    return calendar_of("", item.policy, LOGGED)


def planned(item: Item, now: datetime) -> Plan:
    return plan(item, item.policy, now, calendar=calendar(item))


def settled(item: Item, now: datetime) -> tuple[Item, list[Step]]:
    """Everything that is owed at this instant, over all passes; the item and all steps."""
    steps: list[Step] = []
    while True:
        found = planned(item, now)
        item = apply(item, found)
        steps += found.steps
        if item.next_at is None or item.next_at > now:
            return item, steps


def live(item: Item, until: datetime) -> tuple[Item, list[Step]]:
    """Look exactly when the plans say; the item and all steps."""
    lived: list[Step] = []
    now: datetime | None = LOGGED
    while now is not None and now <= until:
        item, steps = settled(item, now)
        lived += steps
        now = item.next_at
    return item, lived


def rungs_of(steps: list[Step]) -> list[int]:
    return [step.rung for step in steps if step.kind is StepKind.RUNG]


def reminders_of(steps: list[Step]) -> list[Step]:
    return [step for step in steps if step.kind is StepKind.REMINDER]


def law(test: Callable[..., None]) -> Callable[..., None]:
    return settings(max_examples=80, deadline=None)(given(items(), instants)(test))


@law
def test_one_item_and_instant_give_one_plan_and_a_closed_item_none(
    item: Item, now: datetime
) -> None:
    assert planned(item, now) == planned(replace(item), now)
    done = planned(changed(item, status=Status.WITHDRAWN), now)
    assert (done.steps, done.next_at) == ((), None)


@law
def test_an_open_item_owes_nothing_until_it_is_looked_at_again(item: Item, now: datetime) -> None:
    after, _ = settled(item, now)
    assert after.next_at is not None
    for again in (now, after.next_at - timedelta(microseconds=1)):
        found = planned(after, again)
        assert (found.steps, found.next_at) == ((), after.next_at)


@law
def test_one_late_look_fires_no_rung_that_many_looks_would_not(item: Item, now: datetime) -> None:
    patient, lived = live(item, now)
    late, at_once = settled(item, now)
    names = [step.name for step in lived]
    assert len(names) == len(set(names)), "a step never repeats in a round"
    assert rungs_of(at_once) == rungs_of(lived)[: late.highest + 1]
    assert late.position.reminded_until == patient.position.reminded_until


@law
def test_a_late_look_reminds_once_for_all_that_was_missed(item: Item, now: datetime) -> None:
    _, lived = live(item, now)
    late = reminders_of(list(planned(item, now).steps))
    reminders = reminders_of(lived)
    assert sum(1 + step.missed for step in late) == len(reminders)
    assert [step.name for step in late] == [step.name for step in reminders[-1:]]


@law
def test_steps_come_in_order_and_never_before_their_time(item: Item, now: datetime) -> None:
    late = planned(item, now)
    times = [step.at for step in late.steps]
    assert times == sorted(times)
    assert all(at <= now for at in times)
    after, steps = settled(item, now)
    assert rungs_of(steps) == list(range(after.highest + 1))
    for step in (step for step in steps if step.kind is StepKind.RUNG):
        assert step.at >= item.due.at


@law
def test_a_snooze_silences_reminders_until_its_end_and_never_a_rung(
    item: Item, now: datetime
) -> None:
    awake = changed(item, snoozed_until=None)
    assert rungs_of(settled(item, now)[1]) == rungs_of(settled(awake, now)[1])
    if item.position.snoozed_until is not None and item.position.snoozed_until > LOGGED:
        _, lived = live(item, max(now, item.position.snoozed_until))
        assert min(step.at for step in reminders_of(lived)) == item.position.snoozed_until


@law
def test_a_hold_delays_rungs_until_its_end_at_most(item: Item, now: datetime) -> None:
    free = settled(changed(item, hold=None), now)[0].highest
    held = settled(item, now)[0].highest
    assert held <= free


@law
def test_every_rung_and_the_reminder_at_due_come_in_the_end(item: Item, now: datetime) -> None:
    done, _ = live(item, LOGGED + timedelta(days=200))
    assert done.highest == len(item.policy.rungs) - 1
    assert done.fallback_applies
    assert done.position.reminded_until > item.due.at


@law
def test_reminders_before_due_are_heard_before_due(item: Item, now: datetime) -> None:
    """Unless nobody works between logging and due, or the item was due at once."""
    _, lived = live(item, item.due.at)
    for step in lived:
        if step.name.startswith("before"):
            assert LOGGED < step.at < item.due.at
