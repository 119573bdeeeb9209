"""Starting the demo over leaves nothing of it behind, and the page comes back where it was."""

import asyncio
import gc
import threading
import weakref
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot import demo
from bot.demo.people import CHANNEL
from bot.demo.sandbox import Sandbox
from playground.slack import Playground

LINE = "/blocker SSO login fails owner @tom due in 1 hour fallback use passwords"


@dataclass
class Booth:
    """A demo with a short story; `told` is every sandbox in which it was told."""

    told: list[Sandbox] = field(default_factory=list)
    slacks: weakref.WeakSet[Playground] = field(default_factory=weakref.WeakSet)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def tell(self, sandbox: Sandbox) -> None:
        await sandbox.slack.person("maria").types(CHANNEL, LINE)
        await sandbox.settle()
        self.told.append(sandbox)
        self.slacks.add(sandbox.slack)
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


async def start_over(url: str, *, times: int = 1) -> None:
    """Press the button, several times at once; whoever comes late may find nobody there."""

    async def press() -> str:
        async with (
            ClientSession() as session,
            session.post(f"{url}start-over", headers={"X-Redraw": "1"}) as answer,
        ):
            return await answer.text()

    said = await asyncio.gather(*(press() for _ in range(times)), return_exceptions=True)
    assert "Starting over. This page comes back in a few seconds." in said


def resources() -> tuple[int, int, int]:
    """How many threads, open files and tasks there are."""
    files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    return threading.active_count(), files, len(asyncio.all_tasks())


def are_back(before: tuple[int, int, int]) -> bool:
    """Whether there are as many as before, give or take two."""
    return all(now <= was + 2 for now, was in zip(resources(), before, strict=True))


async def test_pressed_twice_at_once_it_tells_the_story_again_once_on_the_same_port(
    booth: Booth,
) -> None:
    url = await booth.is_open()
    await booth.told[0].slack.person("maria").types(CHANNEL, LINE.replace("SSO", "Their"))
    await start_over(url, times=2)
    assert await booth.is_open() == url
    first, second = booth.told
    assert booth.folders() == [second.folder] != [first.folder]
    said = [message.text for message in second.slack.workspace.messages]
    assert any("SSO login fails" in words for words in said)
    assert not any("Their login fails" in words for words in said)


async def test_nothing_of_the_old_telling_is_left(booth: Booth) -> None:
    url = await booth.is_open()
    before = resources()
    for _ in range(3):
        await start_over(url)
        await booth.is_open()
    del booth.told[:-1]
    gc.collect()
    assert len(booth.slacks) == 1
    for _ in range(20_000):  # turns of the loop: on a busy machine the last sockets close later
        if are_back(before):
            break
        await asyncio.sleep(0)
    assert are_back(before), (before, resources())
