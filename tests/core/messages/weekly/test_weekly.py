"""The weekly post: counts compared with last week, a line per item, within Slack's limits."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from escalation.events import Event
from escalation.facts.shape import Unable
from escalation.gaps.gap import OwnershipGap
from escalation.items import Item, Keep, Kind, Status, Trajectory
from escalation.summary.period import slot_of
from escalation.summary.weekly import Summary, build
from messages.weekly.post import weekly_post
from tests.core.messages.slack.test_text import hostile
from tests.support.factories import OWNER, a_due, a_policy, an_item, changed, climbed, utc
from tests.support.payloads import a_reader, faults, first_line

MONDAY = "03-09 09:00"
SLOT = slot_of(a_policy(), utc(MONDAY))


def summed_up(items: list[Item], events: tuple[Event, ...] = (), **previous: int) -> Summary:
    return build(items, events, SLOT, previous=previous)


def post(summary: Summary) -> dict[str, Any]:
    message = weekly_post(summary, a_reader(MONDAY))
    assert faults(message) == []
    return message


WEEK = [
    an_item(impact="3 firms wait", trajectory=Trajectory.WORSENING, slips=1, **climbed(3)),
    an_item(id=8, number=13, title="DNS", due=a_due("03-12 12:00")),
    an_item(id=9, number=4, kind=Kind.DECISION, title="Which template", due=a_due("03-20 12:00")),
    an_item(
        id=10,
        number=3,
        kind=Kind.DECISION,
        title="Which region",
        status=Status.DECIDED,
        outcome="EU only",
        closed_at=utc("03-05 10:00"),
        closed_by=OWNER,
    ),
]


def test_the_first_line_is_the_week_in_numbers_against_the_last() -> None:
    message = post(summed_up(WEEK, open=5))
    assert first_line(message) == (
        "*Week of Mon 9 Mar*: 3 open items (2 fewer than last week), 1 overdue, 1 due this week, "
        "the fallback of 1 applies"
    )


def test_the_text_carries_the_whole_week() -> None:
    assert post(summed_up(WEEK, open=3, worsening=0, improving=0))["text"].splitlines() == [
        "*Week of Mon 9 Mar*: 3 open items (unchanged), 1 overdue, 1 due this week, "
        "the fallback of 1 applies",
        "*Blockers*: 2 open blockers",
        "• 🔴 overdue *B-12* Contract import is stuck · *Maria* · was due Thu 5 Mar 12:00 UTC · "
        "fallback applies · slipped once",
        "• *B-13* DNS · *Maria* · due Thu 12 Mar 12:00 UTC · "
        "open for 7 days, first date Thu 12 Mar",
        "*Owner decisions*: 1 decision needed",
        "• *D-4* Which template · *Maria* · due Fri 20 Mar 12:00 UTC · "
        "open for 7 days, first date Fri 20 Mar",
        "*Decided*: 1 decision",
        "• ✅ *D-3* Which region → EU only · *Maria*",
        "*Customer impact*: 1 worsening (1 more than last week), 0 improving (unchanged)",
        "• Worsening: *B-12* 3 firms wait",
        "Last week: 4 new. 1 decided",
    ]


def test_what_was_closed_is_named_with_its_end() -> None:
    by = {"closed_at": utc("03-05 10:00"), "closed_by": OWNER}
    closed = [
        an_item(status=Status.FELL_BACK, outcome="Ship by hand", **by),
        an_item(id=8, number=13, title="DNS", status=Status.RESOLVED, **by),
        an_item(id=9, number=14, title="VPN", status=Status.WITHDRAWN, outcome="a double", **by),
    ]
    assert post(summed_up(closed))["text"].splitlines()[3:7] == [
        "*Closed*: 3 items",
        "• ↩️ *B-12* Contract import is stuck, closed with the fallback → Ship by hand · *Maria*",
        "• ✅ *B-13* DNS, resolved · *Maria*",
        "• ⚪ *B-14* VPN, withdrawn → a double · *Maria*",
    ]


def test_what_gets_worse_without_a_word_on_its_impact_is_named_by_its_title() -> None:
    worse = an_item(trajectory=Trajectory.WORSENING)
    assert "• Worsening: *B-12* Contract import is stuck\n" in post(summed_up([worse]))["text"]


def test_the_number_of_items_not_said_is_the_number_listed() -> None:
    lapsed = {"trajectory": Trajectory.STEADY, "trajectory_said_at": utc("03-01 10:00")}
    items = [
        an_item(id=8, number=13, impact="40 seconds for each signature", **lapsed),
        an_item(id=9, number=14, impact="Acme waits"),
        an_item(id=10, number=15, title="The printer list is empty"),  # it affects no customer
    ]
    assert post(summed_up(items))["text"].splitlines()[-4:-1] == [
        "*Customer impact*: 0 worsening, 2 not said, 0 improving",
        "• No word since Sun 1 Mar 10:00 UTC: *B-13* 40 seconds for each signature",
        "• Not said: *B-14* Acme waits",
    ]


def test_the_first_week_compares_with_nothing() -> None:
    assert "last week" not in post(summed_up(WEEK))["text"]


def test_a_quiet_week_still_says_all_three_things() -> None:
    text = post(summed_up([]))["text"]
    assert text.splitlines() == [
        "*Week of Mon 9 Mar*: 0 open items",
        "*Blockers*: 0 open blockers",
        "*Owner decisions*: 0 decisions needed",
        "*Customer impact*: 0 worsening, 0 improving",
        "Last week: 0 new",
    ]


def test_an_item_that_nobody_answers_for_is_named_with_the_reason() -> None:
    gap = OwnershipGap(
        item_id=7, cause="owner:U01", why=Unable.REMOVED, opened_at=utc("03-05 12:00")
    )
    summary = replace(summed_up(WEEK), gaps=tuple(one for one in WEEK if one.id == 7))
    said = weekly_post(summary, replace(a_reader(), gaps={7: (gap,)}))["text"]
    assert "*Nobody available*: somebody has to name an owner" in said
    assert "the owner *Maria* cannot see its channel" in said


def test_nobody_is_pinged() -> None:
    assert "<@" not in str(post(summed_up(WEEK)))


@pytest.mark.parametrize("count", [1, 60, 100])
def test_a_hundred_items_are_all_listed(count: int) -> None:
    items = [an_item(id=n, number=n, title=f"Blocker number {n} of them all") for n in range(count)]
    shown = str(post(summed_up(items))["blocks"])
    assert all(f"*B-{n}*" in shown for n in range(count))
    assert "more: type" not in shown


def test_beyond_that_the_rest_is_counted() -> None:
    items = [an_item(id=n, number=n, title="x" * 500) for n in range(600)]
    message = post(summed_up(items))
    listed = sum(block["text"]["text"].count("• ") for block in message["blocks"][:-1])
    assert f"+{600 - listed} more" in str(message["blocks"][:-1])
    assert "All of them: type `/backstop list open`" in str(message["blocks"][-1])
    assert listed >= 100
    spoken = message["text"].count("• ")
    assert f"\n+{600 - spoken} more\n" in message["text"]


def unanswered(number: int) -> Item:
    """An item whose last question went unanswered three times."""
    title = f"Contract import {number} is stuck, and nobody knows why"
    return an_item(id=number, number=number, title=title, unanswered=4, **climbed(3))


@pytest.mark.parametrize("others", [20, 150])
def test_in_a_full_post_what_nobody_answered_is_dropped_last(others: int) -> None:
    items = [unanswered(1), *(an_item(id=n, number=n) for n in range(2, others))]
    message = post(summed_up(items))
    heading, line, *_ = message["text"].splitlines()[1:]
    assert heading == "*Still no answer*: leadership was asked three times"
    assert line.startswith("• 🔴 overdue *B-1* Contract import 1 is stuck")
    assert "*B-1* Contract" in message["blocks"][1]["text"]["text"]


def test_even_that_is_cut_if_it_alone_has_no_room() -> None:
    message = post(summed_up([unanswered(number) for number in range(1, 200)]))
    assert message["text"].splitlines()[1] == (
        "*Still no answer*: leadership was asked three times"
    )


def test_a_short_line_says_who_keeps_it_open() -> None:
    keep = Keep(until=utc("03-20 09:00"), by=OWNER, reason="the vendor ships then")
    kept = an_item(id=1, number=1, kept=keep, **climbed(3))
    message = post(summed_up([kept, *(an_item(id=n, number=n) for n in range(2, 150))]))
    shown = str(message["blocks"])
    assert "kept open until Fri 20 Mar by *Maria*" in shown


def test_where_room_is_short_each_item_keeps_a_line_and_its_impact_goes_first() -> None:
    items = [an_item(id=n, number=n, title="x" * 99, impact="y" * 300) for n in range(1, 101)]
    message = post(summed_up(items))
    rows = str([block["text"]["text"] for block in message["blocks"][:-1]])
    assert all(f"• *B-{n}*" in rows or f"overdue *B-{n}*" in rows for n in range(1, 101))
    impacts = rows.count("• Not said: ")
    assert 0 < impacts < 100
    assert f"+{100 - impacts} more" in rows


@settings(deadline=None, max_examples=12)
@given(hostile)
def test_no_text_breaks_the_post(text: str) -> None:
    long = (text * 200)[:500]
    worded = [changed(item, title=long, impact=long) for item in WEEK]
    items = [one if one.is_open else changed(one, outcome=long) for one in worded] * 30
    post(summed_up(items))
