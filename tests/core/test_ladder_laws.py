"""Laws of the ladder that hold for any policy, hold, snooze and moment of noticing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.calendars import calendar_of
from escalation.items import Item, Kind, Status
from escalation.ladder import Plan, StepKind, apply, plan
from escalation.policy import Audience, Policy, Rung
from escalation.worktime import Calendar
from tests.factories import a_due, a_policy, an_item, utc

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
rungs = st.lists(st.builds(Rung, spans, st.sampled_from(Audience), st.booleans()), max_size=4).map(
    lambda found: tuple(sorted(found, key=lambda rung: rung.after))
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    start, end = draw(st.sampled_from(HOURS))
    return a_policy(
        rungs=draw(rungs),
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
        held_until=held_until,
        held_rung=0 if held_until else -1,
    )


def calendar(item: Item) -> Calendar:
    return calendar_of("", item.policy, LOGGED)


def planned(item: Item, now: datetime) -> Plan:
    return plan(item, item.policy, now, calendar=calendar(item))


def live(item: Item, until: datetime) -> tuple[Item, list[Plan]]:
    """Tick exactly when the plans ask for it; the item and all plans made."""
    plans = []
    now: datetime | None = LOGGED
    while now is not None and now <= until:
        plans.append(planned(item, now))
        item, now = apply(item, plans[-1]), plans[-1].next_at
    return item, plans


def position(item: Item) -> tuple[int, datetime, bool, datetime | None]:
    return item.climbed, item.reminded_until, item.reviewed, item.next_at


def law(test: Callable[..., None]) -> Callable[..., None]:
    return settings(max_examples=150, deadline=None)(given(items(), instants)(test))


@law
def test_the_same_item_and_instant_give_the_same_plan_and_a_closed_one_none(
    item: Item, now: datetime
) -> None:
    assert planned(item, now) == planned(replace(item), now)
    done = planned(replace(item, status=Status.WITHDRAWN), now)
    assert (done.steps, done.next_at) == ((), None)


@law
def test_an_open_item_owes_nothing_until_it_is_looked_at_again(item: Item, now: datetime) -> None:
    first = planned(item, now)
    assert first.next_at is not None
    assert first.next_at > now
    for again in (now, first.next_at - timedelta(microseconds=1)):
        second = planned(apply(item, first), again)
        assert (second.steps, second.next_at) == ((), first.next_at)


@law
def test_many_ticks_and_one_late_tick_end_in_the_same_place(item: Item, now: datetime) -> None:
    patient, plans = live(item, now)
    names = [step.name for done in plans for step in done.steps]
    assert len(names) == len(set(names)), "a step never repeats in a round"
    late = planned(item, now)
    assert position(apply(item, late)) == position(patient)
    fired = [step.rung for done in plans for step in done.steps if step.kind is StepKind.RUNG]
    assert fired == [step.rung for step in late.steps if step.kind is StepKind.RUNG]


@law
def test_a_late_tick_reminds_once_for_all_that_was_missed(item: Item, now: datetime) -> None:
    _, plans = live(item, now)
    reminders = [s for done in plans for s in done.steps if s.kind is StepKind.REMINDER]
    late = [step for step in planned(item, now).steps if step.kind is StepKind.REMINDER]
    assert sum(1 + step.missed for step in late) == len(reminders)
    assert [step.name for step in late] == [step.name for step in reminders[-1:]]


@law
def test_steps_come_in_order_and_never_before_their_time(item: Item, now: datetime) -> None:
    late = planned(item, now)
    times = [step.at for step in late.steps]
    assert times == sorted(times)
    assert all(at <= now for at in times)
    fired = [step for step in late.steps if step.kind is StepKind.RUNG]
    assert [step.rung for step in fired] == list(range(late.climbed))
    for step in fired:
        assert step.at >= item.due.at + item.policy.rungs[step.rung].after


@law
def test_a_snooze_silences_reminders_until_its_end_and_never_a_rung(
    item: Item, now: datetime
) -> None:
    awake = replace(item, snoozed_until=None)
    assert planned(item, now).climbed == planned(awake, now).climbed
    if item.snoozed_until is not None and item.snoozed_until > LOGGED:
        _, plans = live(item, max(now, item.snoozed_until))
        times = [s.at for done in plans for s in done.steps if s.kind is StepKind.REMINDER]
        assert min(times) == item.snoozed_until


@law
def test_a_hold_delays_rungs_until_its_end_at_most(item: Item, now: datetime) -> None:
    free = planned(replace(item, held_until=None, held_rung=-1), now).climbed
    held = planned(item, now).climbed
    assert held <= free
    if item.held_until is None or item.held_until <= now:
        assert held == free


@law
def test_every_rung_and_the_reminder_at_due_are_heard_in_the_end(item: Item, now: datetime) -> None:
    done = planned(item, LOGGED + timedelta(days=90))
    assert done.climbed == len(item.policy.rungs)
    assert done.reminded_until > item.due.at


@law
def test_reminders_before_due_are_heard_before_due(item: Item, now: datetime) -> None:
    """Unless nobody works between the logging and due, or the item was due at once."""
    _, plans = live(item, item.due.at)
    for step in (step for done in plans for step in done.steps):
        if step.name.startswith("before"):
            assert LOGGED < step.at < item.due.at
