"""What a reader is told of somebody's load, on a real database; nobody learns what they cannot see.

It is Mon 2 Mar 2026 09:00; the owner has closed two items in each of the eight weeks before.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from escalation.facts.action import Action
from escalation.facts.by_people import Logged, Rescheduled
from escalation.items import Due, Item
from escalation.load.until_due import Load
from escalation.moves.move import Move
from escalation.people import Away
from escalation.policy import Policy
from storage import channels
from tests.support.context_fixtures import (
    NOW,
    a_channel,
    a_new_item,
    a_request,
    item_now,
    logged,
    moved,
    save_person,
)
from tests.support.factories import CHANNEL, LEAD, MEMBER, OWNER, REPORTER, a_due, a_person, utc
from workflows.items import log as log_item
from workflows.items import queries
from workflows.people import absence
from workflows.remarks.beforehand import load_until
from workflows.transaction.ownership.load import OpenDate
from workflows.transaction.unit_of_work import WorkspaceContext

SECRET = "C09"
DUE = a_due("03-06 17:00")
RESCHEDULED = Rescheduled(
    old_due_at=NOW, new_due_at=DUE.at, first_due_at=NOW, slips=0, pull_ins=0, drift=0
)
FIRST = utc("01-06 12:00")
"""The Tuesday of the first week."""


@pytest.fixture
def secret(context: WorkspaceContext) -> WorkspaceContext:
    """A private channel of the owner and a member, in which the reporter is not."""
    with context.database.write(context.workspace) as tx:
        channels.save(tx, a_channel(id=SECRET, name="secret", private=True))
        channels.set_members(tx, SECRET, listed=[OWNER, MEMBER], now=NOW)
    return context


def opens(
    context: WorkspaceContext,
    count: int,
    *,
    due: Due = DUE,
    channel: str = CHANNEL,
    by: str = MEMBER,
    at: datetime = NOW,
) -> list[Item]:
    """So many open items of the owner."""
    return [
        log_item.log(
            context,
            a_request(by, number=hash((at, channel, n, due)), channel=channel),
            a_new_item(channel=channel, due=due),
            now=at,
        ).item
        for n in range(count)
    ]


def closes(
    context: WorkspaceContext, *counts: int, channel: str = CHANNEL, how: Move = Move.RESOLVE
) -> None:
    """So many of the owner's items are closed on the Tuesdays of these weeks."""
    for week, count in enumerate(counts):
        at = FIRST + timedelta(weeks=week)
        for item in opens(context, count, channel=channel, at=at - timedelta(hours=1)):
            by = MEMBER if how is Move.WITHDRAW else OWNER
            moved(
                context,
                item,
                how,
                actor=by,
                number=1000 + item.id,
                reason="done",
                text="done",
                now=at,
            )


def load_for(context: WorkspaceContext, reader: str, *, due: Due = DUE) -> Load:
    """What this person is told when they log one more."""
    request = a_request(reader, number=hash((reader, due.at, "new")))
    done = log_item.log(context, request, a_new_item(due=due), now=NOW)
    return done.reader.loads[OWNER]


def test_somebody_who_sees_it_all_is_told(context: WorkspaceContext) -> None:
    closes(context, *[2] * 8)
    opens(context, 4)
    load = load_for(context, REPORTER)
    # Five days at two a week.
    assert (load.others, load.room, load.left, load.in_full) == (4, 2, timedelta(hours=40), False)
    assert load.is_said


def test_what_is_due_later_or_closed_is_not_counted(context: WorkspaceContext) -> None:
    opens(context, 2)
    opens(context, 3, due=a_due("03-06 17:01"))
    (done,) = opens(context, 1, channel=CHANNEL, at=NOW + timedelta(minutes=1))
    moved(context, done, Move.RESOLVE, text="works")
    load = load_for(context, REPORTER)
    assert (load.others, load.room) == (2, None)


@pytest.mark.parametrize(
    ("how", "room"), [(Move.RESOLVE, 1), (Move.FALL_BACK, 1), (Move.WITHDRAW, None)]
)
def test_what_was_withdrawn_is_no_work_done(
    context: WorkspaceContext, how: Move, room: int | None
) -> None:
    closes(context, 1, 1, 1, 1, 1, how=how)
    assert load_for(context, REPORTER).room == room


@pytest.mark.parametrize("hidden", [0, 1, 7])
def test_no_number_of_private_items_changes_what_an_outsider_reads(
    secret: WorkspaceContext, hidden: int
) -> None:
    closes(secret, *[2] * 8)
    opens(secret, 4)
    opens(secret, hidden, channel=SECRET)
    closes(secret, *[hidden] * 8, channel=SECRET)
    outside, inside = load_for(secret, REPORTER), load_for(secret, MEMBER)
    assert (outside.others, outside.room, outside.left) == (4, 2, timedelta(hours=40))
    assert (inside.others, inside.room) == (5 + hidden, 2 + hidden)
    themselves = load_for(secret, OWNER)
    assert (themselves.others, themselves.in_full) == (6 + hidden, True)


def test_of_somebody_of_whom_one_sees_nothing_nothing_is_said(secret: WorkspaceContext) -> None:
    opens(secret, 9, channel=SECRET)
    closes(secret, *[1] * 8, channel=SECRET)
    load = load_for(secret, REPORTER)
    assert (load.others, load.room, load.is_said) == (0, None, False)


def test_weeks_away_are_those_of_the_history(context: WorkspaceContext) -> None:
    closes(context, 0, 0, 0, 1, 1, 1, 1, 4)
    assert load_for(context, REPORTER).room == 1
    for week in range(3):
        monday = FIRST + timedelta(weeks=week, days=-1, hours=-3)
        away = Away(until=monday + timedelta(days=3))
        absence.leave(context, a_request(OWNER, number=900 + week), away, now=monday)
        absence.turn(context, monday + timedelta(days=4), limit=5)
    assert load_for(context, REPORTER, due=a_due("03-13 17:00")).room == 2


def test_the_person_to_whom_it_is_offered(context: WorkspaceContext) -> None:
    opens(context, 4)
    item = logged(context, 77, owner=MEMBER, due=DUE)
    given = moved(
        context, item, Move.REASSIGN, actor=MEMBER, owner=a_person(OWNER), reason="knows it"
    )
    reader = queries.reader_of(context, MEMBER, [given.item], said=[given.event.facts], now=NOW)
    assert reader.loads[OWNER].others == 4
    unknown = queries.reader_of(context, "U99", [given.item], said=[given.event.facts], now=NOW)
    assert unknown.loads == {}
    moved(context, item_now(context, item), Move.RESOLVE, actor=MEMBER, text="works")
    closed = item_now(context, item)
    reader = queries.reader_of(context, MEMBER, [closed], said=[given.event.facts], now=NOW)
    assert reader.loads == {}


def test_the_same_request_gets_the_same_answer(context: WorkspaceContext) -> None:
    opens(context, 4)
    first, again = load_for(context, REPORTER), load_for(context, REPORTER)
    assert (first, first.others) == (again, 4)


def test_once_the_date_has_passed_nothing_is_said(context: WorkspaceContext) -> None:
    (item,) = opens(context, 1)
    at = DUE.at - timedelta(minutes=1)
    given = Logged(owner=OWNER, due_at=DUE.at)
    before = queries.reader_of(context, MEMBER, [item], said=[given], now=at)
    assert before.loads[OWNER].left == timedelta(minutes=1)
    assert queries.reader_of(context, MEMBER, [item], said=[given], now=DUE.at).loads == {}


def test_another_date_right_after_an_offer_is_about_the_person_it_is_offered_to(
    context: WorkspaceContext,
) -> None:
    item = logged(context, 77, owner=MEMBER, due=DUE)
    what: dict[str, Any] = {"actor": MEMBER, "owner": a_person(OWNER), "reason": "knows it"}
    offered = moved(context, item, Move.REASSIGN, **what)
    for replaces, who in (
        (Action.OFFER, {OWNER}),
        (Action.LOGGED, {MEMBER}),
        (Action.RESCHEDULE, {MEMBER}),
        (None, {MEMBER}),
    ):
        facts = replace(RESCHEDULED, replaces=replaces)
        reader = queries.reader_of(context, REPORTER, [offered.item], said=[facts], now=NOW)
        assert {*reader.loads} == who


def test_without_a_zone_the_channels_hours_count(context: WorkspaceContext) -> None:
    save_person(context, OWNER, zone="")
    assert load_for(context, REPORTER, due=a_due("03-02 12:00")).left == timedelta(hours=3)
    assert load_for(context, LEAD, due=a_due("03-08 12:00")).left == timedelta(hours=40)


def test_a_form_asks_before_anything_is_logged(context: WorkspaceContext) -> None:
    opens(context, 4)
    date = OpenDate(due_at=DUE.at, policy=Policy())

    def asked(owner: str, date: OpenDate, actor: str = REPORTER) -> int | None:
        found = load_until(context, owner, date, actor=actor, now=NOW)
        return found.others if found else None

    assert asked(OWNER, date) == 4
    assert asked(OWNER, replace(date, due_at=NOW)) is None, "it has passed"
    assert asked("U99", date) is None, "nobody we know"
    assert asked(OWNER, date, actor="U99") is None
