"""Two `backstop run` on one PostgreSQL: both work, and one continues without the other."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bot.process.clock import utc_now
from playground.slack import Playground
from tests.support.bots import program
from tests.support.bots.delivery_rig import MANIFEST
from tests.support.storage.databases import POSTGRESQL, Templates

Program = asyncio.subprocess.Process
PATIENCE = 30
"""Seconds; far more than any of it takes."""


@pytest.fixture
def server(templates: Callable[[str], Templates]) -> Iterator[str]:
    """An empty database that both programs want to set up."""
    with templates(POSTGRESQL).database(empty=True) as url:
        yield url


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(MANIFEST, clock=utc_now, post_gap=0.0) as slack:
        slack.add_person("tom", real_name="Tom Berg")
        slack.add_channel("#launch", ["tom"])
        slack.add_channel("#ops", ["tom"])
        yield slack


@asynccontextmanager
async def a_program(slack: Playground, url: str, folder: Path) -> AsyncIterator[Program]:
    """`backstop run` in its own process; killed at the end if still running."""
    process = await program.start(slack, folder, "run", DATABASE_URL=url)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def logs(slack: Playground, channel: str, *numbers: int) -> None:
    """Tom logs this many blockers, one after another, and each one gets its card."""
    for number in numbers:
        line = f"/blocker test {number} fails owner me due in 4h fallback skip it"
        seen = await slack.person("tom").types(channel, line)
        assert f"Logged *B-{number}*" in "".join(message.text for message in seen.messages)
        await slack.expectations.expect_post(channel, f"*B-{number}*", within=PATIENCE)


async def test_two_programs_share_the_work_and_one_outlives_the_other(
    slack: Playground, server: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as programs:
        first, second = [
            await programs.enter_async_context(a_program(slack, server, tmp_path)) for _ in "12"
        ]
        await asyncio.gather(program.started(first), program.started(second))
        assert await slack.sockets.connected(2, within=PATIENCE)
        await logs(slack, "#launch", 1, 2, 3, 4)
        first.kill()
        _, said_by_first = await first.communicate()
        alone = await slack.workspace.signal.until(
            lambda: len(slack.sockets.links) == 1, within=PATIENCE
        )
        assert alone, "Slack has not noticed"
        await logs(slack, "#ops", 5, 6)  # what it had in hand for #launch waits for its lease
        second.send_signal(signal.SIGTERM)
        _, said_by_second = await second.communicate()
    assert second.returncode == 0
    said = [slack.expectations.messages_in(one) for one in ("#launch", "#ops")]
    assert [len(messages) for messages in said] == [5, 3], "a greeting each, and the cards"
    done = [said.decode().count("action=changed") for said in (said_by_first, said_by_second)]
    assert done == [2, 4], "Slack gives them requests in turn"
