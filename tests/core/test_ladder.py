"""The ladder, rule by rule, with instants computed by hand (March 2026: the 2nd is a Monday)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from escalation.items import Item, Kind, Status
from escalation.ladder import (
    Plan,
    Reason,
    StepKind,
    adopted,
    apply,
    gap_step,
    plan,
    preview,
    watched,
)
from escalation.policy import Audience, Rung
from tests.factories import OWNER, a_calendar, a_due, a_policy, an_item, utc

UTC_DESK = a_calendar()


def plan_at(item: Item, now: str, zone: str = "UTC") -> Plan:
    return plan(item, item.policy, utc(now), calendar=a_calendar(zone))


def names(item: Item, now: str) -> list[str]:
    return [step.name for step in plan_at(item, now).steps]


def walk(item: Item, *, until: str, zone: str = "UTC") -> list[tuple[str, datetime]]:
    """Name and instant of every step until then, ticking exactly when the plan asks for it."""
    calendar = a_calendar(zone)
    heard = []
    now: datetime | None = item.logged_at
    while now is not None and now <= utc(until):
        planned = plan(item, item.policy, now, calendar=calendar)
        heard += [(step.name, step.at) for step in planned.steps]
        item, now = apply(item, planned), planned.next_at
    return heard


def test_the_default_ladder_of_a_blocker_nobody_touches() -> None:
    assert walk(an_item(), until="04-06 23:00") == [
        ("before-24h", utc("03-04 12:00")),
        ("before-2h", utc("03-05 10:00")),
        ("rung-0", utc("03-05 12:00")),
        ("due", utc("03-05 12:00")),
        ("after-1", utc("03-06 09:00")),
        ("rung-1", utc("03-06 12:00")),
        ("rung-2", utc("03-07 12:00")),
        ("after-2", utc("03-09 09:00")),
        ("after-3", utc("03-10 09:00")),
        ("after-6", utc("03-13 09:00")),
        ("after-9", utc("03-18 09:00")),
        ("after-12", utc("03-23 09:00")),
        ("after-17", utc("03-30 09:00")),
        ("after-22", utc("04-06 09:00")),
    ]


def test_the_mornings_after_due_are_the_owners_own() -> None:
    # Due Thu 12:00 UTC is Thu 21:00 in Tokyo, whose next morning starts Fri 09:00 = 00:00 UTC.
    heard = dict(walk(an_item(), until="03-09 00:00", zone="Asia/Tokyo"))
    assert heard["after-1"] == utc("03-06 00:00")
    assert heard["after-2"] == utc("03-09 00:00")


def test_a_morning_at_the_due_instant_itself_does_not_count_as_after_it() -> None:
    item = an_item(due=a_due("03-05 09:00"))
    assert dict(walk(item, until="03-06 09:00"))["after-1"] == utc("03-06 09:00")


def test_mornings_skip_the_holidays_of_the_policy() -> None:
    # Good Friday 3 Apr and Easter Monday 6 Apr 2026 are off in Germany.
    item = an_item(due=a_due("04-02 12:00"), policy=a_policy(holidays="DE"))
    calendar = a_calendar(holidays="DE")
    planned = plan(
        replace(item, reminded_until=utc("04-02 12:00"), climbed=3, reviewed=True),
        item.policy,
        utc("04-03 12:00"),
        calendar=calendar,
    )
    assert (planned.steps, planned.next_at) == ((), utc("04-07 09:00"))


def test_nothing_is_owed_between_two_instants() -> None:
    planned = plan_at(an_item(), "03-03 10:00")
    assert planned.steps == ()
    assert planned.reason is Reason.NOTHING_DUE
    assert planned.next_at == utc("03-04 12:00")


def test_a_closed_item_plans_nothing_ever() -> None:
    planned = plan_at(an_item(status=Status.RESOLVED), "03-20 10:00")
    assert (planned.steps, planned.next_at, planned.reason) == ((), None, Reason.CLOSED)


def test_reminders_timed_before_the_round_began_are_not_owed() -> None:
    item = an_item(logged_at=utc("03-05 09:00"))
    assert names(item, "03-05 09:00") == []
    assert names(item, "03-05 10:00") == ["before-2h"]


def test_after_downtime_the_owner_hears_once_and_every_rung_fires() -> None:
    planned = plan_at(an_item(), "03-07 13:00")
    reminder = next(step for step in planned.steps if step.kind is StepKind.REMINDER)
    assert (reminder.name, reminder.at, reminder.missed) == ("after-1", utc("03-06 09:00"), 3)
    rungs = [(step.rung, step.at) for step in planned.steps if step.kind is StepKind.RUNG]
    assert rungs == [(0, utc("03-05 12:00")), (1, utc("03-06 12:00")), (2, utc("03-07 12:00"))]
    assert planned.next_at == utc("03-09 09:00")


def test_applying_a_plan_leaves_nothing_owed_at_the_same_instant() -> None:
    item = an_item()
    after = apply(item, plan_at(item, "03-07 13:00"))
    assert (after.climbed, after.reminded_until) == (3, utc("03-06 09:00"))
    assert plan_at(after, "03-07 13:00").steps == ()


def test_a_reminder_in_quiet_time_that_lasts_until_due_comes_the_working_day_before() -> None:
    # Due Mon 9 Mar 08:00: 24 h before is Sunday, 2 h before is 06:00; both could only be heard at
    # 09:00. The last working hour before them starts Fri 6 Mar 16:00.
    item = an_item(due=a_due("03-09 08:00"))
    assert walk(item, until="03-09 08:00") == [
        ("before-2h", utc("03-06 16:00")),
        ("rung-0", utc("03-09 08:00")),
        ("due", utc("03-09 08:00")),
    ]


@pytest.mark.parametrize(
    ("due", "span", "at"),
    [
        ("03-09 09:00", timedelta(hours=2), "03-06 16:00"),  # the wait would end at due itself
        ("03-09 08:00", timedelta(hours=63), "03-06 16:00"),  # timed at the end of Friday itself
        ("03-09 08:00", timedelta(hours=64), "03-06 16:00"),  # timed within Friday: stays
        ("03-09 09:00:01", timedelta(hours=2), "03-09 07:00:01"),  # still in time by a second
    ],
)
def test_where_the_wait_for_working_hours_meets_due(due: str, span: timedelta, at: str) -> None:
    item = an_item(due=a_due(due), policy=a_policy(reminders=(span,)))
    assert plan_at(item, "03-05 09:00").next_at == utc(at)


def test_two_reminders_at_the_same_instant_count_as_one() -> None:
    item = an_item(due=a_due("03-09 08:00"))
    (step,) = plan_at(item, "03-06 16:00").steps
    assert (step.name, step.missed) == ("before-2h", 0)


def test_a_reminder_in_quiet_time_that_ends_before_due_keeps_its_instant() -> None:
    # Due Tue 10 Mar 10:00; 2 h before is 08:00, which waits for 09:00, still in time.
    item = an_item(due=a_due("03-10 10:00"))
    assert ("before-2h", utc("03-10 08:00")) in walk(item, until="03-10 09:00")


def test_a_shorter_working_day_than_the_last_call_is_used_from_its_start() -> None:
    policy = a_policy(start=utc("03-02 09:00").time(), end=utc("03-02 09:30").time())
    item = an_item(due=a_due("03-09 08:00"), policy=policy)
    calendar = a_calendar(start=policy.start, end=policy.end)
    planned = plan(item, policy, utc("03-02 09:00"), calendar=calendar)
    assert planned.next_at == utc("03-06 09:00")


def test_a_calendar_without_any_earlier_working_day_leaves_the_reminder_where_it_was() -> None:
    off = frozenset(
        (utc("03-08 00:00") - timedelta(days=back)).date() for back in range(420)
    )  # every day of the year before is off
    calendar = replace(UTC_DESK, off=off)
    item = an_item(due=a_due("03-09 08:00"))
    planned = plan(item, item.policy, utc("03-02 09:00"), calendar=calendar)
    assert planned.next_at == utc("03-08 08:00")


def test_an_urgent_item_is_reminded_of_at_any_hour() -> None:
    item = an_item(due=a_due("03-09 08:00"), urgent=True)
    assert ("before-24h", utc("03-08 08:00")) in walk(item, until="03-09 08:00")


def test_a_snooze_holds_the_reminder_back_until_its_end_and_then_it_comes_back() -> None:
    item = an_item(snoozed_until=utc("03-04 16:00"))
    asleep = plan_at(item, "03-04 13:00")
    assert (asleep.steps, asleep.reason) == ((), Reason.SNOOZED)
    assert asleep.next_at == utc("03-04 16:00")
    (step,) = plan_at(item, "03-04 16:00").steps
    assert (step.kind, step.at, step.missed) == (StepKind.REMINDER, utc("03-04 16:00"), 0)


def test_a_snooze_comes_back_even_if_it_covered_no_reminder() -> None:
    item = an_item(snoozed_until=utc("03-03 10:00"))
    (step,) = plan_at(item, "03-03 10:00").steps
    assert step.name == f"snooze-{utc('03-03 10:00').timestamp():.0f}"


def test_a_snooze_until_due_ends_with_the_reminder_at_due_and_never_delays_a_rung() -> None:
    item = an_item(snoozed_until=utc("03-05 12:00"))
    assert [step.name for step in plan_at(item, "03-05 12:00").steps] == ["rung-0", "due"]


def test_a_hold_delays_the_held_rung_until_it_expires() -> None:
    item = an_item(held_rung=0, held_until=utc("03-05 15:00"), reminded_until=utc("03-05 12:00"))
    held = plan_at(item, "03-05 12:00")
    assert (held.steps, held.reason, held.next_at) == ((), Reason.HELD, utc("03-05 15:00"))
    (step,) = plan_at(item, "03-05 15:00").steps
    assert (step.name, step.at) == ("rung-0", utc("03-05 15:00"))


def test_a_hold_of_a_rung_already_climbed_holds_nothing() -> None:
    item = an_item(climbed=1, held_rung=0, held_until=utc("03-08 15:00"))
    assert "rung-1" in names(item, "03-06 12:00")


def test_a_rung_never_comes_before_the_one_below_it() -> None:
    # Rung 1 is held past rung 2's own instant: both come when the hold ends, in order.
    item = an_item(climbed=1, held_rung=1, held_until=utc("03-09 10:00"))
    assert not any("rung" in name for name in names(item, "03-08 12:00"))
    rungs = [name for name in names(item, "03-09 10:00") if "rung" in name]
    assert rungs == ["rung-1", "rung-2"]


def test_a_blocker_whose_date_lies_beyond_a_review_cycle_goes_to_leadership_once() -> None:
    # Logged Mon 2 Mar 09:00, so the review comes Mon 9 Mar 09:00.
    item = an_item(due=a_due("03-20 12:00"))
    assert names(item, "03-09 08:59") == []
    planned = plan_at(item, "03-09 09:00")
    assert [(step.kind, step.at) for step in planned.steps] == [
        (StepKind.REVIEW, utc("03-09 09:00"))
    ]
    assert plan_at(apply(item, planned), "03-10 09:00").steps == ()


def test_moving_the_date_does_not_move_the_review() -> None:
    item = an_item(due=a_due("03-25 12:00"), round=4, slips=3, reminded_until=utc("03-08 10:00"))
    assert names(item, "03-09 09:00") == ["review"]


def test_no_review_if_leadership_has_heard_in_this_round_but_it_counts_as_done() -> None:
    item = an_item(climbed=2, reminded_until=utc("03-09 09:00"))
    planned = plan_at(item, "03-09 09:00")
    assert StepKind.REVIEW not in [step.kind for step in planned.steps]
    assert planned.reviewed


def test_no_review_if_leadership_hears_in_the_same_plan() -> None:
    assert "review" not in names(an_item(), "03-12 09:00")


def test_a_ladder_without_leadership_still_has_its_review() -> None:
    policy = a_policy(rungs=(Rung(timedelta(0), Audience.LEAD),))
    assert "review" in names(an_item(policy=policy), "03-09 09:00")


def test_decisions_have_no_review() -> None:
    item = an_item(kind=Kind.DECISION, due=a_due("03-20 12:00"))
    assert names(item, "03-10 09:00") == []


@pytest.mark.parametrize(
    ("span", "name"),
    [
        (timedelta(hours=48), "before-48h"),
        (timedelta(minutes=90), "before-90m"),
        (timedelta(seconds=45), "before-45s"),
    ],
)
def test_a_reminders_name_is_its_span(span: timedelta, name: str) -> None:
    item = an_item(policy=a_policy(reminders=(span,)), urgent=True)
    assert walk(item, until="03-05 11:59:59")[0] == (name, utc("03-05 12:00") - span)


def test_watching_sets_when_to_look_again() -> None:
    item = an_item()
    assert watched(item, utc("03-03 10:00"), calendar=UTC_DESK).next_at == utc("03-04 12:00")
    assert watched(item, utc("03-05 13:00"), calendar=UTC_DESK).next_at == utc("03-05 13:00")
    closed = replace(item, status=Status.WITHDRAWN)
    assert watched(closed, utc("03-03 10:00"), calendar=UTC_DESK).next_at is None


def test_a_preview_tells_what_will_happen_if_nobody_acts() -> None:
    steps = preview(an_item(), utc("03-05 11:00"), calendar=UTC_DESK, count=4)
    assert [step.name for step in steps] == ["before-2h", "rung-0", "due", "after-1"]
    closed = an_item(status=Status.RESOLVED)
    assert preview(closed, utc("03-05 11:00"), calendar=UTC_DESK) == ()


def test_a_gap_step_is_named_after_the_owner_who_is_gone_and_the_day() -> None:
    step = gap_step(an_item(), utc("03-03 10:00"))
    assert (step.kind, step.name) == (StepKind.GAP, f"gap-{OWNER}-20260303")
    assert step.at == utc("03-03 10:00")


def test_another_ladder_is_climbed_from_where_the_item_stands() -> None:
    policy = a_policy(reminders=(timedelta(hours=48),), rungs=(Rung(timedelta(0), Audience.LEAD),))
    item = adopted(an_item(), policy, utc("03-04 10:00"), calendar=UTC_DESK)
    assert item.policy is policy
    assert item.next_at == utc("03-05 12:00")  # the 48 hours began on 3 Mar and are not owed
    climbed = adopted(an_item(climbed=3), policy, utc("03-08 10:00"), calendar=UTC_DESK)
    assert climbed.climbed == 1


def test_what_the_old_ladder_owes_is_not_lost_with_it() -> None:
    policy = a_policy(reminders=(timedelta(hours=24),))
    item = adopted(an_item(), policy, utc("03-04 12:01"), calendar=UTC_DESK)
    assert names(item, "03-04 12:01") == ["before-24h"]
    assert item.next_at == utc("03-04 12:01")
