"""The ladder, rule by rule, with instants computed by hand (March 2026: the 2nd is a Monday)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from escalation.items import Item, Keep, Kind, Status
from escalation.ladder.adopted import adopted
from escalation.ladder.plan import Plan, StepKind, apply, gap_step, plan, watched
from escalation.rungs import Audience, Target, TargetKind
from tests.support.factories import (
    BOSS,
    LEADS_CHANNEL,
    OWNER,
    a_calendar,
    a_due,
    a_hold,
    a_policy,
    an_item,
    changed,
    climbed,
    rung,
    utc,
)

UTC_CONTEXT = a_calendar()


def plan_at(item: Item, now: str, zone: str = "UTC") -> Plan:
    return plan(item, item.policy, utc(now), calendar=a_calendar(zone))


def names(item: Item, now: str) -> list[str]:
    return [step.name for step in plan_at(item, now).steps]


def walk(item: Item, *, until: str, zone: str = "UTC") -> list[tuple[str, datetime]]:
    """Name and instant of every step until then, looking exactly when the plan says."""
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
        ("after-2", utc("03-09 09:00")),
        ("review-20260309", utc("03-09 09:00")),
        ("rung-2", utc("03-09 12:00")),
        ("after-3", utc("03-10 09:00")),
        ("after-6", utc("03-13 09:00")),
        ("asked-202603160000", utc("03-16 00:00")),
        ("after-9", utc("03-18 09:00")),
        ("asked-202603230000", utc("03-23 00:00")),
        ("after-12", utc("03-23 09:00")),
        ("asked-202603300000", utc("03-30 00:00")),
        ("after-17", utc("03-30 09:00")),
        ("asked-202604060000", utc("04-06 00:00")),
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
        changed(item, reminded_until=utc("04-02 12:00"), **climbed(3, "04-02 12:00")),
        item.policy,
        utc("04-03 12:00"),
        calendar=calendar,
    )
    assert (planned.steps, planned.next_at) == ((), utc("04-07 09:00"))


def test_nothing_is_owed_between_two_instants() -> None:
    planned = plan_at(an_item(), "03-03 10:00")
    assert planned.steps == ()
    assert planned.next_at == utc("03-04 12:00")


def test_a_closed_item_plans_nothing_ever() -> None:
    planned = plan_at(an_item(status=Status.RESOLVED), "03-20 10:00")
    assert (planned.steps, planned.next_at) == ((), None)


def test_reminders_timed_before_the_round_began_are_not_owed() -> None:
    item = an_item(logged_at=utc("03-05 09:00"))
    assert names(item, "03-05 09:00") == []
    assert names(item, "03-05 10:00") == ["before-2h"]


def test_after_downtime_the_owner_is_reminded_once_and_rungs_fire_one_by_one() -> None:
    planned = plan_at(an_item(), "03-09 13:00")
    reminder = next(step for step in planned.steps if step.kind is StepKind.REMINDER)
    assert (reminder.name, reminder.at, reminder.missed) == ("after-2", utc("03-09 09:00"), 4)
    rungs = [(step.rung, step.at) for step in planned.steps if step.kind is StepKind.RUNG]
    assert rungs == [(0, utc("03-05 12:00"))]
    assert planned.next_at == utc("03-09 13:00")  # at once: it is known now who was told


def test_after_downtime_an_urgent_item_catches_up_at_once() -> None:
    planned = plan_at(an_item(urgent=True), "03-09 13:00")
    rungs = [(step.rung, step.at) for step in planned.steps if step.kind is StepKind.RUNG]
    assert rungs == [(0, utc("03-05 12:00")), (1, utc("03-06 12:00")), (2, utc("03-07 12:00"))]


def test_applying_a_plan_leaves_nothing_owed_at_the_same_instant() -> None:
    item = an_item(urgent=True)
    after = apply(item, plan_at(item, "03-07 13:00"))
    assert (after.highest, after.position.fallback_at) == (2, utc("03-07 13:00"))
    assert after.position.reminded_until == utc("03-06 09:00")
    assert plan_at(after, "03-07 13:00").steps == ()


def test_a_reminder_in_quiet_time_until_due_comes_the_working_day_before() -> None:
    # Due Mon 9 Mar 08:00: 24 h before is Sunday, 2 h before is 06:00; both could only be heard at
    # 09:00. The last working hour before them starts Fri 6 Mar 16:00.
    item = an_item(due=a_due("03-09 08:00"))
    assert walk(item, until="03-09 08:00") == [
        ("before-2h", utc("03-06 16:00")),
        ("rung-0", utc("03-09 08:00")),
        ("due", utc("03-09 08:00")),
    ]


def test_an_early_one_is_left_out_if_another_comes_in_time_after_it() -> None:
    # Due Sat 7 Mar 17:00: 2 h before would be told on Fri 16:00, an hour before the 24 h.
    item = an_item(due=a_due("03-07 17:00"))
    assert walk(item, until="03-07 16:00") == [("before-24h", utc("03-06 17:00"))]


@pytest.mark.parametrize(
    ("due", "span", "at"),
    [
        ("03-09 09:00", timedelta(hours=2), "03-06 16:00"),  # the wait would end at due itself
        ("03-09 08:00", timedelta(hours=63), "03-06 17:00"),  # the end of Friday is still Friday
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


def test_without_an_earlier_working_day_the_reminder_stays_where_it_was() -> None:
    off = frozenset(
        (utc("03-08 00:00") - timedelta(days=back)).date() for back in range(420)
    )  # every day of the year before is off
    calendar = replace(UTC_CONTEXT, off=off)
    item = an_item(due=a_due("03-09 08:00"))
    planned = plan(item, item.policy, utc("03-02 09:00"), calendar=calendar)
    assert planned.next_at == utc("03-08 08:00")


def test_an_urgent_item_is_reminded_of_at_any_hour() -> None:
    item = an_item(due=a_due("03-09 08:00"), urgent=True)
    assert ("before-24h", utc("03-08 08:00")) in walk(item, until="03-09 08:00")


def test_a_snooze_holds_the_reminder_back_until_its_end() -> None:
    item = an_item(snoozed_until=utc("03-04 16:00"))
    asleep = plan_at(item, "03-04 13:00")
    assert asleep.steps == ()
    assert asleep.next_at == utc("03-04 16:00")
    (step,) = plan_at(item, "03-04 16:00").steps
    assert (step.kind, step.at, step.missed) == (StepKind.REMINDER, utc("03-04 16:00"), 0)


def test_a_snooze_comes_back_even_if_it_covered_no_reminder() -> None:
    item = an_item(snoozed_until=utc("03-03 10:00"))
    (step,) = plan_at(item, "03-03 10:00").steps
    assert step.name == f"snooze-{utc('03-03 10:00').timestamp():.0f}"


def test_a_snooze_until_due_ends_with_its_reminder_and_delays_no_rung() -> None:
    item = an_item(snoozed_until=utc("03-05 12:00"))
    assert [step.name for step in plan_at(item, "03-05 12:00").steps] == ["rung-0", "due"]


def test_a_hold_delays_the_held_rung_until_it_expires() -> None:
    item = an_item(hold=a_hold(0, "03-05 15:00"), reminded_until=utc("03-05 12:00"))
    held = plan_at(item, "03-05 12:00")
    assert (held.steps, held.next_at) == ((), utc("03-05 15:00"))
    (step,) = plan_at(item, "03-05 15:00").steps
    assert (step.name, step.at) == ("rung-0", utc("03-05 15:00"))


def test_a_hold_of_a_rung_that_has_fired_holds_nothing() -> None:
    item = an_item(**climbed(1), hold=a_hold(0, "03-08 15:00"))
    assert "rung-1" in names(item, "03-06 12:00")


def test_a_rung_never_comes_before_the_one_below_it() -> None:
    # Rung 1 is held past rung 2's own instant: both come when the hold ends, in order.
    item = an_item(**climbed(1), hold=a_hold(1, "03-10 10:00"))
    assert not any("rung" in name for name in names(item, "03-09 12:00"))
    assert walk(item, until="03-10 10:00")[-2:] == [
        ("rung-1", utc("03-10 10:00")),
        ("rung-2", utc("03-10 10:00")),
    ]


def test_only_what_is_said_aloud_waits_for_the_channels_hours() -> None:
    # Due Fri 6 Mar 20:00: the lead's thread at once, leadership aloud on Tue 10 Mar 09:00.
    item = an_item(due=a_due("03-06 20:00"))
    rungs = dict(step for step in walk(item, until="03-12 23:00") if "rung" in step[0])
    assert rungs == {
        "rung-0": utc("03-06 20:00"),
        "rung-1": utc("03-10 09:00"),
        "rung-2": utc("03-11 09:00"),
    }


def test_with_a_channel_as_lead_its_rung_waits_for_the_channels_hours() -> None:
    policy = a_policy(lead=(Target(TargetKind.CHANNEL, LEADS_CHANNEL),))
    item = an_item(due=a_due("03-06 20:00"), policy=policy)
    assert dict(walk(item, until="03-09 12:00"))["rung-0"] == utc("03-09 09:00")


def test_each_cycle_leadership_is_told_what_outlived_its_first_date() -> None:
    # Logged Mon 2 Mar 09:00: the reviews come on Mondays at 09:00. First due on Fri 13 Mar.
    item = an_item(due=a_due("03-20 12:00"), first_due_at=utc("03-13 12:00"), slips=1)
    planned = plan_at(item, "03-09 09:00")
    assert [(step.kind, step.at) for step in planned.steps] == [
        (StepKind.REVIEW, utc("03-09 09:00"))
    ]
    reviewed = apply(item, planned)
    assert plan_at(reviewed, "03-10 09:00").steps == ()
    assert names(reviewed, "03-16 09:00") == ["review-20260316"]


def test_decisions_have_reviews_too() -> None:
    item = an_item(kind=Kind.DECISION, due=a_due("03-20 12:00"), slips=1)
    assert names(item, "03-09 09:00") == ["review-20260309"]


def test_with_its_first_date_still_ahead_nobody_is_told_that_it_is_open() -> None:
    item = an_item(due=a_due("03-20 12:00"))
    planned = plan_at(item, "03-09 09:00")
    assert planned.steps == ()
    assert planned.next_at == utc("03-16 09:00")


def test_the_review_cycle_crosses_the_change_of_clocks() -> None:
    # Told on Mon 23 Mar 09:00 in Berlin; a week later that is an hour earlier in UTC.
    item = an_item(
        due=a_due("04-20 12:00"),
        slips=1,
        policy=a_policy(zone="Europe/Berlin"),
        logged_at=utc("03-16 08:00"),
        reviewed_until=utc("03-23 08:00"),
        leadership_told_at=utc("03-23 08:00"),
    )
    assert "review-20260330" in names(item, "03-30 07:00")


def test_a_review_told_late_is_not_told_again_within_the_cycle() -> None:
    # Cycle 3 days: of Sun 8 Mar it was told on Tue 10 Mar 09:00, so Wed 11 Mar is too early.
    item = an_item(
        due=a_due("04-20 12:00"),
        slips=1,
        policy=a_policy(review_cycle=timedelta(days=3)),
        reviewed_until=utc("03-08 09:00"),
        leadership_told_at=utc("03-10 09:00"),
    )
    assert names(item, "03-11 09:00") == []
    assert "review-20260314" in names(item, "03-14 09:00")


def test_who_was_told_within_the_last_cycle_is_not_told_again() -> None:
    item = an_item(due=a_due("03-20 12:00"), slips=1, leadership_told_at=utc("03-02 09:00:01"))
    assert names(item, "03-09 09:00") == []
    assert names(changed(item, leadership_told_at=utc("03-02 09:00")), "03-09 09:00") != []


def test_once_the_fallback_applies_the_last_question_replaces_reviews() -> None:
    # The fallback applied on Mon 9 Mar 12:00; a week later the day of the question begins.
    item = an_item(**climbed(3, "03-09 12:00"), reminded_until=utc("03-31 09:00"))
    assert names(item, "03-15 23:59") == []
    planned = plan_at(item, "03-16 09:00")
    assert [(step.kind, step.at) for step in planned.steps] == [
        (StepKind.QUESTION, utc("03-16 00:00"))
    ]
    asked = apply(item, planned)
    assert asked.position.unanswered == 1
    assert plan_at(asked, "03-16 09:00").steps == ()


def test_after_a_downtime_of_several_cycles_it_is_asked_once() -> None:
    item = an_item(**climbed(3, "03-09 12:00"), reminded_until=utc("05-31 09:00"))
    planned = plan_at(item, "04-08 09:00")
    (question,) = planned.steps
    assert question.at == utc("04-06 00:00")
    assert apply(item, planned).position.unanswered == 1


def test_a_kept_item_is_asked_about_at_its_end_and_every_cycle_from_there() -> None:
    kept = Keep(until=utc("03-27 09:00"), by=BOSS, reason="the vendor ships then")
    item = an_item(**climbed(3, "03-09 12:00"), kept=kept, reminded_until=utc("05-31 09:00"))
    assert names(item, "03-27 08:59") == []
    assert item.kept_open(utc("03-27 08:59")) == kept
    assert item.kept_open(utc("03-27 09:00")) is None
    planned = plan_at(item, "03-27 09:00")
    assert [step.at for step in planned.steps] == [utc("03-27 09:00")]
    assert apply(item, planned).next_at == utc("04-03 00:00")


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
    assert watched(item, utc("03-03 10:00"), calendar=UTC_CONTEXT).next_at == utc("03-04 12:00")
    assert watched(item, utc("03-05 13:00"), calendar=UTC_CONTEXT).next_at == utc("03-05 13:00")
    closed = changed(item, status=Status.WITHDRAWN)
    assert watched(closed, utc("03-03 10:00"), calendar=UTC_CONTEXT).next_at is None


def test_a_gap_step_is_named_after_the_owner_who_is_gone_and_the_day() -> None:
    step = gap_step(an_item(), utc("03-03 10:00"))
    assert (step.kind, step.name) == (StepKind.GAP, f"gap-{OWNER}-20260303")
    assert step.at == utc("03-03 10:00")


SHORTER = (rung(Audience.LEAD), rung(Audience.CHANNEL, 2))
LONGER = (
    *(rung(Audience.LEAD), rung(Audience.LEADERSHIP, 1), rung(Audience.LEADERSHIP, 2)),
    rung(Audience.CHANNEL, 3),
)


def test_another_ladder_is_climbed_from_where_the_item_stands() -> None:
    policy = a_policy(reminders=(timedelta(hours=48),), rungs=SHORTER)
    item = adopted(an_item(), policy, utc("03-04 10:00"), calendar=UTC_CONTEXT)
    assert item.policy == replace(policy, switches=1)
    assert item.next_at == utc("03-05 12:00")  # the 48 hours began on 3 Mar and are not owed
    lower = adopted(an_item(**climbed(3)), policy, utc("03-08 10:00"), calendar=UTC_CONTEXT)
    assert [state.rung for state in lower.position.rungs] == [0, 1]
    assert lower.is_climbed


def test_on_a_shorter_ladder_the_fallback_still_has_to_be_announced() -> None:
    policy = a_policy(rungs=SHORTER)
    item = adopted(an_item(**climbed(2)), policy, utc("03-06 13:00"), calendar=UTC_CONTEXT)
    assert [state.rung for state in item.position.rungs] == [0]
    assert not item.fallback_applies


def test_on_a_longer_ladder_the_fallback_stays_announced_and_nobody_below_it_is_told() -> None:
    item = adopted(
        an_item(**climbed(3)), a_policy(rungs=LONGER), utc("03-09 10:00"), calendar=UTC_CONTEXT
    )
    fired_ = [state.rung for state in item.position.rungs if state.fired_at]
    assert fired_ == [0, 1, 3]
    assert item.rung(2).left_out_at == utc("03-09 10:00")
    assert item.is_climbed


def test_on_a_longer_ladder_the_rungs_above_are_still_climbed() -> None:
    item = adopted(
        an_item(**climbed(2)), a_policy(rungs=LONGER), utc("03-06 13:00"), calendar=UTC_CONTEXT
    )
    assert [state.rung for state in item.position.rungs] == [0, 1]
    # Thu 5 Mar 12:00 plus 2 working days
    assert [step.rung for step in plan_at(item, "03-09 12:00").steps if step.rung >= 0] == [2]


def test_what_the_old_ladder_owes_is_not_lost_with_it() -> None:
    policy = a_policy(reminders=(timedelta(hours=24),))
    item = adopted(an_item(), policy, utc("03-04 12:01"), calendar=UTC_CONTEXT)
    assert names(item, "03-04 12:01") == ["before-24h"]
    assert item.next_at == utc("03-04 12:01")


def test_reminders_far_ahead_that_are_dealt_with_are_not_in_the_plan() -> None:
    # A clock that was set back by hours is borne; a damaged row would be counted through for long.
    wrong = an_item(reminded_until=utc("03-05 12:00") + timedelta(days=401))
    with pytest.raises(ValueError, match="far ahead"):
        plan_at(wrong, "03-05 12:00")
    assert plan_at(an_item(reminded_until=utc("03-05 20:00")), "03-05 12:00").steps != ()
