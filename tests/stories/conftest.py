"""A town for every story: a pretend workspace, the real bot in it, a clock that can be moved."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.demo.clock import MovableClock
from bot.demo.sandbox import Town
from tests.stories.hearing import set_up
from tests.stories.launch import move_in
from tests.stories.replicas import ReplicatedTown
from tests.support.storage.databases import POSTGRESQL, Templates

WEDNESDAY = datetime(2026, 3, 25, 9, 30, tzinfo=UTC)
"""10:30 in Berlin, four days before its clocks change."""

NewTown: TypeAlias = Callable[[], Town]
"""Makes another town in which nobody lives yet, to be opened with `async with`."""

WAYS = {way: [way] for way in ("socket", "http", "replicas")} | {
    "both": ["socket", "http"],
    "databases": ["socket", "replicas"],
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every story in a town is told in the ways that were asked for."""
    if "way" not in metafunc.fixturenames:
        return
    marked = {mark.name for mark in metafunc.definition.iter_markers()}
    way = metafunc.config.getoption("--way") or _usual(marked)
    left_out = pytest.mark.skipif("of_one_bot" in marked, reason="there are two bots")
    ways = [pytest.param(one, marks=left_out if one == "replicas" else ()) for one in WAYS[way]]
    metafunc.parametrize("way", ways)


def _usual(marked: set[str]) -> str:
    """How a story is told when nothing else is asked for."""
    if "on_both_databases" in marked:
        return "databases"
    return "both" if "both_ways" in marked else "socket"


@pytest.fixture
def new_town(
    way: str,
    tmp_path_factory: pytest.TempPathFactory,
    templates: Callable[[str], Templates],
    sqlite_template: Path,
) -> Iterator[NewTown]:
    """Makes towns whose bots are reached in this way."""
    with ExitStack() as databases:

        def made() -> Town:
            folder, clock = tmp_path_factory.mktemp("town"), MovableClock(WEDNESDAY)
            if way != "replicas":
                shutil.copy(sqlite_template, folder / "backstop.db")
                return Town(folder=folder, clock=clock, by_http=way == "http")
            url = databases.enter_context(templates(POSTGRESQL).database())
            return ReplicatedTown(folder=folder, clock=clock, database_url=url)

        yield made


@pytest.fixture
async def empty_town(new_town: NewTown) -> AsyncIterator[Town]:
    """A workspace without people, and no bot yet."""
    async with new_town() as town:
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
