"""When a newer Backstop upgrades the database, a running older one gives way."""

import asyncio
import re
from pathlib import Path

import pytest

from bot import database as bot_database
from bot.errors import CannotRun
from bot.process.clock import utc_now
from playground.slack import Playground
from storage.engine import schema
from storage.engine.database import Database
from tests.stories.scraping import readiness
from tests.support.bots import program
from tests.support.bots.playground_bot import SteppedClock
from tests.support.bots.socket_bot import LINE, a_bot

NEWEST = max((schema.MIGRATIONS / "versions").glob("*.py")).name[:4]
WHAT_TO_DO = (
    f"The database has schema 9999, but this Backstop knows only up to {NEWEST}. "
    "Start the newer Backstop that wrote it, or restore an older backup."
)


def upgrade(database: Database) -> None:
    """Do what the newer one's migration does: add a column and set its own revision."""
    with database.write_all() as tx:
        tx.exec_driver_sql("ALTER TABLE item ADD COLUMN weight INTEGER NOT NULL DEFAULT 1")
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")


async def test_a_bot_works_on_whole_until_it_notices_and_then_plans_nothing_more(
    slack: Playground,
    tmp_path: Path,
    clock: SteppedClock,
    database: Database,
    database_url: str,
) -> None:
    async with a_bot(slack, tmp_path, clock, database_url=database_url) as bot:
        upgrade(database)
        await slack.person("tom").types("#launch", f"/blocker {LINE}")
        await bot.workspace.directory.settled()
        await bot.workspace.delivery.drained()
        await slack.expectations.expect_post("#launch", "Contract import is stuck")
        await slack.expectations.expect_dm("maria", "Contract import is stuck")
        clock.advance(hours=5)
        await bot.workspace.heartbeat.tick()
        assert bot.workspace.heartbeat.outgrown.result() == WHAT_TO_DO
        status, state = await readiness(bot.port)
        assert (status, state["heartbeat"]) == (503, "TooNew")
        await bot.workspace.delivery.drained()
        assert slack.expectations.unexpected() == []


async def test_the_program_ends_with_what_to_do_and_does_not_start_again(
    slack: Playground, tmp_path: Path, sqlite: Database
) -> None:
    settings = {"DATABASE_URL": sqlite.name, "BACKSTOP_HEARTBEAT": "100ms", "LOG_FORMAT": "json"}
    process = await program.start(slack, tmp_path, "run", **settings)
    await program.started(process)
    upgrade(sqlite)
    async with asyncio.timeout(60):
        _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode().splitlines()[-1] == WHAT_TO_DO
    with pytest.raises(CannotRun, match=re.escape(WHAT_TO_DO)):
        bot_database.migrated(sqlite.name, utc_now())
