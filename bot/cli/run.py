"""`backstop run`: runs the bot until it is asked to stop."""

import asyncio
import logging
import os
import signal
from datetime import UTC, datetime
from functools import partial

from bot import app
from bot import database as bot_database
from bot.errors import CannotRun
from bot.process import gc_tuning, logs
from bot.process.clock import utc_now
from bot.settings import Settings, load

DIED = 70
"""The exit code when a part of the process has died (`EX_SOFTWARE`); start it again."""

log = logging.getLogger("backstop.bot")


def run(recovered_at: str = "") -> None:
    """Run until SIGTERM or Ctrl-C; raises CannotRun if the bot cannot start.

    After a restore, `recovered_at` is when the backup was taken; otherwise "".
    """
    backup_at = _instant(recovered_at) if recovered_at else None
    settings = load(Settings)
    logs.start(level=settings.log_level, form=settings.log_format)
    with bot_database.alone(settings.database_url):
        asyncio.run(_until_stopped(settings, backup_at))


def _instant(text: str) -> datetime:
    """Parse an instant in the past, in UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise CannotRun(
            f"--recovered-at: {text!r} is not a full date and time; write one with its zone, "
            "like 2026-11-20T16:00Z"
        )
    if at > utc_now():
        raise CannotRun(f"--recovered-at: {text!r} is yet to come; write when the backup was taken")
    return at.astimezone(UTC)


async def _until_stopped(settings: Settings, recovered_at: datetime | None) -> None:
    """Start, wait for a signal, stop; a signal during the start also ends it."""
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    bot = app.Backstop(settings, end=partial(os._exit, DIED), recovered_at=recovered_at)
    starting = asyncio.create_task(bot.start())
    stopping = asyncio.create_task(asked_to_stop.wait())
    await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.wait([starting])
        return
    starting.result()
    gc_tuning.spare_what_stays()
    outgrown = bot.workspace.heartbeat.outgrown
    outgrown.add_done_callback(lambda _: asked_to_stop.set())
    await stopping
    log.info("action=stopping")
    await bot.retire()
    await bot.stop()
    if outgrown.done():
        raise CannotRun(outgrown.result())
