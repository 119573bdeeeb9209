"""The warm-up run: one bot lives through the short story to fill the caches for others."""

import asyncio
import logging
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demo.clock import MovableClock
from tests.reliability.crash_story import ACKNOWLEDGE, DUE_AT, LINE, STARTS_AT, SUMMED_UP_AT
from tests.stories.people import add_people
from tests.support.greeted import StorySandbox
from tests.support.storage.postgres import roomy


def live() -> None:
    """Live through it and leave only what a process knows: no thread, connection or file."""
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory(dir=roomy()) as folder:
        asyncio.run(_live(Path(folder)))
    assert threading.active_count() == 1, "a process with threads cannot be forked"


async def _live(folder: Path) -> None:
    sandbox = StorySandbox(folder=folder, clock=MovableClock(STARTS_AT))
    add_people(sandbox.slack)
    async with sandbox:
        await sandbox.start_bot()
        await sandbox.slack.person("cem").types("#launch", LINE)
        await sandbox.advance_to(DUE_AT)
        await sandbox.slack.person("maria").types("#launch", ACKNOWLEDGE)
        sandbox.clock.set(SUMMED_UP_AT)
        await sandbox.settle()
