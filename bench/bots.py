"""Bots in processes of their own, as they run in earnest, between a database and a town."""

import asyncio
import logging
import multiprocessing
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from pydantic import SecretStr

from bot.app import Backstop
from bot.process import gc_tuning
from bot.settings import Settings
from messages.command_names import Commands
from playground.slack import Playground

START = 30.0
"""Seconds a bot may take until it is connected."""

processes = multiprocessing.get_context("forkserver")


def settings(slack: Playground, url: str, *, heartbeat: timedelta) -> Settings:
    """Every setting by name, so that nothing of the real environment counts here."""
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_api_url=slack.api_url,
        database_url=url,
        host="127.0.0.1",
        port=0,
        heartbeat=heartbeat,
        zone="UTC",
        admins=frozenset(),
        commands=Commands(),
        log_level="ERROR",
        log_format="text",
    )


@asynccontextmanager
async def a_bot(
    slack: Playground, url: str, *, heartbeat: timedelta = timedelta(seconds=5)
) -> AsyncIterator[None]:
    """The unchanged bot, connected by Socket Mode, until the end of the block."""
    process = processes.Process(
        target=_live, args=(settings(slack, url, heartbeat=heartbeat),), daemon=True
    )
    process.start()
    try:
        assert await slack.sockets.connected(within=START), "the bot did not start"
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.join)


def _live(wanted: Settings) -> None:
    logging.disable(logging.CRITICAL)
    asyncio.run(_until_terminated(wanted))


async def _until_terminated(wanted: Settings) -> None:
    async with Backstop(wanted):
        gc_tuning.spare_what_stays()
        await asyncio.Event().wait()
