"""Nothing that people do to an item that is late, or will be, raises the share closed on time.

Each starts from the same: D-1 and D-2 are due on Wednesday, D-1 was decided in time and D-2 on
Thursday. What happens to D-2 instead never makes more than D-1 of D-1 and D-2 on time.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from escalation.events import Event
from escalation.facts import by_people
from escalation.facts.shape import EventFacts
from escalation.fields import Field
from escalation.items import Kind, Status
from escalation.measures.figures.closure_rate import ClosureRate
from escalation.measures.measure import measure
from escalation.measures.subjects import History, Subject
from escalation.measures.whole_weeks import Period
from tests.support.factories import a_calendar, utc
from tests.support.measures.page import moved

LOGGED, WED, LATE, END = map(utc, ("03-02 10:00", "03-04 17:00", "03-05 10:00", "03-09 09:00"))
PERIOD = Period(since=utc("03-02 09:00"), until=END, week_ends=(END,))
KEPT = "Which DPA, and for whom"


def an_item(number: int, *, title: str = KEPT, **changes: Any) -> Subject:
    subject = Subject(
        id=number,
        kind=Kind.DECISION,
        label=f"D-{number}",
        title=title,
        owner="U1",
        reporter="U1",
        logged_at=LOGGED,
        first_due_at=WED,
    )
    return replace(subject, **changes)


def did(number: int, at: datetime | str, facts: EventFacts, *, by: str = "U1") -> Event:
    instant = utc(at) if isinstance(at, str) else at
    return Event(at=instant, item_id=number, actor=by, facts=facts)


def logged(number: int, at: datetime = LOGGED, due: datetime = WED) -> Event:
    return did(number, at, by_people.Logged(owner="U1", due_at=due))


def rate(items: list[Subject], events: list[Event], period: Period = PERIOD) -> ClosureRate:
    """The closure rate, with D-1 decided in time besides."""
    first = an_item(1, title="Another thing")
    events = [logged(1), did(1, "03-03 10:00", by_people.Decided()), *events]
    history = History(items=(first, *items), events=tuple(events), known_until=END)
    return measure(history, period, a_calendar()).closure_rate[Kind.DECISION]


LATER = moved(WED, utc("03-06 17:00"), first_due=WED)
DECIDED, WITHDRAWN = by_people.Decided(), by_people.Withdrawn()
REOPENED = by_people.Reopened(was=Status.DECIDED)


@pytest.mark.parametrize(
    "events",
    [
        [did(2, LATE, DECIDED)],
        [did(2, "03-03 10:00", LATER), did(2, LATE, DECIDED)],
        [did(2, "03-03 10:00", DECIDED), did(2, "03-03 11:00", REOPENED), did(2, LATE, DECIDED)],
        [did(2, "03-03 10:00", DECIDED), did(2, "03-05 11:00", REOPENED)],
        [did(2, LATE, WITHDRAWN)],
        [did(2, LATE, WITHDRAWN), did(2, "03-05 11:00", REOPENED), did(2, "03-06 10:00", DECIDED)],
        [did(2, LATE, by_people.FellBack())],
    ],
)
def test_what_is_done_to_a_late_item_leaves_it_late(events: list[Event]) -> None:
    found = rate([an_item(2)], [logged(2), *events])

    assert (found.on_time.count, found.on_time.of) == (1, 2)


def test_a_closing_in_time_that_was_undone_does_not_count() -> None:
    undone = by_people.Undone(event=0, what=DECIDED.action, done_at=utc("03-03 10:00"))
    events = [did(2, "03-03 10:00", DECIDED), did(2, "03-03 10:05", undone)]

    found = rate([an_item(2)], [logged(2), *events, did(2, LATE, DECIDED)])

    assert (found.on_time.count, found.on_time.of) == (1, 2)


@pytest.mark.parametrize(
    "again",
    [
        an_item(3, title="which DPA and for WHOM?"),
        an_item(3, owner="U2"),
        an_item(3, title="Something else entirely"),
    ],
)
@pytest.mark.parametrize("withdrawn", ["03-03 10:00", "03-03 14:00"])
def test_what_is_withdrawn_and_logged_again_keeps_its_first_date(
    again: Subject, withdrawn: str
) -> None:
    """The words in any order of capitals; handed over, or renamed, afterwards, it is the same."""
    at, due = utc("03-03 12:00"), utc("03-06 17:00")
    again = replace(again, logged_at=at, first_due_at=due)
    handed = by_people.Reassigned(old_owner="U1", new_owner="U2")
    renamed = by_people.Edited(field=Field.TITLE, old=KEPT, new="Something else entirely")
    events = [logged(2), did(2, withdrawn, WITHDRAWN), logged(3, at, due)]
    since = [did(3, "03-03 12:05", handed), did(3, "03-03 12:06", renamed), did(3, LATE, DECIDED)]

    found = rate([an_item(2), again], [*events, *since])

    assert (found.on_time.count, found.on_time.of) == (1, 2)
    assert found.again == ("D-3",)
    assert found.withdrawn == 1


def test_logged_a_third_time_it_still_keeps_the_first_date() -> None:
    third = utc("03-04 12:00")
    items = [
        an_item(2),
        an_item(3, logged_at=utc("03-03 12:00"), first_due_at=utc("03-06 17:00")),
        an_item(4, logged_at=third, first_due_at=utc("03-06 17:00")),
    ]
    events = [
        logged(2),
        did(2, "03-03 10:00", WITHDRAWN),
        logged(3, utc("03-03 12:00"), utc("03-06 17:00")),
        did(3, "03-04 10:00", WITHDRAWN),
        logged(4, third, utc("03-06 17:00")),
        did(4, LATE, DECIDED),
    ]

    found = rate(items, events)

    assert (found.on_time.count, found.on_time.of) == (1, 2)
    assert found.again == ("D-4",)
    assert found.withdrawn == 2


@pytest.mark.parametrize(
    "again",
    [
        an_item(3, logged_at=utc("03-10 10:01")),
        an_item(3, logged_at=LATE, title="Which DPA"),
        an_item(3, logged_at=LATE, owner="U9"),
        an_item(3, logged_at=LATE, kind=Kind.BLOCKER),
    ],
)
def test_later_in_other_words_or_by_another_owner_it_is_another_item(again: Subject) -> None:
    again = replace(again, first_due_at=utc("03-12 17:00"))
    facts = by_people.Logged(owner=again.owner, due_at=again.first_due_at)
    events = [logged(2), did(2, "03-03 10:00", WITHDRAWN), did(3, again.logged_at, facts)]
    period = replace(PERIOD, until=utc("03-16 09:00"))
    history = History(items=(an_item(2), again), events=tuple(events), known_until=period.until)

    found = measure(history, period, a_calendar()).closure_rate

    assert not any(one.again for one in found.values())
