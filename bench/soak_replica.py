"""One replica of a soak: the unchanged bot on a fast clock, until it is killed."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench.fast_clock import FastClock
from bot.app import build
from bot.settings import Settings
from bot.threads import Threads
from workflows import deliver
from workflows.outcomes import Later, Unknown


class Careless(Threads):
    """The control: a message whose answer was lost is simply sent again."""

    async def run(self, workflow: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if workflow is deliver.finish:
            args = tuple(Later() if isinstance(arg, Unknown) else arg for arg in args)
        return await super().run(workflow, *args, **kwargs)


def live(settings: Settings, clock: FastClock, *, careless: bool) -> None:
    """Be a bot for good."""
    logging.disable(logging.CRITICAL)
    asyncio.run(_live(settings, clock, careless=careless))


async def _live(settings: Settings, clock: FastClock, *, careless: bool) -> None:
    bot = build(
        settings,
        clock=clock,
        seconds=clock.seconds,
        threads=Careless() if careless else None,
        patience=clock.patience,
        post_gap=timedelta(0),
    )
    async with bot:
        await asyncio.Event().wait()
