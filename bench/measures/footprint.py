"""What an idle bot with a million items takes: memory, CPU, and time to connect."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from bench.figures import Figure, at_most, seconds, up_to
from bench.fixtures import seed_data
from bench.fixtures.bots import START
from bench.fixtures.databases import SQLITE, Databases
from bench.fixtures.sandbox import a_sandbox
from bench.rounds import Rounds
from bot.process.clock import stopwatch, utc_now
from playground.slack import Playground
from storage.engine.database import Database

AMOUNT = 1_000_000
IDLE = 20.0
"""Seconds over which the processor is watched: four heartbeats."""
MOST_CPU = 0.5
"""Per cent of one processor."""
MODULES = {"B": "bench.references.minimal_bot", "ours": "bot"}


def measure(databases: Databases) -> Iterator[Figure]:
    """The program as an operator starts it, compared with B; SQLite, Socket Mode, 5 s heartbeat."""
    if not Path("/proc/self/statm").exists():
        raise OSError("This needs /proc to read a bot's memory and processor time.")
    urls = {"B": databases.url(SQLITE), "ours": databases.url(SQLITE)}
    with closing(Database(urls["ours"])) as database:
        database.migrate()
        seed_data.idle(database, AMOUNT, now=utc_now())
    starts, memory, per_cent = asyncio.run(_measured(urls))
    for what, limit, rounds, shown in (
        ("start to connected with 1,000,000 items", 2, starts, seconds),
        ("idle memory with 1,000,000 items", 1.6, memory, _megabytes),
    ):
        yield at_most(
            what,
            limit,
            ratio=rounds.ratio("ours", "B"),
            name="B",
            reference=rounds.median("B"),
            ours=rounds.median("ours"),
            shown=shown,
        )
    yield up_to(
        "idle processor with 1,000,000 items",
        MOST_CPU,
        ours=per_cent["ours"],
        shown="{:.2g} %".format,
        beside=f"B {per_cent['B']:.2g} %",
    )


async def _measured(urls: dict[str, str]) -> tuple[Rounds, Rounds, dict[str, float]]:
    starts, memory = Rounds(), Rounds()
    for side in starts.turns(*urls):
        async with a_sandbox() as slack:
            began = stopwatch()
            async with a_program(MODULES[side], slack, urls[side]) as process:
                starts.add(side, stopwatch() - began)
                await asyncio.sleep(1.0)
                memory.add(side, _resident(process))
    per_cent = await asyncio.gather(*(_busy(side, urls[side]) for side in urls))
    return starts, memory, dict(zip(urls, per_cent, strict=True))


async def _busy(side: str, url: str) -> float:
    """CPU use of idle bots in per cent, both measured at the same time."""
    async with a_sandbox() as slack, a_program(MODULES[side], slack, url) as process:
        await asyncio.sleep(IDLE / 4)
        before = _processor(process)
        await asyncio.sleep(IDLE)
        return 100 * (_processor(process) - before) / IDLE


@asynccontextmanager
async def a_program(module: str, slack: Playground, url: str) -> AsyncIterator[int]:
    """The program, connected; its process id."""
    words = [] if module != "bot" else ["run"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *words, env=_environment(slack, url)
    )
    try:
        assert await slack.sockets.connected(within=START), f"{module} did not start"
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


def _environment(slack: Playground, url: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return kept | {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": url,
        "PORT": "0",
        "LOG_LEVEL": "ERROR",
    }


def _resident(process: int) -> float:
    """Bytes of memory."""
    pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _processor(process: int) -> float:
    """Seconds of CPU time since it started."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(size: float) -> str:
    return f"{size / 2**20:.1f} MB"
