"""An open item whose row makes the clock wait longer than its plan is planned again."""

from datetime import datetime, timedelta

import pytest

from grammar.moves.parsed import Listing
from storage.tables.columns import microseconds
from tests.edges.workflows.test_set_aside import (
    damage,
    has_an_item,
    is_stopped,
    summed_up,
    unplannable,
)
from tests.support.context_fixtures import NOW, a_request, item_now, logged, save_channel, told
from tests.support.factories import CHANNEL, LEAD, OWNER, utc
from workflows.clock import audit, fire, misplaced
from workflows.items import queries
from workflows.items.move import Which
from workflows.outbox import home_tabs
from workflows.transaction.unit_of_work import WorkspaceContext

DUE, MONDAY = utc("03-05 12:00"), utc("03-09 09:00")
LAST = 2**63 - 1
FAR = {
    "the last": LAST,
    "the year 8000": 190_000_000_000_000_000,
    "300 days": microseconds(NOW + timedelta(days=300)),
    "an hour after it is due": microseconds(DUE + timedelta(hours=1)),
    "a blob": b"\xff",
    "a text": "soon",
}


@pytest.mark.parametrize("what", FAR)
@pytest.mark.parametrize("at", [NOW, DUE])
def test_the_auditor_wakes_it_and_the_clock_goes_on(
    context: WorkspaceContext, what: str, at: datetime
) -> None:
    bad, good = logged(context, 1), logged(context, 2)
    damage(context, "UPDATE item SET next_at = ? WHERE id = ?", FAR[what], bad.id)
    audit.look(context, at)
    fire.fire_due(context, at)
    assert item_now(context, bad).next_at == item_now(context, good).next_at
    fire.fire_due(context, DUE)
    assert (item_now(context, bad).highest, item_now(context, good).highest) == (0, 0)


def test_what_waits_as_it_should_is_left_alone(context: WorkspaceContext) -> None:
    item = logged(context)
    audit.look(context, NOW)
    assert item_now(context, item) == item


def test_what_cannot_be_planned_is_set_aside_when_its_time_comes(context: WorkspaceContext) -> None:
    item = logged(context)
    unplannable(context, item)
    audit.look(context, NOW)
    fire.fire_due(context, NOW)
    assert not is_stopped(context, item)
    fire.fire_due(context, DUE)
    assert is_stopped(context, item)


def test_one_look_plans_a_hundred_and_the_next_goes_on_from_there(
    context: WorkspaceContext,
) -> None:
    last = [logged(context, number) for number in range(misplaced.AT_ONCE + 1)][-1]
    damage(context, "UPDATE item SET next_at = ? WHERE id = ?", FAR["300 days"], last.id)
    first = audit.look(context, NOW)
    assert (first.planned, item_now(context, last).next_at) == (100, NOW + timedelta(days=300))
    second = audit.look(context, NOW, before=first)
    assert (second.planned, item_now(context, last).next_at) == (0, NOW)


@pytest.mark.parametrize("at", [-(2**63), LAST, microseconds(NOW + timedelta(days=300)), b"\xff"])
def test_no_channels_instant_takes_a_weekly_post(context: WorkspaceContext, at: object) -> None:
    save_channel(context, id="C09", name="billing", next_summary_at=MONDAY)
    save_channel(context, next_summary_at=MONDAY)
    has_an_item(context, CHANNEL, "C09")
    damage(context, "UPDATE channel SET next_summary_at = ? WHERE id = 'C09'", at)
    audit.look(context, MONDAY)
    assert fire.queue_summaries(context, MONDAY) == 2
    assert summed_up(context) == {CHANNEL, "C09"}
    assert fire.next_at(context, MONDAY) is not None
    assert fire.queue_summaries(context, MONDAY) == 0


@pytest.mark.parametrize("facts", ["null", "[1]", "{"])
def test_an_item_is_shown_without_the_event_that_cannot_be_read(
    context: WorkspaceContext, facts: str
) -> None:
    item = logged(context)
    damage(context, "UPDATE event SET facts = ?", facts)
    shown = queries.shown(context, a_request(OWNER, 5), Which(item_id=item.id), now=NOW)
    assert "Contract import is stuck" in str(shown)


def test_lists_go_on_without_an_item_that_told_nobody_we_can_name(
    context: WorkspaceContext,
) -> None:
    bad, good = logged(context, 1), logged(context, 2)
    damage(context, "INSERT INTO told (item_id, person, n) VALUES (?, ?, 0)", bad.id, b"\xff")
    listed = queries.listed(context, a_request(OWNER, 9), Listing(), now=NOW)
    assert ([item.id for item in listed.items], listed.unreadable) == ([good.id], ("B-1",))
    with context.reading(NOW) as uow:
        assert "1 item could not be read: B-1" in str(home_tabs.home_view(uow, OWNER))


@pytest.mark.parametrize("until", [-(2**63), LAST, b"\xff"])
def test_a_lead_whose_absence_cannot_be_read_is_told(
    context: WorkspaceContext, until: object
) -> None:
    item = logged(context)
    insert = "INSERT INTO absence VALUES (?, ?, ?, NULL, '', ?, '')"
    damage(context, insert, context.workspace, LEAD, until, LEAD)
    fire.fire_due(context, DUE)
    assert ("escalation", "dm", LEAD) in told(context, item)
