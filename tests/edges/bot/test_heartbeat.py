"""A heartbeat does what is due; a failing one is reported once, and the next one runs."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.process.clock import Clock, utc_now
from bot.slack.directory_sync import Directory
from bot.workspaces.auditor import Auditor
from bot.workspaces.heartbeat import LEAST_PAUSE, Heartbeat
from storage import channels
from storage.channels import Channel
from storage.engine.database import Database, Transaction
from storage.items import store
from storage.replicas import Heartbeat as Seen
from tests.support.bots.delivery_rig import DeliveryRig, a_rig
from tests.support.bots.probes import US, a_health, a_workspace
from tests.support.factories import a_due, an_item, changed, utc
from tests.support.storage.store_fixtures import statements, without_table
from workflows.transaction.unit_of_work import Committed


def a_directory(rig: DeliveryRig, clock: Clock) -> Directory:
    return Directory(rig.context, rig.client, identity=US, clock=clock, threads=rig.threads)


def a_heartbeat(
    rig: DeliveryRig,
    clock: Clock | None = None,
    *,
    directory: Directory | None = None,
    **more: Any,
) -> Heartbeat:
    clock = clock or rig.clock
    return Heartbeat(
        rig.context,
        clock=clock,
        threads=rig.threads,
        directory=directory or a_directory(rig, clock),
        delivery=rig.delivery,
        **more,
    )


def a_state(beat: Heartbeat) -> tuple[str, bool]:
    """Its fault, and whether it has ever succeeded."""
    return beat.fault, beat.age is not None


async def test_a_beat_fires_what_is_due_and_the_owner_is_told(database: Database) -> None:
    async with a_rig(database) as rig:
        beat = a_heartbeat(rig)
        rig.clock.now = rig.item.due.at
        with database.write(rig.context.workspace) as tx:
            store.save(tx, changed(rig.item, next_at=rig.clock.now))
        await beat.beat()
        await rig.deliver()
        await rig.slack.expectations.expect_dm("maria", "Contract import is stuck")
        assert a_state(beat) == ("", True)


async def test_a_beat_that_finds_nothing_to_do_keeps_no_writer_waiting(
    database: Database,
) -> None:
    """It only reads plans, summaries and the outbox to see what is due."""
    async with a_rig(database) as rig:
        directory = a_directory(rig, rig.clock)
        beat = a_heartbeat(rig, directory=directory)
        await beat.beat()
        await directory.settled()
        await rig.deliver()
        with statements(Engine) as sent:
            await beat.beat()
            await rig.deliver()
    turns = ("BEGIN IMMEDIATE", "BEGIN ISOLATION LEVEL READ COMMITTED")
    assert [statement for statement, _ in sent if statement.startswith(turns)] == []


async def test_a_beat_that_fails_is_told_once_and_the_next_goes_on(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with a_rig(database) as rig:
        beat = a_heartbeat(rig)
        with without_table(database, "item"):
            await beat.tick()
            await beat.tick()
            names = ("OperationalError", "ProgrammingError")
            assert beat.fault in {f"offers: {name}, fire: {name}, gaps: {name}" for name in names}
            assert beat.age is None
        await beat.tick()
        assert a_state(beat) == ("", True)
    told = [
        committed.message for committed in caplog.records if committed.name == "backstop.heartbeat"
    ]
    failed = [f"action=failed step={step}" for step in ("offers", "fire", "gaps")]
    assert told == [*failed, "action=beat gaps=1", "action=recovered"]


async def test_where_the_summaries_fail_what_has_fired_is_told_all_the_same(
    sqlite: Database,
) -> None:
    async with a_rig(sqlite) as rig:
        beat = a_heartbeat(rig)
        with sqlite.write(rig.context.workspace) as tx:
            fall_due(rig, tx)
            tx.connection.exec_driver_sql("ALTER TABLE summary RENAME TO gone")
        await beat.tick()
        assert beat.fault == "summaries: OperationalError"
        await rig.slack.expectations.expect_dm("maria", "Contract import is stuck")


def launch(rig: DeliveryRig, tx: Transaction) -> Channel:
    found = channels.get(tx, rig.item.channel)
    assert found is not None
    return found


def fall_due(rig: DeliveryRig, tx: Transaction) -> None:
    """Make the item and its channel's weekly post due now."""
    now = rig.clock.now = rig.item.due.at
    store.save(tx, changed(rig.item, next_at=now))
    channels.save(tx, replace(launch(rig, tx), next_summary_at=now))


def an_auditor(rig: DeliveryRig) -> Auditor:
    now = rig.clock()
    me = Seen(replica="here", started_at=now, last_at=now, version="1")
    return Auditor(rig.context, threads=rig.threads, seconds=lambda: 0.0, me=me)


async def test_where_firing_fails_the_week_is_summed_up_and_the_auditor_looks(
    sqlite: Database,
) -> None:
    async with a_rig(sqlite) as rig:
        auditor = an_auditor(rig)
        beat = a_heartbeat(rig, auditor=auditor)
        with sqlite.write(rig.context.workspace) as tx:
            fall_due(rig, tx)
            tx.connection.exec_driver_sql("ALTER TABLE home RENAME TO gone")
            store.insert(tx, changed(rig.item, id=0, number=0, next_at=None))
        await beat.tick()
        assert beat.fault == "fire: OperationalError"
        assert "forgotten" in {finding.trouble.value for finding in auditor.findings}
        await rig.deliver()
        await rig.slack.expectations.expect_post("#launch", "*Week of")


async def test_an_auditor_that_could_not_look_does_not_say_that_all_is_well(
    sqlite: Database,
) -> None:
    async with a_rig(sqlite) as rig:
        health = a_health(rig.clock)
        health.watch(workspace := a_workspace(rig.context, rig.clock, rig.threads))
        auditor = workspace.auditor
        beat = a_heartbeat(rig, auditor=auditor)
        with without_table(sqlite, "inbox"):
            await beat.tick()
            assert (beat.fault, auditor.fault) == ("audit: OperationalError", "OperationalError")
            assert (await health.report())["audit"] == "OperationalError"
        await auditor.look(rig.clock())
        assert (await health.report())["audit"] == ["forgotten"]  # it has found something


async def test_a_command_never_waits_for_more_than_twenty_channels(sqlite: Database) -> None:
    at_once: list[int] = []

    def saved(committed: Committed) -> None:
        at_once.append(sum(change.move == "summed_up" for change in committed.changes))

    async with a_rig(sqlite) as rig:
        rig.context, now = replace(rig.context, saved=saved), rig.clock.now
        beat = a_heartbeat(rig)
        await beat.tick()  # and read from Slack in which channels we are
        await beat._directory.settled()
        with sqlite.write(rig.context.workspace) as tx:
            channel = launch(rig, tx)
            for number in range(45):
                one = replace(channel, id=f"C9{number:02}", next_summary_at=now)
                channels.save(tx, one)
                later = {"due": a_due("05-29 12:00"), "next_at": utc("05-29 12:00")}
                store.insert(tx, an_item(id=0, number=0, channel=one.id, **later))
        await beat.tick()
    assert [done for done in at_once if done] == [20, 20, 5]


async def test_what_falls_due_between_two_ticks_is_not_kept_waiting(sqlite: Database) -> None:
    again, began_at = asyncio.Event(), utc_now()

    async def confirmed() -> datetime:
        if beat.begun > 1:
            again.set()
        return began_at

    async with a_rig(sqlite) as rig:
        beat = a_heartbeat(rig, clock=utc_now, confirmed=confirmed)
        with sqlite.write(rig.context.workspace) as tx:
            store.save(tx, changed(rig.item, next_at=began_at + 2 * LEAST_PAUSE))
        beat.start(timedelta(minutes=5))
        await beat.beat()
        assert not again.is_set()
        await asyncio.wait_for(again.wait(), timeout=20)
        beat.stop()
