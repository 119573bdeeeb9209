"""One replica of a soak: the unchanged bot on a fast clock, until it is killed."""

import asyncio
import logging
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.exc import DBAPIError

from bench.soak.fast_clock import FastClock
from bot import database as bot_database
from bot.app import Backstop
from bot.cli.run import DIED
from bot.errors import CannotRun
from bot.process.worker_pool import WorkerPool
from bot.settings import Settings
from bot.timing import Timing
from storage.engine.database import Interrupted
from workflows.outbox import dispatch
from workflows.outbox.result import Later, Unknown

REFUSED = 3
"""The exit code of a bot that is not alone on its file."""


class Careless(WorkerPool):
    """The control: if the answer to a message is lost, it simply sends it again."""

    async def run(self, workflow: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if workflow is dispatch.finish:
            args = tuple(Later() if isinstance(arg, Unknown) else arg for arg in args)
        return await super().run(workflow, *args, **kwargs)


def live(settings: Settings, clock: FastClock, *, careless: bool) -> None:
    """Run a bot like `backstop run` for as long as the soak lasts."""
    logging.disable(logging.CRITICAL)
    threading.Thread(target=_outlive_nobody, daemon=True).start()
    os.setsid()  # a bot frozen in the runner's group would have the runner hung up on
    with ExitStack() as until_the_end:
        try:
            until_the_end.enter_context(bot_database.alone(settings.database_url))
        except CannotRun:
            sys.exit(REFUSED)
        with suppress(CannotRun, DBAPIError, Interrupted):  # the server is away: start again
            asyncio.run(_live(settings, clock, careless=careless))


async def _live(settings: Settings, clock: FastClock, *, careless: bool) -> None:
    timing = Timing(
        clock=clock, seconds=clock.seconds, patience=clock.patience, post_gap=timedelta(0)
    )
    bot = Backstop(
        settings,
        timing=timing,
        threads=Careless() if careless else None,
        end=partial(os._exit, DIED),
    )
    async with bot:
        await asyncio.Event().wait()


def _outlive_nobody() -> None:
    """End with the soak, however it ends."""
    if soak := multiprocessing.parent_process():
        soak.join()
    os._exit(0)
