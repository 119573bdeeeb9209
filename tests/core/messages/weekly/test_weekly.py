"""The weekly post: what is asked, customers, blockers, decisions, within Slack's limits."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from escalation.about.customers import Customer
from escalation.dependencies import Dependencies, Weight
from escalation.events import Event
from escalation.facts.shape import Unable
from escalation.gaps.gap import OwnershipGap
from escalation.items import Item, Keep, Kind, Status, Trajectory
from escalation.summary.period import slot_of
from escalation.summary.trend import Trend
from escalation.summary.weekly import Known, Summary, build
from messages.reader import Reader
from messages.weekly import week_charts
from messages.weekly.post import Extra, weekly_post
from tests.core.messages.slack.test_text import hostile
from tests.support.factories import OWNER, REPORTER, a_due, a_policy, an_item, changed, climbed, utc
from tests.support.payloads import a_reader, faults, first_line

MONDAY = "03-09 09:00"
SLOT = slot_of(a_policy(), utc(MONDAY))
HARBOR = Customer(id=1, name="Harbor Law")


def summed_up(items: list[Item], events: tuple[Event, ...] = (), **known: Any) -> Summary:
    return build(items, events, SLOT, known=Known(**known))


def post(summary: Summary, reader: Reader | None = None, **extra: Any) -> dict[str, Any]:
    message = weekly_post(summary, reader or a_reader(MONDAY), Extra(**extra))
    assert faults(message) == []
    return message


def lines(summary: Summary, reader: Reader | None = None, **extra: Any) -> list[str]:
    words: str = post(summary, reader, **extra)["text"]
    return words.splitlines()


WEEK = [
    an_item(customers=(HARBOR,), trajectory=Trajectory.WORSENING, slips=1, **climbed(3)),
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
    message = post(summed_up(WEEK, previous={"open": 5}))
    assert first_line(message) == (
        "*Week of Mon 9 Mar*: 3 open (2 fewer), 1 overdue, 1 customer worse: Harbor Law"
    )
    more = first_line(post(summed_up(WEEK, previous={"open": 2})))
    assert more.startswith("*Week of Mon 9 Mar*: 3 open (1 more), 1 overdue")


def test_the_text_carries_the_whole_week() -> None:
    assert lines(summed_up(WEEK, previous={"open": 3})) == [
        "*Week of Mon 9 Mar*: 3 open (unchanged), 1 overdue, 1 customer worse: Harbor Law",
        "*Customers*",
        "Harbor Law: worsening · 1 open, oldest 7 days",
        "*Blockers*",
        "*B-12* Contract import is stuck · *Maria* · was due Thu 5 Mar 12:00 UTC · "
        "fallback applies: Import by hand · moved once",
        "*B-13* DNS · *Maria* · due Thu 12 Mar 12:00 UTC",
        "*Decisions*",
        "*D-4* Which template · *Maria* · due Fri 20 Mar 12:00 UTC",
        "*D-3* Which region · decided by *Maria* on Thu 5 Mar: EU only",
    ]


def test_what_was_closed_otherwise_is_counted() -> None:
    by = {"closed_at": utc("03-05 10:00"), "closed_by": OWNER}
    closed = [
        an_item(id=number, number=number, status=status, outcome="a double", **by)
        for number, status in enumerate(
            (Status.FELL_BACK, Status.RESOLVED, Status.RESOLVED, Status.WITHDRAWN), start=1
        )
    ]
    assert lines(summed_up(closed)) == [
        "*Week of Mon 9 Mar*: 0 open",
        "Also this week: 2 resolved, 1 closed by fallback, 1 withdrawn",
    ]


def test_a_quiet_week_is_one_line() -> None:
    message = post(summed_up([]))
    assert message["text"] == "*Week of Mon 9 Mar*: 0 open. Nothing happened this week."
    assert [block["type"] for block in message["blocks"]] == ["section", "context"]


def test_what_waits_for_a_blocker_is_named() -> None:
    others = [an_item(id=n, number=n, kind=Kind.DECISION) for n in range(1, 6)]
    alone = replace(a_reader(MONDAY), dependencies={7: Dependencies(blocks=(others[0],))})
    made = summed_up(WEEK[:1])
    assert "12:00 UTC · D-1 waits for it · fallback" in lines(made, alone)[4]
    many = replace(alone, dependencies={7: Dependencies(blocks=tuple(others))})
    assert " · D-1, D-2, D-3 and 2 more wait for it · " in lines(made, many)[4]


def test_who_keeps_it_open_is_named_in_place_of_the_fallback() -> None:
    keep = Keep(until=utc("03-20 09:00"), by=OWNER, reason="the vendor ships then")
    said = lines(summed_up([an_item(kept=keep, **climbed(3))]))[-1]
    assert said.endswith(
        "was due Thu 5 Mar 12:00 UTC · kept open until Fri 20 Mar 09:00 UTC by *Maria*"
    )


def test_its_moves_and_how_far_they_led() -> None:
    far = an_item(first_due_at=utc("03-04 12:00"), due=a_due("03-12 12:00"), slips=2, pull_ins=1)
    early = an_item(first_due_at=utc("03-13 12:00"), due=a_due("03-12 12:00"), pull_ins=1)
    back = an_item(first_due_at=utc("03-12 09:00"), due=a_due("03-12 12:00"), slips=1, pull_ins=1)
    said = [lines(summed_up([one]))[-1].partition("UTC · ")[2] for one in (far, early, back)]
    assert said == [
        "moved 3 times, 6 working days later",
        "moved once, 1 working day earlier",
        "moved twice",
    ]


def test_its_age_is_said_where_the_first_date_lies_ahead() -> None:
    old = an_item(logged_at=utc("02-24 10:00"), due=a_due("03-18 17:00"))
    assert lines(summed_up([old]))[-1].endswith("17:00 UTC · open for 12 days")


def test_customers_that_fell_silent_are_listed_and_not_worse() -> None:
    item = an_item(
        customers=(HARBOR,),
        logged_at=utc("02-23 14:00"),
        trajectory=Trajectory.STEADY,
        trajectory_said_at=utc("02-27 16:00"),
    )
    words = lines(summed_up([item]))
    assert words[0] == "*Week of Mon 9 Mar*: 1 open, 1 overdue"
    assert "Harbor Law: no word for 9 days, was steady · 1 open, oldest 13 days" in words


def test_many_customers_are_worse() -> None:
    names = ("Acme", "Borg", "Crane", "Dunn", "Eames")
    items = [
        an_item(
            id=n, number=n, customers=(Customer(id=n, name=name),), trajectory=Trajectory.WORSENING
        )
        for n, name in enumerate(names, start=1)
    ]
    words = lines(summed_up(items))
    assert words[0].endswith("5 customers worse: Acme, Borg, Crane and 2 more")
    assert words[words.index("*Customers*") + 4] == "+2"


def test_in_a_shared_channel_no_customer_is_named() -> None:
    message = post(summed_up(WEEK), shared=True)
    assert "Harbor" not in str(message)
    assert "shared with another company" in str(message["blocks"])


def test_each_part_shows_a_few_lines_and_counts_the_rest() -> None:
    later = {"due": a_due("03-12 12:00")}
    items = [an_item(id=n, number=n, **later) for n in range(1, 9)]
    items += [an_item(id=n, number=n, kind=Kind.DECISION, **later) for n in range(11, 16)]
    words = lines(summed_up(items))
    assert [one for one in words if one.startswith("+")] == ["+3", "+2"]
    assert sum(" · " in one for one in words) == 8


def test_what_is_asked_comes_first_with_its_button() -> None:
    gap = OwnershipGap(item_id=3, cause="owner:U01", why=Unable.GONE, opened_at=utc("03-05 12:00"))
    reader = replace(a_reader(MONDAY), gaps={3: (gap,)})
    items = [
        an_item(id=1, number=1, unanswered=4, asked=(OWNER, REPORTER), **climbed(3)),
        an_item(id=2, number=2, unanswered=1, asked=(OWNER,), **climbed(3)),
        an_item(id=3, number=3, due=a_due("03-12 12:00")),
        an_item(id=4, number=4, logged_at=utc("02-20 09:00"), slips=1, due=a_due("03-12 12:00")),
    ]
    message = post(summed_up(items, gaps=[3]), reader)
    assert message["text"].splitlines()[1:6] == [
        "*Asked of you*",
        "*Maria* and *Bo* have not said what becomes of *B-1* Contract import is stuck, "
        "asked 4 times",
        "*name of U03* names a new owner of *B-3* Contract import is stuck: the owner *Maria* "
        "could not be reached",
        "*Maria* has not said what becomes of *B-2* Contract import is stuck: its fallback applies",
        "+1",
    ]
    shown = [block["accessory"]["text"]["text"] for block in message["blocks"][2:5]]
    assert shown == ["Keep open until …", "New owner", "Keep open until …"]


def test_what_outlives_its_cycles_is_asked_of_its_owner() -> None:
    old = an_item(logged_at=utc("02-20 09:00"), slips=1, due=a_due("03-12 12:00"))
    assert lines(summed_up([old]))[2] == (
        "*Maria* still has *B-12* Contract import is stuck open after 2 review cycles, "
        "due Thu 12 Mar 12:00 UTC"
    )


def test_nobody_is_pinged() -> None:
    assert "<@" not in str(post(summed_up(WEEK)))


TREND = Trend(
    weeks=("2026-W09", "2026-W10", "2026-W11"),
    logged=(1, 3, 2),
    closed=(0, 0, 2),
    overdue=(0, 0, 1),
    net=(0, 1, 0),
)


def test_the_charts_and_the_same_numbers_in_words() -> None:
    message = post(summed_up(WEEK), trend=TREND)
    drawn = [block for block in message["blocks"] if block["type"] == week_charts.BLOCK]
    assert [len(one["chart"]["series"]) for one in drawn] == [3, 1]
    assert drawn[0]["chart"]["axis_config"]["categories"] == ["W09", "W10", "W11"]
    assert drawn[1]["chart"]["series"][0]["data"][1] == {"label": "W10", "value": 1}
    assert message["text"].splitlines()[-1] == (
        "Logged: 1, 3, 2 · Closed: 0, 0, 2 · Overdue: 0, 0, 1 · Net trajectory: 0, +1, 0"
    )
    bare = post(summed_up(WEEK), trend=TREND, draws=False)
    assert not [block for block in bare["blocks"] if block["type"] == week_charts.BLOCK]
    assert bare["text"] == message["text"]


def test_without_a_word_on_any_impact_there_is_one_chart() -> None:
    message = post(summed_up(WEEK), trend=replace(TREND, net=()))
    assert sum(block["type"] == week_charts.BLOCK for block in message["blocks"]) == 1
    assert message["text"].endswith("Overdue: 0, 0, 1")


@pytest.mark.parametrize("count", [5, 1000])
def test_it_is_one_message_however_many_items_are_open(count: int) -> None:
    items = [an_item(id=n, number=n, title="x" * 3000) for n in range(1, count + 1)]
    message = post(summed_up(items, weights={1: Weight(items=2)}), trend=TREND)
    assert len(message["blocks"]) <= 50


@settings(deadline=None, max_examples=12)
@given(hostile)
def test_no_text_breaks_the_post(text: str) -> None:
    long = (text * 200)[:500]
    worded = [changed(item, title=long, fallback=long) for item in WEEK]
    items = [one if one.is_open else changed(one, outcome=long) for one in worded] * 30
    post(summed_up(items))
