"""The demo: a story told in the terminal and on a page, without a Slack account."""

import asyncio
import signal
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import typer

from bot.demo.clock import MovableClock
from bot.demo.narrator import Narrator
from bot.demo.people import STARTS_AT, add_people
from bot.demo.sandbox import Sandbox
from bot.demo.story import Story
from bot.errors import CannotRun
from bot.process import logs


def run(*, once: bool, record: Path | None, port: int, by_http: bool) -> None:
    """Tell the story; unless `once`, keep the page open until Ctrl-C or SIGTERM."""
    logs.start(level="ERROR", form="text")
    a_sandbox = partial(Sandbox, by_http=by_http, record=record, port=port)
    try:
        asyncio.run(_run(a_sandbox, once=once))
    except asyncio.CancelledError:
        typer.echo("\nThe demo has ended; nothing of it is kept.")


async def _run(a_sandbox: Callable[[Path, MovableClock], Sandbox], *, once: bool) -> None:
    _end_when_asked()
    async with AsyncExitStack() as parts:
        folder = parts.enter_context(tempfile.TemporaryDirectory(prefix="backstop-demo-"))
        try:
            sandbox = await parts.enter_async_context(
                a_sandbox(Path(folder), MovableClock(STARTS_AT))
            )
        except OSError as fault:
            raise CannotRun(f"The demo cannot start: {fault}. Check --record and --port.") from None
        add_people(sandbox.slack)
        await sandbox.start_bot()
        typer.echo("A law firm goes live. The people and their Slack are pretend, the bot is not.")
        await Story(sandbox, Narrator(sandbox.slack, typer.echo)).tell()
        if once:
            return
        sandbox.clock.run()
        typer.echo(
            f"\nNow it is yours: open {sandbox.page_url} in a browser, choose who you are, log a "
            "blocker, and fast-forward past its date. Ctrl-C ends it."
        )
        await asyncio.Event().wait()


def _end_when_asked() -> None:
    """Let SIGTERM and SIGINT end the running task so that it cleans up.

    By default SIGTERM would leave the folder behind, and a shell has background jobs ignore SIGINT.
    """
    if task := asyncio.current_task():
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
