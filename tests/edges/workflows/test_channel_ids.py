"""Slack gives a channel another id: nothing stays behind under the old one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from escalation.notices.notice import NoticeKind
from escalation.rungs import Target, TargetKind
from storage import channels, measures, summaries
from storage.engine.database import Database
from storage.items import chain, store
from storage.outbox import rate_limits
from storage.tables.base import Row
from tests.support.context_fixtures import (
    NOW,
    WORKSPACE,
    a_channel,
    a_context,
    a_new_item,
    a_request,
    save_person,
)
from tests.support.factories import CHANNEL, OWNER, REPORTER, a_policy, utc
from workflows.clock import fire
from workflows.items import drafts
from workflows.items import log as log_item
from workflows.outbox import dispatch
from workflows.outbox.result import Sent
from workflows.people import sync
from workflows.transaction.unit_of_work import WorkspaceContext

NEW = "C0NEWID"
KEPT = {("event", "facts"), ("notice", "key"), ("draft", "message")}
"""What was written down stays as it was written."""


@pytest.fixture
def context(database: Database) -> WorkspaceContext:
    """A channel that is its own lead: an item, messages sent and waiting, and a week's post."""
    context = a_context(database)
    for user in (OWNER, REPORTER):
        save_person(context, user)
    aloud = (Target(TargetKind.CHANNEL, CHANNEL),)
    with database.write(WORKSPACE) as tx:
        channels.save(tx, a_channel(policy=a_policy(lead=aloud), configured=True))
        channels.set_members(tx, CHANNEL, listed=[OWNER, REPORTER], now=NOW)
        rate_limits.hold(tx, CHANNEL, until=NOW + timedelta(seconds=1))
    log_item.log(context, a_request(), a_new_item(), now=NOW)
    said = replace(a_request(), kind="message", external_id=f"{CHANNEL}.1.1")
    drafts.keep(context, said, "blocker SSO fails", now=NOW)
    later = NOW + timedelta(minutes=1)
    for call in dispatch.take(context, later, limit=50):
        sent = Sent(call.channel, f"17.{call.message.rows[0].id}")
        dispatch.finish(context, call, sent, now=later)
    fire.queue_summaries(context, utc("03-09 09:00"))
    return context


def still_there(context: WorkspaceContext, old: str) -> set[tuple[str, str]]:
    """The tables and columns in which an id still occurs."""
    with context.database.read(WORKSPACE) as tx:
        return {
            (table.name, column.name)
            for table in Row.metadata.sorted_tables
            for column in table.columns
            for value in tx.connection.execute(select(column)).scalars()
            if old in str(value)
        }


def test_everything_follows_in_one_go_and_coming_again_it_changes_nothing(
    context: WorkspaceContext,
) -> None:
    before = still_there(context, CHANNEL)
    assert before > {("channel", "id"), ("item", "channel"), ("item", "policy"), *KEPT}
    for _ in range(2):
        sync.channel_id_changed(context, CHANNEL, NEW, now=NOW)
    assert still_there(context, CHANNEL) <= KEPT
    with context.database.read(WORKSPACE) as tx:
        moved = channels.get(tx, NEW)
        [item] = store.referred(tx, kind=a_new_item().kind, number=1).items
        assert chain.verify(tx).broken_at is None
        week = summaries.get(tx, channel=NEW, week="2026-W11")
        numbers = measures.of_week(tx, channel=NEW, week="2026-W11")
    assert moved is not None
    assert week is not None
    assert (moved.configured, item.channel, numbers["open"]) == (True, NEW, 1)
    assert moved.policy.lead == item.policy.lead == (Target(TargetKind.CHANNEL, NEW),)


def test_a_channel_that_slack_listed_under_both_ids_is_one(context: WorkspaceContext) -> None:
    with context.database.write(WORKSPACE) as tx:
        channels.save(tx, a_channel(id=NEW, policy=a_policy(lead=())))
        week = summaries.get(tx, channel=CHANNEL, week="2026-W11")
        assert week is not None
        summaries.save(tx, replace(week, channel=NEW))
        measures.save(tx, channel=NEW, week=week.week, values={"open": 7})
    sync.channel_id_changed(context, CHANNEL, NEW, now=NOW)
    assert still_there(context, CHANNEL) <= KEPT
    with context.database.read(WORKSPACE) as tx:
        kept = channels.get(tx, NEW)
        assert measures.of_week(tx, channel=NEW, week="2026-W11") == {"open": 7}
    assert kept is not None
    assert kept.configured, "the ladder that somebody set goes before one that nobody did"


def test_a_ladder_that_was_set_under_the_new_id_stays(context: WorkspaceContext) -> None:
    with context.database.write(WORKSPACE) as tx:
        channels.save(tx, a_channel(policy=a_policy(), configured=False))
        channels.save(tx, a_channel(id=NEW, policy=a_policy(window_days=7), configured=True))
    sync.channel_id_changed(context, CHANNEL, NEW, now=NOW)
    with context.database.read(WORKSPACE) as tx:
        kept = channels.get(tx, NEW)
        assert channels.get(tx, CHANNEL) is None
    assert kept is not None
    assert kept.policy.window_days == 7


def test_a_channel_that_nobody_knows_changes_nothing(context: WorkspaceContext) -> None:
    before = still_there(context, CHANNEL)
    sync.channel_id_changed(context, "C0OTHER", NEW, now=NOW)
    sync.channel_id_changed(context, CHANNEL, CHANNEL, now=NOW)
    assert still_there(context, CHANNEL) == before
    assert still_there(context, NEW) == set()


def test_what_waited_goes_to_the_new_id(context: WorkspaceContext) -> None:
    sync.channel_id_changed(context, CHANNEL, NEW, now=NOW)
    monday = utc("03-09 09:00")
    posts = {
        e.channel for e in dispatch.take(context, monday) if e.message.kind is NoticeKind.SUMMARY
    }
    assert posts == {NEW}
