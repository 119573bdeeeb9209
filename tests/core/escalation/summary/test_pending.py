"""What a week asks of people, one thing for each item, worked out by hand.

It is Mon 9 Mar 2026 09:00 UTC, and a review cycle has seven days.
"""

from typing import Any

import pytest

from escalation.events import BACKSTOP, Event
from escalation.items import Item
from escalation.summary.pending import Why, asked
from tests.support.factories import a_due, an_item, climbed, event_of, utc

NOW = utc("03-09 09:00")
OLD: dict[str, Any] = {"logged_at": utc("02-20 09:00"), "due": a_due("03-20 12:00")}
"""Logged 17 days ago: its second cycle ended on Fri 6 Mar 09:00."""


def numbered(number: int, **changes: Any) -> Item:
    return an_item(id=number, number=number, **changes)


def moved(item: int, at: str) -> Event:
    facts = {"from": "2026-03-05T12:00:00+00:00", "to": "2026-03-20T12:00:00+00:00"}
    return event_of(at=utc(at), item_id=item, actor=BACKSTOP, action="reschedule", facts=facts)


def test_the_most_pressing_comes_first_and_each_item_once() -> None:
    items = [
        numbered(1, **OLD, slips=1),
        numbered(2, **climbed(3), unanswered=1),
        numbered(3),
        numbered(4, **climbed(3), unanswered=3),
        numbered(5, **climbed(3), unanswered=4),
        numbered(6, due=a_due("03-12 12:00")),
        numbered(7, **OLD, slips=1),
        numbered(8, logged_at=utc("03-05 09:00"), due=a_due("03-06 12:00")),  # it has passed
    ]
    found = asked(items, NOW, gaps=[3, 5], not_agreed=[3, 7, 8], events=[])
    assert [(one.why, one.item.label) for one in found] == [
        (Why.NEVER_ANSWERED, "B-5"),
        (Why.GAP, "B-3"),
        (Why.LAST_QUESTION, "B-2"),
        (Why.LAST_QUESTION, "B-4"),
        (Why.NOT_AGREED, "B-7"),
        (Why.OLD, "B-1"),
    ]


@pytest.mark.parametrize(
    ("first_due", "slips", "moved_at", "cycles"),
    [
        ("03-06 09:00", 1, "03-03 12:00", 2),
        ("03-06 09:01", 0, "", 0),  # at the end of the cycle its first date lay ahead
        ("03-20 12:00", 0, "", 0),
        ("03-20 12:00", 1, "03-06 08:59", 2),
        ("03-20 12:00", 1, "03-06 09:01", 0),  # it had not been moved then
        ("03-20 12:00", 2, "03-06 09:01", 2),
    ],
)
def test_it_is_asked_what_outlives_its_cycles(
    first_due: str, slips: int, moved_at: str, cycles: int
) -> None:
    item = numbered(1, **OLD, first_due_at=utc(first_due), slips=slips)
    events = [moved(1, moved_at), moved(2, "03-07 12:00")] if moved_at else []
    found = asked([item], NOW, gaps=[], not_agreed=[], events=events)
    assert [one.cycles for one in found] == ([cycles] if cycles else [])


@pytest.mark.parametrize("day", ["03-02 09:01", "03-08 09:00"])
def test_nothing_is_asked_within_the_first_cycle(day: str) -> None:
    young = numbered(1, logged_at=utc(day), due=a_due("03-08 12:00"), slips=1)
    assert asked([young], NOW, gaps=[], not_agreed=[], events=[]) == ()
