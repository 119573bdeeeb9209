"""A key for the history: what bots do with it, without it, or with another one."""

import logging
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import Backstop
from bot.cli import check_database
from bot.errors import CannotRun
from bot.timing import Timing
from playground.slack import Playground
from storage.engine.database import Database
from storage.items import chain, history
from storage.items.chain import KEYED, WrongKey
from tests.stories.scraping import readiness, scrape
from tests.support.bots.playground_bot import SteppedClock
from tests.support.bots.socket_bot import LINE, a_bot, settings
from tests.support.bots.typed import backstop
from tests.support.storage.store_fixtures import an_event

KEY, OTHER_KEY = "k" * 32, "o" * 32
NO_GAP = timedelta(0)


@pytest.fixture
def keyless(slack: Playground, tmp_path: Path, clock: SteppedClock, database_url: str) -> Backstop:
    return a_bot(slack, tmp_path, clock, database_url=database_url)


def keyed(
    slack: Playground, folder: Path, clock: SteppedClock, url: str, *, key: str = KEY
) -> Backstop:
    return a_bot(slack, folder, clock, database_url=url, chain_key=SecretStr(key))


async def log_one(slack: Playground) -> str:
    seen = await slack.person("tom").types("#launch", f"/blocker {LINE}")
    return seen.text


def newest(url: str, team: str) -> tuple[int, str]:
    with closing(Database(url)) as database, database.read(team) as tx:
        return chain.length(tx), chain.head(tx)


async def test_once_a_link_is_keyed_the_bot_starts_with_that_key_alone(
    slack: Playground, tmp_path: Path, clock: SteppedClock, database_url: str
) -> None:
    async with a_bot(slack, tmp_path, clock, database_url=database_url) as bot:
        await log_one(slack)
        team = bot.workspace.context.workspace
    assert not newest(database_url, team)[1].startswith(KEYED)
    async with keyed(slack, tmp_path, clock, database_url):
        await log_one(slack)
    assert newest(database_url, team)[1].startswith(KEYED)
    for key, why in (("", "BACKSTOP_CHAIN_KEY is not set"), (OTHER_KEY, "is not the key")):
        with pytest.raises(CannotRun, match=why):
            await keyed(slack, tmp_path, clock, database_url, key=key).start()
        [*_, line] = [
            line
            for line in check_database.found(database_url, chain_key=key)
            if "BACKSTOP_CHAIN_KEY" in line
        ]
        assert why in line
    async with keyed(slack, tmp_path, clock, database_url) as bot:
        assert (await readiness(bot.port))[0] == 200
        assert await bot.workspace.audit() == ()
    said = backstop("verify", DATABASE_URL=database_url, BACKSTOP_CHAIN_KEY=KEY)
    assert (said.returncode, "2 events hold." in said.stdout) == (0, True)
    slack.expectations.expect_all()


async def test_a_replica_without_the_key_adds_nothing_and_ends(
    slack: Playground, tmp_path: Path, clock: SteppedClock, keyless: Backstop, database_url: str
) -> None:
    async with keyless as bot:
        with (
            closing(Database(database_url, KEY)) as other,
            other.write(bot.workspace.context.workspace) as tx,
        ):
            history.append(tx, [an_event()])
        before = newest(database_url, bot.workspace.context.workspace)
        assert "Something went wrong on our side" in await log_one(slack)
        assert newest(database_url, bot.workspace.context.workspace) == before
        await bot.workspace.heartbeat.tick()
        assert "BACKSTOP_CHAIN_KEY is not set" in bot.workspace.heartbeat.outgrown.result()
        status, state = await readiness(bot.port)
        assert (status, state["heartbeat"]) == (503, WrongKey.__name__)
    slack.expectations.expect_all()


async def test_a_keyed_history_is_copied_without_the_key_and_checked_with_it(
    slack: Playground, tmp_path: Path, clock: SteppedClock, database_url: str
) -> None:
    async with keyed(slack, tmp_path, clock, database_url) as bot:
        await log_one(slack)
        team = bot.workspace.context.workspace
    there = f"sqlite:///{tmp_path / 'there.db'}"
    assert backstop("db", "copy", database_url, there).returncode == 0
    assert newest(there, team) == newest(database_url, team)
    assert backstop("verify", DATABASE_URL=there, BACKSTOP_CHAIN_KEY=KEY).returncode == 0
    with pytest.raises(CannotRun, match="BACKSTOP_CHAIN_KEY is not set"):
        await a_bot(slack, tmp_path, clock, database_url=there).start()
    async with keyed(slack, tmp_path, clock, there):
        await log_one(slack)
    assert newest(there, team)[0] == 2
    slack.expectations.expect_all()


async def test_count_and_newest_hash_are_in_the_metrics_and_in_the_log_once_an_hour(
    slack: Playground,
    tmp_path: Path,
    clock: SteppedClock,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    chosen = settings(slack, tmp_path, database_url=database_url, chain_key=SecretStr(KEY))
    timing = Timing(clock=clock, seconds=clock.seconds, post_gap=NO_GAP)
    async with Backstop(chosen, timing=timing) as bot:
        assert "action=noted workspace=" in caplog.text
        await log_one(slack)
        _, head = newest(database_url, bot.workspace.context.workspace)
        told = await scrape(bot.port)
        assert told["backstop_history_events"] == 1
        assert told[f'backstop_history_head_info{{head="{head}"}}'] == 1
        caplog.clear()
        clock.advance(minutes=59)
        await bot.workspace.heartbeat.beat()
        assert "action=noted" not in caplog.text
        clock.advance(minutes=1)
        await bot.workspace.heartbeat.beat()
        assert f"events=1 head={head}" in caplog.text
        assert KEY not in caplog.text
    slack.expectations.expect_all()


@pytest.mark.parametrize("key", ["short", "k" * 31])
def test_a_key_that_can_be_guessed_is_refused_without_being_repeated(
    key: str, tmp_path: Path
) -> None:
    said = backstop("verify", folder=tmp_path, BACKSTOP_CHAIN_KEY=key)
    assert said.returncode == 1
    assert said.stderr == (
        "BACKSTOP_CHAIN_KEY must have at least 32 characters that nobody can guess; make them with "
        "openssl rand -hex 32\n"
    )
