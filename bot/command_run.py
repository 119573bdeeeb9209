"""`backstop run`: the bot, until it is asked to stop."""

import asyncio
import logging
import os
import signal
from functools import partial

from bot import app, logs, opening
from bot.settings import Settings, load

DIED = 70
"""The exit code when a part of the process has died (`EX_SOFTWARE`); start it again."""

log = logging.getLogger("backstop.bot")


def run() -> None:
    """Run until SIGTERM or Ctrl-C; raises CannotRun when it cannot start."""
    settings = load(Settings)
    logs.start(level=settings.log_level, form=settings.log_format)
    with opening.alone(settings.database_url):
        asyncio.run(_until_stopped(settings))


async def _until_stopped(settings: Settings) -> None:
    """Start, wait for a signal, stop; a signal during the start ends it as well."""
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    bot = app.build(settings, end=partial(os._exit, DIED))
    starting = asyncio.create_task(bot.start())
    stopping = asyncio.create_task(asked_to_stop.wait())
    await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.wait([starting])
        return
    starting.result()
    await stopping
    log.info("action=stopping")
    await bot.retire()
    await bot.stop()
