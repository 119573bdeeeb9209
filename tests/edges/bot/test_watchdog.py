"""The process ends when one of its parts has died, but not when it is only slow."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import Backstop
from bot.cli.run import DIED
from bot.runtime.watchdog import LOOK
from bot.timing import Timing
from playground.slack import Playground
from tests.support.bots import program
from tests.support.bots.delivery_rig import MANIFEST
from tests.support.bots.playground_bot import SteppedClock, a_slack
from tests.support.bots.socket_bot import settings

HEARTBEAT = timedelta(minutes=1)
"""So long that none falls into a test."""
BORNE = 2 * HEARTBEAT // LOOK
"""Looks in which nothing may be heard."""


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with a_slack(SteppedClock(), manifest=MANIFEST) as slack:
        slack.engine.throttle.post_gap = 0.0
        yield slack


@asynccontextmanager
async def a_watched_bot(slack: Playground, folder: Path) -> AsyncIterator[Backstop]:
    """A bot whose watchdog looks only when told to."""
    chosen = settings(slack, folder, heartbeat=HEARTBEAT)
    ends: list[str] = []
    timing = Timing(clock=SteppedClock(), post_gap=timedelta(0))
    bot = Backstop(chosen, timing=timing, end=lambda: ends.append("end"))
    async with bot:
        bot.watchdog.stop()
        bot.watchdog._thread.join()
        await bot.workspace.heartbeat.beat()  # it has counted nothing yet
        yield bot
    assert ends == []


async def looks(bot: Backstop, times: int) -> list[str]:
    """What this many looks find while the event loop runs."""
    found = set()
    for _ in range(times):
        found.add(bot.watchdog.look())
        await asyncio.sleep(0)
    return sorted(found)


async def test_a_process_of_which_a_part_has_died_ends_and_says_which(
    slack: Playground, folder: Path
) -> None:
    process = await program.start(
        slack, folder, module="tests.support.bots.mortal_bot", BACKSTOP_HEARTBEAT="1s"
    )
    async with asyncio.timeout(60):
        _, said = await process.communicate()
    assert process.returncode == DIED
    assert said.decode().count("CRITICAL backstop.watchdog action=died part=worker") == 1


async def test_a_delivery_that_has_ended_is_dead(slack: Playground, folder: Path) -> None:
    """As after an unforeseen error."""
    async with a_watched_bot(slack, folder) as bot:
        assert await looks(bot, 1) == [""]
        bot.workspace.delivery.stop()
        await bot.watchdog._deliverer
        assert await looks(bot, 1) == ["delivery"]


async def test_a_scheduler_that_ticks_no_more_is_dead_after_two_heartbeats(
    slack: Playground, folder: Path
) -> None:
    async with a_watched_bot(slack, folder) as bot:
        assert await looks(bot, 2) == [""]
        bot.workspace.heartbeat.stop()
        assert await looks(bot, BORNE - 1) == [""]
        assert await looks(bot, 1) == ["heartbeat"]


async def test_a_scheduler_that_waits_for_an_hour_that_came_twice_is_woken_in_time(
    slack: Playground, folder: Path
) -> None:
    async with a_watched_bot(slack, folder) as bot:
        begun = bot.workspace.heartbeat.begun
        await looks(bot, BORNE)
        await asyncio.sleep(0)
        assert bot.workspace.heartbeat.begun == begun + 1
        assert await looks(bot, BORNE) == [""]


async def test_an_event_loop_that_answers_no_more_is_dead(slack: Playground, folder: Path) -> None:
    async with a_watched_bot(slack, folder) as bot:
        await looks(bot, 1)
        found = [bot.watchdog.look() for _ in range(BORNE + 1)]
        assert found == [*[""] * BORNE, "loop"]


async def test_a_pass_that_takes_long_is_not_dead(slack: Playground, folder: Path) -> None:
    async with a_watched_bot(slack, folder) as bot:
        with a_busy_database(bot):
            slow = asyncio.create_task(bot.workspace.heartbeat.beat())
            await asyncio.sleep(0)
            assert await looks(bot, 3 * BORNE) == [""]
        await slow


async def test_a_bot_that_is_shut_out_of_slack_is_not_dead(slack: Playground, folder: Path) -> None:
    async with a_watched_bot(slack, folder) as bot:
        await slack.person("tom").types("#launch", "/blocker x owner me due in 4h fallback y")
        slack.uninstall()
        await bot.workspace.settle()
        assert bot.workspace.delivery.breaker.fault
        assert await looks(bot, BORNE) == [""]


@contextmanager
def a_busy_database(bot: Backstop) -> Iterator[None]:
    """Inside, all writes wait for their turn."""
    with bot.workspace.context.database.write_all():
        yield
