"""What the bot counts about itself, and the health it reports as it starts, runs and stops."""

import asyncio
import logging
import math
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY, generate_latest

from bot.app import Backstop
from bot.database import reached
from bot.metrics import Metrics
from bot.process.worker_pool import WorkerPool
from bot.runtime.health import Health
from bot.runtime.scrape import Scrape
from bot.web.limits import BODY
from bot.web.signatures import SIGNATURE, TIMESTAMP
from handlers import payloads
from playground.slack import Playground
from playground.state.faults import How
from storage import installations
from storage.engine.database import Database
from storage.outbox import queue
from tests.stories.scraping import Scraped, parsed, readiness, scrape
from tests.support.bots.http_bot import LONG, a_bot_by_http, status
from tests.support.bots.playground_bot import SteppedClock
from tests.support.bots.probes import a_health, a_workspace
from tests.support.bots.socket_bot import LINE, a_bot
from tests.support.storage.store_fixtures import WORKSPACE, a_reminder, without_table
from workflows.transaction.unit_of_work import WorkspaceContext

OVERDUE = timedelta(seconds=-10)
WORKERS = 10
"""More than the pool has."""


def counted(metrics: Metrics) -> Scraped:
    return parsed(generate_latest(metrics.registry).decode())


def test_every_bot_counts_for_itself() -> None:
    one, other = Metrics(), Metrics()
    one.waited(3)
    assert counted(one)["backstop_rate_limit_wait_seconds_sum"] == 3
    assert counted(other)["backstop_rate_limit_wait_seconds_sum"] == 0
    assert "backstop" not in generate_latest(REGISTRY).decode()


async def test_a_pass_is_timed_and_so_is_how_late_it_began() -> None:
    metrics = Metrics()
    async with metrics.beating(OVERDUE):
        pass
    with pytest.raises(ValueError, match="broken"):
        async with metrics.beating(OVERDUE):
            raise ValueError("broken")
    found = counted(metrics)
    assert found['backstop_heartbeat_duration_seconds_count{outcome="ok"}'] == 1
    assert found['backstop_heartbeat_duration_seconds_count{outcome="failed"}'] == 1
    assert found['backstop_heartbeat_lag_seconds_bucket{le="5.0"}'] == 1, "the first is never late"
    assert found["backstop_heartbeat_lag_seconds_count"] == 2
    assert found["backstop_heartbeat_lag_seconds_sum"] >= 10


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"command": "/blocker"}, "command"),
        ({"type": "block_actions"}, "click"),
        ({"type": "view_submission"}, "form"),
        ({"type": "message_action"}, "shortcut"),
        ({"type": "event_callback"}, "event"),
        ({"type": "view_closed"}, "other"),
        ({}, "other"),
    ],
)
def test_a_request_is_of_one_kind(body: dict[str, str], kind: str) -> None:
    assert payloads.kind(body) == kind


@pytest.fixture
async def threads() -> AsyncIterator[WorkerPool]:
    threads = WorkerPool()
    yield threads
    threads.close()


def a_scrape(
    database: Database, threads: WorkerPool, clock: SteppedClock, **more: Any
) -> tuple[Scrape, Health]:
    """A scrape of a workspace that is watched."""
    health = a_health(clock, partial(threads.run, reached, database), **more)
    context = WorkspaceContext(database=database, workspace=WORKSPACE)
    health.watch(a_workspace(context, clock, threads))
    scrape = Scrape(Metrics(), health, threads=threads, clock=clock, seconds=clock.seconds)
    return scrape, health


async def test_rows_are_counted_at_most_once_a_second(
    database: Database, threads: WorkerPool, clock: SteppedClock
) -> None:
    scrape, _ = a_scrape(database, threads, clock)
    assert parsed((await scrape.text()).decode())["backstop_outbox_waiting"] == 0
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("one", not_before=clock.now - timedelta(hours=1))])
    assert parsed((await scrape.text()).decode())["backstop_outbox_waiting"] == 0
    clock.advance(seconds=1)
    later = parsed((await scrape.text()).decode())
    assert later["backstop_outbox_waiting"] == later["backstop_outbox_due"] == 1
    assert later["backstop_outbox_oldest_due_seconds"] == 3601


async def test_metadata_that_slack_does_not_give_back_shows(
    database: Database, threads: WorkerPool, clock: SteppedClock
) -> None:
    scrape, _ = a_scrape(database, threads, clock)
    found = []
    for since in (None, clock.now):
        with database.write(WORKSPACE) as tx:
            installations.ensure(tx, now=clock.now)
            installations.note_echo(tx, missing_since=since)
        clock.advance(minutes=1)
        found.append(parsed((await scrape.text()).decode())["backstop_metadata_echoed"])
    assert found == [1, 0]


async def test_what_the_database_cannot_tell_is_not_a_number(
    database: Database, threads: WorkerPool, clock: SteppedClock
) -> None:
    scrape, _ = a_scrape(database, threads, clock)
    with database.write_all() as tx:
        tx.exec_driver_sql("ALTER TABLE notice RENAME TO gone")
        tx.exec_driver_sql("ALTER TABLE workspace RENAME TO lost")
    found = parsed((await scrape.text()).decode())
    assert found['backstop_part_ok{part="database"}'] == 0
    unknown = ("backstop_outbox_waiting", "backstop_metadata_echoed")
    for name in (*unknown, 'backstop_open_items{kind="blocker"}'):
        assert math.isnan(found[name])


async def test_a_silent_database_holds_up_neither_health_nor_metrics(
    database: Database, threads: WorkerPool, clock: SteppedClock
) -> None:
    impatient = timedelta(milliseconds=50)
    scrape, health = a_scrape(database, threads, clock, patience=impatient)
    answers = threading.Event()
    hanging = [asyncio.create_task(threads.run(answers.wait, LONG)) for _ in range(WORKERS)]
    await asyncio.sleep(0)
    found = parsed((await scrape.text()).decode())
    assert found['backstop_part_ok{part="database"}'] == 0
    assert math.isnan(found["backstop_outbox_due"])
    assert (await health.report())["database"] == "TimeoutError"
    answers.set()
    assert all(await asyncio.gather(*hanging))


async def test_before_a_workspace_is_watched_its_figures_are_not_numbers(
    threads: WorkerPool, clock: SteppedClock
) -> None:
    health = a_health(clock)
    scrape = Scrape(Metrics(), health, threads=threads, clock=clock, seconds=clock.seconds)
    found = parsed((await scrape.text()).decode())
    assert found["backstop_ready"] == 0
    assert math.isnan(found["backstop_heartbeat_age_seconds"])
    assert math.isnan(found["backstop_outbox_due"])


class Hanging:
    """Makes the next call of a method hang until released; `came` is set once it arrives."""

    def __init__(self, slack: Playground, method: str) -> None:
        self.came = asyncio.Event()
        self._fault = slack.faults.add(How.HANG, method, when=self._note)

    def _note(self, _: object) -> bool:
        self.came.set()
        return True

    def release(self) -> None:
        self._fault.release()


async def test_while_it_starts_it_says_so(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    hanging = Hanging(slack, "auth.test")
    bot: Backstop = a_bot(slack, folder, clock)
    starting = asyncio.create_task(bot.start())
    await hanging.came.wait()
    code, state = await readiness(bot.port)
    assert (code, state["state"], state["database"]) == (503, "starting", "ok")
    assert (await scrape(bot.port))["backstop_ready"] == 0
    hanging.release()
    await starting
    code, state = await readiness(bot.port)
    assert (code, state["state"]) == (200, "running")
    await bot.stop()


async def test_while_it_stops_it_says_so(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    bot = a_bot(slack, folder, clock)
    await bot.start()
    hanging = Hanging(slack, "chat.postMessage")
    await slack.person("tom").types("#launch", f"/blocker {LINE}")
    await hanging.came.wait()
    stopping = asyncio.create_task(bot.stop())
    await asyncio.sleep(0)
    code, state = await readiness(bot.port)
    assert (code, state["ready"], state["state"]) == (503, False, "stopping")
    hanging.release()
    await stopping


RECONNECTS = "backstop_socket_reconnects_total"


async def reconnected(bot: Backstop, *, times: int) -> None:
    """Wait until this many connections after the first are counted."""
    async with asyncio.timeout(20):
        while (await scrape(bot.port))[RECONNECTS] < times:
            pass


async def test_a_dropped_socket_comes_back_and_is_counted(
    slack: Playground, folder: Path, clock: SteppedClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="backstop.socket")
    async with a_bot(slack, folder, clock) as bot:
        assert (await scrape(bot.port))[RECONNECTS] == 0
        slack.sockets.drop()
        assert await slack.sockets.connected()
        await reconnected(bot, times=1)
        assert (await scrape(bot.port))[RECONNECTS] == 1
        await slack.person("tom").types("#launch", f"/blocker {LINE}")
        await bot.workspace.settle()
        await slack.expectations.expect_post("#launch", "Contract import is stuck")
    said = [line.message for line in caplog.records if line.name == "backstop.socket"]
    assert said == ["action=connected", "action=reconnected"]


async def test_a_connection_that_slack_renews_is_counted_once(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    async with a_bot(slack, folder, clock) as bot:
        for renewed in (1, 2, 3):
            await slack.sockets.refresh()
            assert await slack.sockets.connected()
            await reconnected(bot, times=renewed)
        await slack.person("tom").types("#launch", f"/blocker {LINE}")
        assert (await scrape(bot.port))[RECONNECTS] == 3


async def test_an_error_nobody_foresaw_is_counted_as_failed(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    async with a_bot(slack, folder, clock) as bot:
        with without_table(bot.workspace.context.database, "inbox"):
            await slack.person("tom").types("#launch", f"/blocker {LINE}")
        found = await scrape(bot.port)
    name = "backstop_request_duration_seconds_count"
    assert found[f'{name}{{kind="command",outcome="failed"}}'] == 1


async def test_who_is_not_let_in_by_http_is_counted_by_why(folder: Path) -> None:
    unsigned = b"command=%2Fblocker"
    seal = [(TIMESTAMP.encode(), b"1774000000"), (SIGNATURE.encode(), b"v0=" + b"0" * 64)]
    async with a_bot_by_http(folder) as way:
        assert status(await way.posted(unsigned, [])) == 401
        assert status(await way.posted(unsigned, seal)) == 401
        assert status(await way.posted(b"x" * (BODY + 1), seal)) == 413
        found = await scrape(way.bot.port)
    assert found['backstop_http_turned_away_total{status="401"}'] == 2
    assert found['backstop_http_turned_away_total{status="413"}'] == 1
    assert not [series for series in found if 'kind="command"' in series]


async def test_who_was_let_in_by_http_is_not_turned_away_whatever_the_answer_is(
    folder: Path,
) -> None:
    async with a_bot_by_http(folder) as way:
        tom = way.slack.person("tom")
        await tom.types("#launch", f"/blocker {LINE}")
        card = await way.slack.expectations.expect_post("#launch", "Contract import is stuck")
        with without_table(way.bot.workspace.context.database, "inbox"):
            assert (await tom.clicks("Acknowledge", message=card)).error
        found = await scrape(way.bot.port)
    name = "backstop_request_duration_seconds_count"
    assert found[f'{name}{{kind="click",outcome="failed"}}'] == 1
    assert not [series for series in found if series.startswith("backstop_http_turned_away")]
