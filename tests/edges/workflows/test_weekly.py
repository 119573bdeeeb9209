"""All of a week, and the numbers of the weeks before, on a real database."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from escalation.errors import BadInput, NotAllowed, Stale
from escalation.items import Trajectory
from escalation.moves.move import Move
from messages.weekly.weekly_ids import SO_FAR, WeekPage
from storage import channels
from tests.edges.workflows.test_set_aside import damage
from tests.support.context_fixtures import (
    NOW,
    a_channel,
    a_new_item,
    a_request,
    item_now,
    logged,
    moved,
    save_channel,
)
from tests.support.factories import CHANNEL, MEMBER, OWNER, REPORTER, a_due, utc
from workflows.clock import fire, summary
from workflows.items import log as log_item
from workflows.items import queries
from workflows.transaction.unit_of_work import WorkspaceContext
from workflows.weekly.in_full import InFull, in_full

MONDAY = utc("03-09 09:00")
NEXT = utc("03-16 09:00")
PAGE = WeekPage(channel=CHANNEL, week=SO_FAR)


def read(context: WorkspaceContext, page: WeekPage = PAGE, *, by: str = MEMBER) -> InFull:
    return in_full(context, a_request(by), page, now=NOW)


def test_the_week_that_is_not_over(context: WorkspaceContext) -> None:
    logged(context)
    found = read(context)
    assert [item.label for item in found.summary.blockers] == ["B-1"]
    assert found.extra.so_far


def test_a_week_that_was_summed_up_is_read_as_of_its_slot(context: WorkspaceContext) -> None:
    save_channel(context, next_summary_at=MONDAY)
    item = logged(context)
    fire.queue_summaries(context, MONDAY)
    moved(context, item, Move.RESOLVE, now=utc("03-09 09:05"))
    found = read(context, replace(PAGE, week="2026-W11"))
    assert [item.label for item in found.summary.blockers] == ["B-1"]
    assert not found.extra.so_far
    with pytest.raises(Stale):
        read(context, replace(PAGE, week="2026-W12"))


def test_people_outside_a_private_channel_read_nothing(context: WorkspaceContext) -> None:
    with context.database.write(context.workspace) as tx:
        channels.save(tx, a_channel(id="C09", private=True))
        channels.set_members(tx, "C09", listed=[OWNER], now=NOW)
    with pytest.raises(NotAllowed, match="Only people who can see that channel"):
        read(context, replace(PAGE, channel="C09"))


def test_the_weeks_before_are_compared(context: WorkspaceContext) -> None:
    save_channel(context, next_summary_at=MONDAY)
    item = logged(context, due=a_due("05-29 12:00"))
    worse: dict[str, Any] = {
        "actor": REPORTER,
        "trajectory": Trajectory.WORSENING,
        "now": utc("03-04 10:00"),
    }
    moved(context, item, Move.TRAJECTORY, **worse)
    fire.queue_summaries(context, MONDAY)
    log_item.log(
        context,
        a_request(REPORTER, 9),
        a_new_item(due=a_due("05-29 12:00")),
        now=utc("03-10 10:00"),
    )
    moved(context, item_now(context, item), Move.RESOLVE, now=utc("03-11 10:00"))
    fire.queue_summaries(context, NEXT)
    trend = read(context, replace(PAGE, week="2026-W12")).extra.trend
    assert trend.weeks == ("2026-W11", "2026-W12")
    assert (trend.logged, trend.closed, trend.net) == ((1, 1), (0, 1), (-1, 0))


def test_customers_are_left_out_where_another_company_reads(context: WorkspaceContext) -> None:
    save_channel(context, external=True)
    logged(context)
    assert read(context).extra.shared
    with context.reading(NOW) as uow:
        channel = channels.get(uow.tx, CHANNEL)
        assert channel is not None
        assert "shared with another company" in str(summary.preview(uow, channel)["blocks"])


def test_a_past_post_is_as_it_was(context: WorkspaceContext) -> None:
    save_channel(context, next_summary_at=MONDAY)
    item = logged(context)
    with pytest.raises(BadInput, match="no weekly post from then"):
        past(context, MONDAY)
    fire.queue_summaries(context, MONDAY)
    with context.reading(MONDAY) as uow:
        post = summary.post(uow, CHANNEL, "2026-W11")
    moved(context, item, Move.RESOLVE, now=utc("03-09 09:05"))
    assert past(context, NEXT) == post
    assert "1 open" in post["text"]
    with pytest.raises(BadInput):
        past(context, NEXT, weeks=2)
    spans = '{"since_at": "2026-03-02T09:00:00+00:00", "opens_at": "2026-03-09T09:00:00+00:00"'
    of_before = f'{spans}, "until_at": "2026-03-16T09:00:00+00:00"}}'
    damage(context, "UPDATE summary SET content = ?", of_before)
    assert past(context, NEXT)["text"] == post["text"], "it is drawn again"
    damage(context, "UPDATE summary SET content = '{}'")
    with pytest.raises(BadInput):
        past(context, NEXT)


def past(context: WorkspaceContext, now: datetime, *, weeks: int = 0) -> dict[str, Any]:
    return queries.past_summary(context, a_request(MEMBER), weeks=weeks, now=now)
