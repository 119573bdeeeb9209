"""The demo: a story told in the terminal and on a page, without a Slack account."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import typer

from bot.demo.clock import MovableClock
from bot.demo.narrator import Narrator
from bot.demo.people import STARTS_AT, add_people
from bot.demo.sandbox import Sandbox
from bot.demo.steps import a_tour
from bot.demo.story import Story
from bot.errors import CannotRun
from bot.process import logs

Tell: TypeAlias = Callable[[Sandbox], Awaitable[None]]
UNDER_WAY = 5.0
"""Seconds that what somebody has just pressed may take before the demo starts over."""


def run(*, once: bool, record: Path | None, port: int, by_http: bool) -> None:
    """Tell the story; unless `once`, keep the page open until Ctrl-C or SIGTERM."""
    logs.start(level="ERROR", form="text")
    a_sandbox = partial(Sandbox, by_http=by_http, record=record)
    try:
        asyncio.run(_run(a_sandbox, once=once, port=port))
    except asyncio.CancelledError:
        typer.echo("\nThe demo has ended; nothing of it is kept.")


async def _run(a_sandbox: Callable[..., Sandbox], *, once: bool, port: int) -> None:
    _end_when_asked()
    typer.echo("A law firm goes live. The people and their Slack are pretend, the bot is not.")
    if once:
        async with _told(a_sandbox, _the_story(typer.echo), port=port):
            return
    port = await show(a_sandbox, _the_story(typer.echo), port=port)
    while True:
        typer.echo("\nStarting over …")
        port = await show(a_sandbox, _the_story(_nothing), port=port)


async def show(a_sandbox: Callable[..., Sandbox], tell: Tell, *, port: int = 0) -> int:
    """Tell a story and keep its page open until somebody starts over; returns the page's port.

    Nothing of it is left then: the next story has a workspace, a bot and a database of its own.
    """
    again = asyncio.Event()
    tour = a_tour(restart=again.set)
    async with _told(a_sandbox, tell, port=port, tour=tour) as sandbox:
        sandbox.clock.run()
        sandbox.open_page()
        typer.echo(
            f"\nNow it is yours: open {sandbox.page_url} in a browser, choose who you are, log a "
            "blocker, and fast-forward past its date. Ctrl-C ends it."
        )
        await again.wait()
        with suppress(TimeoutError):  # all of it is thrown away
            await sandbox.slack.settled(within=UNDER_WAY)
        return urlsplit(sandbox.page_url).port or port


@asynccontextmanager
async def _told(
    a_sandbox: Callable[..., Sandbox], tell: Tell, **more: Any
) -> AsyncIterator[Sandbox]:
    """A sandbox in a folder of its own, when the story has been told in it."""
    async with AsyncExitStack() as parts:
        folder = parts.enter_context(tempfile.TemporaryDirectory(prefix="backstop-demo-"))
        try:
            sandbox = await parts.enter_async_context(
                a_sandbox(folder=Path(folder), clock=MovableClock(STARTS_AT), **more)
            )
        except OSError as fault:
            raise CannotRun(f"The demo cannot start: {fault}. Check --record and --port.") from None
        add_people(sandbox.slack)
        await sandbox.start_bot()
        await tell(sandbox)
        yield sandbox


def _the_story(say: Callable[[str], None]) -> Tell:
    async def tell(sandbox: Sandbox) -> None:
        await Story(sandbox, Narrator(sandbox.slack, say)).tell()

    return tell


def _nothing(_: str) -> None:
    """Say nothing: the story has been printed once."""


def _end_when_asked() -> None:
    """Let SIGTERM and SIGINT end the running task so that it cleans up.

    By default SIGTERM would leave the folder behind, and a shell has background jobs ignore SIGINT.
    """
    if task := asyncio.current_task():
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
