"""A heartbeat does what is due; one that fails is told once, and the next goes on."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import Clock, utc_now
from bot.directory import Directory
from bot.heartbeat import LEAST_PAUSE, Heartbeat
from bot.slack_facts import Identity
from storage import channels, items
from storage.database import Database
from tests.edges.delivery_office import Office, an_office

US = Identity(team="T0PLAY", team_name="Play", bot_user="U0BOT", bot_id="B0BOT")


def a_heartbeat(office: Office, clock: Clock | None = None, **more: Any) -> Heartbeat:
    clock = clock or office.clock
    directory = Directory(
        office.desk, office.client, identity=US, clock=clock, threads=office.threads
    )
    return Heartbeat(
        office.desk,
        clock=clock,
        threads=office.threads,
        directory=directory,
        delivery=office.delivery,
        **more,
    )


def a_state(beat: Heartbeat) -> tuple[str, bool]:
    """Its fault, and whether it has ever gone well."""
    return beat.fault, beat.age is not None


async def test_a_beat_fires_what_is_due_and_the_owner_hears(database: Database) -> None:
    async with an_office(database) as office:
        beat = a_heartbeat(office)
        office.clock.now = office.item.due.at
        with database.write(office.desk.workspace) as tx:
            items.save(tx, replace(office.item, next_at=office.clock.now))
        await beat.beat()
        await office.deliver()
        await office.slack.expectations.expect_dm("maria", "Contract import is stuck")
        assert a_state(beat) == ("", True)


async def test_a_beat_that_fails_is_told_once_and_the_next_goes_on(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with an_office(database) as office:
        beat = a_heartbeat(office)
        with database.write_all() as tx:
            tx.exec_driver_sql("ALTER TABLE item RENAME TO gone")
        await beat.tick()
        await beat.tick()
        faults = {f"fire: {name}" for name in ("OperationalError", "ProgrammingError")}
        assert beat.fault in faults
        assert beat.age is None
        with database.write_all() as tx:
            tx.exec_driver_sql("ALTER TABLE gone RENAME TO item")
        await beat.tick()
        assert a_state(beat) == ("", True)
    told = [record.message for record in caplog.records if record.name == "backstop.heartbeat"]
    assert told == ["action=failed step=fire", "action=recovered"]


async def test_where_the_summaries_fail_what_has_fired_is_told_all_the_same(
    sqlite: Database,
) -> None:
    async with an_office(sqlite) as office:
        beat = a_heartbeat(office)
        now = office.clock.now = office.item.due.at
        with sqlite.write(office.desk.workspace) as tx:
            items.save(tx, replace(office.item, next_at=now))
            launch = channels.get(tx, office.item.channel)
            assert launch is not None
            channels.save(tx, replace(launch, next_summary_at=now))
            tx.connection.exec_driver_sql("ALTER TABLE summary RENAME TO gone")
        await beat.tick()
        assert beat.fault == "summaries: OperationalError"
        await office.slack.expectations.expect_dm("maria", "Contract import is stuck")


async def test_what_falls_due_between_two_ticks_is_not_kept_waiting(sqlite: Database) -> None:
    again, began_at = asyncio.Event(), utc_now()

    async def confirmed() -> datetime:
        if beat.begun > 1:
            again.set()
        return began_at

    async with an_office(sqlite) as office:
        beat = a_heartbeat(office, clock=utc_now, confirmed=confirmed)
        with sqlite.write(office.desk.workspace) as tx:
            items.save(tx, replace(office.item, next_at=began_at + 2 * LEAST_PAUSE))
        beat.start(timedelta(minutes=5))
        await beat.beat()
        assert not again.is_set()
        await asyncio.wait_for(again.wait(), timeout=20)
        beat.stop()
