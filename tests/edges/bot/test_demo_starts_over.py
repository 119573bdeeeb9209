"""Starting the demo over leaves nothing of it behind, and the page comes back where it was."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot import demo
from bot.demo.people import CHANNEL
from bot.demo.sandbox import Sandbox

LINE = "/blocker SSO login fails owner @tom due in 1 hour fallback use passwords"
REDRAW = {"X-Redraw": "1"}


@dataclass
class Booth:
    """A demo with a short story; `told` is every sandbox in which it was told."""

    told: list[Sandbox] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def tell(self, sandbox: Sandbox) -> None:
        await sandbox.slack.person("maria").types(CHANNEL, LINE)
        await sandbox.settle()
        self.told.append(sandbox)
        self.opened.set()

    async def run(self) -> None:
        port = 0
        while True:
            port = await demo.show(Sandbox, self.tell, port=port)

    async def is_open(self) -> str:
        """The page's address, once this telling has been told."""
        await self.opened.wait()
        self.opened.clear()
        return self.told[-1].page_url

    def resources(self) -> tuple[int, int, int, int]:
        """How many threads, open files and tasks there are, and folders of a demo."""
        files = sum(1 for _ in Path("/proc/self/fd").iterdir())
        return threading.active_count(), files, len(asyncio.all_tasks()), len(self.folders())

    def folders(self) -> list[Path]:
        """The folders that are still there."""
        return [sandbox.folder for sandbox in self.told if sandbox.folder.exists()]


@pytest.fixture
async def booth() -> AsyncIterator[Booth]:
    made = Booth()
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert made.folders() == []


async def starts_over(session: ClientSession, url: str) -> str:
    async with session.post(f"{url}start-over", headers=REDRAW) as answer:
        return await answer.text()


async def test_a_new_telling_has_all_of_its_own_on_the_same_port(booth: Booth) -> None:
    async with ClientSession() as session:
        first = await booth.is_open()
        before, folder = booth.resources(), booth.folders()
        await booth.told[0].slack.person("maria").types(CHANNEL, LINE.replace("SSO", "Their"))
        said = await asyncio.gather(starts_over(session, first), starts_over(session, first))
        assert any("Starting over" in one for one in said)
        second = await booth.is_open()
        assert second == first
        assert booth.folders() != folder
        assert len(booth.told) == 2
        items = [message.text for message in booth.told[1].slack.workspace.messages]
        assert [words for words in items if "Their login" in words] == []
        assert [words for words in items if "SSO login" in words] != []
    for _ in range(3):
        async with ClientSession() as session:
            await starts_over(session, second)
        await booth.is_open()
    assert len(booth.told) == 5
    after = booth.resources()
    assert after[3] == 1
    assert all(now <= was + 3 for now, was in zip(after, before, strict=True)), (before, after)
