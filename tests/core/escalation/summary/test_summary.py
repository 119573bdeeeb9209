"""The weekly summary: slots across clock changes, numbers and lists, all worked out by hand."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from escalation.dependencies import Weight
from escalation.events import BACKSTOP, Event
from escalation.items import Item, Kind, Status, Trajectory
from escalation.policy import Policy
from escalation.summary import measures
from escalation.summary.period import Slot, next_slot_at, shown_at, slot_of, week_of
from escalation.summary.weekly import Known, Summary, build
from tests.support.factories import (
    LEAD,
    OWNER,
    a_due,
    a_policy,
    an_item,
    climbed,
    event_of,
    utc,
)

# Monday 9 Mar 2026 09:00 UTC opens the slot that covers Monday 2 Mar 09:00 until then.
SLOT = slot_of(a_policy(), utc("03-09 09:00"))


def numbered(number: int, **changes: Any) -> Item:
    return an_item(id=number, number=number, **changes)


def ended(number: int, status: Status, at: str, **changes: Any) -> Item:
    closing = {"status": status, "closed_at": utc(at), "closed_by": OWNER, "outcome": "so be it"}
    return numbered(number, **{**closing, **changes})


def an_event(action: str, item: int, at: str = "03-05 12:00", **facts: str) -> Event:
    return event_of(at=utc(at), item_id=item, actor=BACKSTOP, action=action, facts=facts)


LATER = {"from": "2026-03-05T12:00:00+00:00", "to": "2026-03-06T12:00:00+00:00"}
EARLIER = {"from": LATER["to"], "to": LATER["from"]}


def sum_up(items: list[Item], events: list[Event] | None = None, **more: Any) -> Summary:
    return build(items, events or [], SLOT, known=Known(**more))


def labels(items: tuple[Item, ...]) -> list[str]:
    return [item.label for item in items]


def test_an_item_whose_logging_was_undone_counts_nowhere() -> None:
    """It was withdrawn without a reason."""
    logged_at = {"logged_at": utc("03-04 10:00")}
    undone = ended(2, Status.WITHDRAWN, "03-04 10:03", **logged_at, outcome="")
    others = [numbered(1), ended(3, Status.WITHDRAWN, "03-04 10:03", **logged_at)]
    assert sum_up([*others, undone]) == sum_up(others)


# --- slots --------------------------------------------------------------------------------------


def test_a_slot_opens_on_its_weekday_and_covers_the_week_before() -> None:
    assert slot_of(a_policy(), utc("03-09 09:00")) == Slot(
        week="2026-W11",
        since_at=utc("03-02 09:00"),
        opens_at=utc("03-09 09:00"),
        until_at=utc("03-16 09:00"),
    )


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("03-09 08:59:59", "2026-W10"),
        ("03-09 09:00", "2026-W11"),
        ("03-15 23:59", "2026-W11"),
        ("03-16 08:59", "2026-W11"),
    ],
)
def test_the_slot_of_an_instant_is_the_latest_that_has_opened(now: str, week: str) -> None:
    assert slot_of(a_policy(), utc(now)).week == week


def test_the_next_slot_is_strictly_later() -> None:
    assert next_slot_at(a_policy(), utc("03-09 08:59")) == utc("03-09 09:00")
    assert next_slot_at(a_policy(), utc("03-09 09:00")) == utc("03-16 09:00")


def test_a_summary_of_a_holiday_is_posted_on_the_next_working_day() -> None:
    # Good Friday 3 Apr and Easter Monday 6 Apr 2026; Sunday is a day the team chose itself.
    policy = replace(in_berlin(0, 9), holidays="DE")
    assert shown_at(policy, utc("04-06 07:00"), owed_at=utc("04-06 07:00")) == utc("04-07 07:00")
    assert shown_at(policy, utc("04-03 07:00"), owed_at=utc("04-03 07:00")) == utc("04-07 07:00")
    for now in ("04-07 07:00", "04-12 07:00", "04-06 22:00"):
        assert shown_at(policy, utc(now), owed_at=utc(now)) == utc(now)
    monday = utc("04-06 07:00")
    assert shown_at(in_berlin(0, 9), monday, owed_at=monday) == monday


def test_a_summary_that_comes_late_is_posted_in_the_channels_hours() -> None:
    policy = in_berlin(4, 18)  # Friday 18:00, after work
    friday = utc("03-06 17:00")
    assert shown_at(policy, friday, owed_at=friday) == friday
    assert shown_at(policy, utc("03-06 17:10"), owed_at=friday) == utc("03-06 17:10")
    assert shown_at(policy, utc("03-06 17:11"), owed_at=friday) == utc("03-09 08:00")
    assert shown_at(policy, utc("03-10 12:00"), owed_at=friday) == utc("03-10 12:00")


def in_berlin(weekday: int, hour: int, minute: int = 0) -> Policy:
    clock = time(hour, minute)
    return a_policy(zone="Europe/Berlin", summary_weekday=weekday, summary_time=clock)


def test_a_slot_keeps_its_wall_clock_over_the_clock_change() -> None:
    # Berlin moves to summer time on Sunday 29 Mar 2026: 09:00 is 08:00 UTC before, 07:00 after.
    slot = slot_of(in_berlin(0, 9), utc("03-31 00:00"))
    assert (slot.since_at, slot.opens_at) == (utc("03-23 08:00"), utc("03-30 07:00"))


def test_a_slot_in_the_skipped_hour_opens_an_hour_later_and_once() -> None:
    # Sunday 29 Mar 02:30 does not exist in Berlin; it counts as 03:30, which is 01:30 UTC.
    policy = in_berlin(6, 2, 30)
    assert next_slot_at(policy, utc("03-28 12:00")) == utc("03-29 01:30")
    assert next_slot_at(policy, utc("03-29 01:30")) == utc("04-05 00:30")


def test_a_slot_in_the_repeated_hour_opens_at_the_first() -> None:
    # Sunday 25 Oct 02:30 comes twice in Berlin, first at 00:30 UTC.
    policy = in_berlin(6, 2, 30)
    assert next_slot_at(policy, utc("10-24 12:00")) == utc("10-25 00:30")
    assert next_slot_at(policy, utc("10-25 00:30")) == utc("11-01 01:30")


def test_a_week_is_named_after_the_local_date_and_its_iso_year() -> None:
    # Monday 4 Jan 2027 00:30 in Auckland is Sunday 3 Jan 11:30 UTC; ISO week 1 of 2027.
    policy = a_policy(zone="Pacific/Auckland", summary_time=time(0, 30))
    slot = slot_of(policy, datetime(2027, 1, 3, 12, tzinfo=UTC))
    assert (slot.week, slot.opens_at) == ("2027-W01", datetime(2027, 1, 3, 11, 30, tzinfo=UTC))
    friday = a_policy(summary_weekday=4)
    assert slot_of(friday, datetime(2027, 1, 2, tzinfo=UTC)).week == "2026-W53"


def test_an_instant_belongs_to_the_week_on_the_channels_clock() -> None:
    friday = in_berlin(4, 17)
    assert week_of(utc("03-08 22:59"), friday) == "2026-W10"
    assert week_of(utc("03-08 23:00"), friday) == "2026-W11"


# --- numbers ------------------------------------------------------------------------------------


def test_an_empty_channel_sums_up_to_nothing() -> None:
    empty = sum_up([])
    assert set(empty.counts.values()) == {0}
    assert {empty.change(measure) for measure in measures.ALL} == {None}
    assert (empty.blockers, empty.due, empty.customers, empty.asked) == ((),) * 4
    assert not empty.happened


def test_the_counts_of_a_full_week() -> None:
    before = utc("02-20 09:00")
    items = [
        numbered(1, **climbed(3)),  # due Thu 5 Mar: overdue, its fallback in force; new this week
        # Due by the next slot, and the only one that affects customers as far as anybody said.
        numbered(2, due=a_due("03-16 09:00"), logged_at=before, impact="Acme cannot onboard"),
        numbered(3, due=a_due("03-16 09:01"), trajectory=Trajectory.WORSENING, logged_at=before),
        numbered(4, due=a_due("03-09 09:00"), trajectory=Trajectory.IMPROVING, logged_at=before),
        ended(5, Status.RESOLVED, "03-02 09:00"),
        ended(6, Status.RESOLVED, "03-09 08:59"),
        ended(7, Status.DECIDED, "03-04 09:00", kind=Kind.DECISION, logged_at=before),
        ended(8, Status.FELL_BACK, "03-04 09:00", logged_at=before),
        ended(9, Status.WITHDRAWN, "03-04 09:00", logged_at=before),
        ended(10, Status.RESOLVED, "03-02 08:59", logged_at=before),  # the week before
        ended(11, Status.RESOLVED, "03-09 09:00", logged_at=utc("03-09 09:00")),  # the next week
    ]
    events = [
        an_event("reschedule", 2, **LATER),
        an_event("reschedule", 2, "03-06 12:00", **LATER),
        an_event("reschedule", 9, "03-02 09:00", **LATER),
        an_event("reschedule", 9, "03-02 10:00", **EARLIER),  # a pull-in is not a slip
        an_event("reschedule", 3, "03-09 09:00", **LATER),  # the next week
        an_event("reschedule", 99, **LATER),  # another channel's
        an_event("note", 2),
    ]
    assert sum_up(items, events).counts == {
        "open": 4,
        "overdue": 2,
        "due_this_week": 1,
        "fallbacks_in_force": 1,
        "said_worsening": 1,
        "not_said": 1,
        "said_steady": 0,
        "said_improving": 1,
        "new": 3,
        "slips": 3,
        "resolved": 2,
        "decided": 1,
        "fell_back": 1,
        "withdrawn": 1,
    }


def test_a_measure_changes_by_what_it_differs_from_the_week_before() -> None:
    summary = sum_up([numbered(1)], previous={"open": 3, "due_this_week": 0, "mood": 9})
    assert summary.change(measures.OPEN) == -2
    assert summary.change(measures.DUE) == 0
    assert summary.change(measures.NEW) is None, "last week's number is not known"


def test_each_measure_has_a_name_of_its_own_and_a_meaning_in_one_sentence() -> None:
    defined = [one for one in vars(measures).values() if isinstance(one, measures.Measure)]
    assert defined == [*measures.ALL]
    assert len({measure.name for measure in defined}) == len(defined)
    for measure in defined:
        assert re.fullmatch(r"[A-Z][^.]+\.", measure.meaning), measure.name


# --- lists --------------------------------------------------------------------------------------


def test_blockers_come_by_weight_then_by_due_then_by_number() -> None:
    items = [
        numbered(4, due=a_due("03-12 12:00")),
        numbered(10, due=a_due("03-11 12:00")),
        numbered(9, due=a_due("03-11 12:00")),
        numbered(3, due=a_due("03-06 12:00")),
        numbered(5, due=a_due("03-20 12:00")),
        numbered(6, due=a_due("03-21 12:00")),
    ]
    weights = {5: Weight(customers=1), 6: Weight(customers=1, items=1)}
    made = sum_up(items, weights=weights)
    assert labels(made.blockers) == ["B-6", "B-5", "B-3", "B-9", "B-10", "B-4"]


def test_decisions_are_those_made_in_the_week_and_those_that_wait() -> None:
    decision = {"kind": Kind.DECISION}
    items = [
        ended(1, Status.DECIDED, "03-06 09:00", **decision),
        ended(2, Status.DECIDED, "03-03 09:00", closed_by=LEAD, **decision),
        ended(3, Status.DECIDED, "02-27 09:00", **decision),
        ended(4, Status.WITHDRAWN, "03-03 09:00", **decision),
        numbered(5, due=a_due("03-12 12:00"), **decision),
        numbered(6, due=a_due("03-05 12:00"), **decision),
    ]
    first = replace(an_event("decide", 2, "03-02 10:00"), reason="it was undone")
    why = replace(an_event("decide", 2, "03-03 09:00"), reason="the contract says so")
    summary = sum_up(items, [first, why])
    assert [one.item.label for one in summary.decided] == ["D-2", "D-1"]
    assert [one.because for one in summary.decided] == ["the contract says so", ""]
    assert labels(summary.ended) == ["D-4"]
    assert labels(summary.due) == ["D-6", "D-5"]
    assert summary.blockers == ()
    assert summary.happened


def test_escalated_and_moved_are_items_each_once() -> None:
    items = [numbered(1), numbered(2), ended(3, Status.FELL_BACK, "03-06 09:00")]
    events = [
        *(an_event("escalated", 3, f"03-0{day} 12:00") for day in (3, 4, 5)),
        an_event("escalated", 1, "03-06 17:00"),
        an_event("escalated", 2, "03-01 17:00"),  # the week before
        an_event("reschedule", 2, **LATER),
        an_event("reschedule", 2, "03-06 12:00", **LATER),
    ]
    made = sum_up(items, events)
    assert labels(made.escalated) == ["B-1", "B-3"]
    assert labels(made.moved) == ["B-2"]


def test_the_order_of_what_comes_in_makes_no_difference() -> None:
    items = [numbered(n, due=a_due(f"03-{n + 4:02} 12:00"), impact="x") for n in range(1, 9)]
    assert sum_up(items) == sum_up(items[::-1])


@pytest.mark.parametrize(
    ("what", "done_at", "undone_at", "told_at", "is_told"),
    [
        ("resolve", "03-02 08:55", "03-02 09:02", "03-02 09:00", True),
        ("fall_back", "03-02 08:59", "03-02 09:00", "03-02 09:00", True),
        ("resolve", "03-02 09:01", "03-02 09:02", "03-02 09:00", False),  # in no post
        ("resolve", "03-02 08:55", "03-02 09:02", "03-02 09:03", False),  # the post knew it
        ("resolve", "03-02 08:55", "03-02 09:02", "", False),  # there was no post
        ("reassign", "03-02 08:55", "03-02 09:02", "03-02 09:00", False),
        ("logged", "03-02 08:55", "03-02 09:02", "03-02 09:00", False),
    ],
)
def test_an_item_that_the_last_post_said_was_closed_is_open_again(
    what: str, done_at: str, undone_at: str, told_at: str, is_told: bool
) -> None:
    facts = {"event": "1", "what": what, "done_at": utc(done_at).isoformat()}
    undone = an_event("undo", 1, at=undone_at, **facts)
    of_another = an_event("undo", 9, at=undone_at, **facts)
    told = utc(told_at) if told_at else None
    made = sum_up([numbered(1), numbered(2)], [undone, of_another], told_at=told)
    assert labels(made.open_again) == (["B-1"] if is_told else [])


def test_trajectories_are_compared_with_what_had_been_said_a_week_ago_by_the_same_rule() -> None:
    """Whatever the week before has stored of them, perhaps before words lapsed."""
    before = {"logged_at": utc("02-20 09:00"), "impact": "Acme cannot onboard"}
    worse, better = Trajectory.WORSENING, Trajectory.IMPROVING
    items = [
        numbered(1, trajectory=worse, trajectory_said_at=utc("03-04 09:00"), **before),
        numbered(2, trajectory=worse, trajectory_said_at=utc("03-01 09:00"), **before),
        numbered(3, trajectory=better, trajectory_said_at=utc("03-09 10:00"), **before),
        numbered(4, trajectory=better, logged_at=utc("03-03 09:00")),
        ended(5, Status.RESOLVED, "03-04 09:00", trajectory=worse, **before),
        numbered(6, **before),  # reopened in the week
    ]
    said = [
        an_event("trajectory", 1, "02-27 09:00", to="improving"),
        an_event("trajectory", 1, "03-04 09:00", to="worsening"),
        an_event("trajectory", 3, "03-09 10:00", to="improving"),
        an_event("trajectory", 5, "02-28 09:00", to="worsening"),
        an_event("trajectory", 5, "03-04 09:00", to="worsening"),
    ]
    events = [an_event("resolve", 5, "03-04 09:00"), an_event("reopen", 6, "03-03 09:00")]
    made = sum_up(items, events, previous={"open": 5, "worsening": 9}, said=said)
    # Now B-1 is worsening, B-4 improving, and of the others nobody said anything lately. A week
    # ago B-2 and B-5 were worsening, B-1 improving, and only of B-3 nobody had said anything.
    counted = {one.name: (made.count(one), made.change(one)) for one in measures.TRAJECTORIES}
    assert counted == {
        "said_worsening": (1, -1),
        "not_said": (3, 2),
        "said_steady": (0, 0),
        "said_improving": (1, 0),
    }
