"""A town for every story: a pretended workspace, the real bot in it, and a clock that can be moved."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from bot.demo.town import Town

WEDNESDAY = datetime(2026, 3, 25, 9, 30, tzinfo=UTC)
"""10:30 in Berlin, four days before its clocks change."""


@pytest.fixture
async def empty_town(tmp_path: Path) -> AsyncIterator[Town]:
    """A workspace without people, and no bot yet."""
    async with Town(folder=tmp_path, clock=MovableClock(WEDNESDAY)) as town:
        yield town


@pytest.fixture
async def town(empty_town: Town) -> AsyncIterator[Town]:
    """Maria (Berlin), Bo (New York), Lea the lead and Cem of leadership (Berlin), in #launch.

    Ends by failing on any message that the story did not expect.
    """
    slack = empty_town.slack
    slack.add_person("maria", real_name="Maria Silva", tz="Europe/Berlin", locale="en-GB")
    slack.add_person("bo", real_name="Bo O'Neill", tz="America/New_York", locale="en-US")
    slack.add_person("lea", real_name="Lea Roth", tz="Europe/Berlin")
    slack.add_person("cem", real_name="Cem Aydin", tz="Europe/Berlin")
    slack.add_channel("#launch", ["maria", "bo", "lea", "cem"])
    await empty_town.start_bot()
    yield empty_town
    await empty_town.settle()
    assert [message.text for message in slack.expectations.unexpected()] == []
