"""The demo: a story told in the terminal and on a page, without a Slack account."""

import asyncio
import signal
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import typer

from bot.demo.clock import MovableClock
from bot.demo.narrator import Narrator
from bot.demo.people import STARTS_AT, add_people
from bot.demo.sandbox import Sandbox
from bot.demo.story import Story
from bot.demo.tour import a_tour
from bot.errors import CannotRun
from bot.process import logs

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
    say: Callable[[str], None] = typer.echo
    while True:
        async with AsyncExitStack() as parts:
            folder = parts.enter_context(tempfile.TemporaryDirectory(prefix="backstop-demo-"))
            again = asyncio.Event()
            sandbox = a_sandbox(
                Path(folder), MovableClock(STARTS_AT), port=port, tour=a_tour(restart=again.set)
            )
            await _tell(sandbox, parts, say)
            if once:
                return
            sandbox.clock.run()
            sandbox.open_page()
            typer.echo(
                f"\nNow it is yours: open {sandbox.page_url} in a browser, choose who you are, log "
                "a blocker, and fast-forward past its date. Ctrl-C ends it."
            )
            await again.wait()
            typer.echo("\nStarting over …")
            with suppress(TimeoutError):  # all of it is thrown away
                await sandbox.slack.settled(within=UNDER_WAY)
            port, say = urlsplit(sandbox.page_url).port or 0, _nothing


async def _tell(sandbox: Sandbox, parts: AsyncExitStack, say: Callable[[str], None]) -> None:
    """Start everything and tell the story."""
    try:
        await parts.enter_async_context(sandbox)
    except OSError as fault:
        raise CannotRun(f"The demo cannot start: {fault}. Check --record and --port.") from None
    add_people(sandbox.slack)
    await sandbox.start_bot()
    await Story(sandbox, Narrator(sandbox.slack, say)).tell()


def _nothing(_: str) -> None:
    """Say nothing: the story has been printed once."""


def _end_when_asked() -> None:
    """Let SIGTERM and SIGINT end the running task so that it cleans up.

    By default SIGTERM would leave the folder behind, and a shell has background jobs ignore SIGINT.
    """
    if task := asyncio.current_task():
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
