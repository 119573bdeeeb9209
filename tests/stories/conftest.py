"""A town for every story: a pretended workspace, the real bot in it, a clock that can be moved."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from bot.demo.town import Town
from tests.stories.hearing import set_up
from tests.stories.launch import move_in

WEDNESDAY = datetime(2026, 3, 25, 9, 30, tzinfo=UTC)
"""10:30 in Berlin, four days before its clocks change."""

WAYS = {"socket": [False], "http": [True], "both": [False, True]}
"""Whether Slack reaches the bot by HTTP."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every story in a town is told on the ways in that were asked for."""
    if "by_http" not in metafunc.fixturenames:
        return
    both = metafunc.definition.get_closest_marker("both_ways") is not None
    way = metafunc.config.getoption("--way") or ("both" if both else "socket")
    ids = ["http" if by_http else "socket" for by_http in WAYS[way]]
    metafunc.parametrize("by_http", WAYS[way], ids=ids)


@pytest.fixture
async def empty_town(tmp_path: Path, by_http: bool) -> AsyncIterator[Town]:
    """A workspace without people, and no bot yet."""
    async with Town(folder=tmp_path, clock=MovableClock(WEDNESDAY), by_http=by_http) as town:
        yield town


@pytest.fixture
async def town(empty_town: Town) -> AsyncIterator[Town]:
    """The people of #launch and the bot.

    Ends by failing on any message that the story did not expect, and on whatever the auditor finds.
    """
    move_in(empty_town.slack)
    await empty_town.start_bot()
    yield empty_town
    await empty_town.settle()
    slack = empty_town.slack
    assert [message.text for message in slack.expectations.unexpected()] == []
    assert await empty_town.bot.audit() == ()


@pytest.fixture
async def laddered_town(town: Town) -> Town:
    """The town with a ladder in #launch, set through the form: Lea leads, Cem is leadership."""
    await set_up(town)
    return town
