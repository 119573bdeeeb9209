"""A sandbox for every story: a pretend workspace with the real bot, and a clock we can move."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.demo.clock import MovableClock
from tests.stories.heard import is_ladder_news, log, set_up, skip_to, types
from tests.stories.people import add_berliners, add_people
from tests.stories.replicas import ReplicatedSandbox
from tests.support.greeted import StorySandbox
from tests.support.storage.databases import POSTGRESQL, Templates

WEDNESDAY = datetime(2026, 3, 25, 9, 30, tzinfo=UTC)
"""10:30 in Berlin, four days before its clocks change."""

NewSandbox: TypeAlias = Callable[..., StorySandbox]
"""Makes another sandbox without people, to be opened with `async with`; it begins `at` an instant,
by default on WEDNESDAY."""

WAYS = {way: [way] for way in ("socket", "http", "replicas")} | {
    "both": ["socket", "http"],
    "databases": ["socket", "replicas"],
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every story that needs a sandbox in each way that was asked for."""
    if "way" not in metafunc.fixturenames:
        return
    marked = {mark.name for mark in metafunc.definition.iter_markers()}
    way = metafunc.config.getoption("--way") or _usual(marked)
    left_out = pytest.mark.skipif("of_one_bot" in marked, reason="there are two bots")
    ways = [pytest.param(one, marks=left_out if one == "replicas" else ()) for one in WAYS[way]]
    metafunc.parametrize("way", ways)


def _usual(marked: set[str]) -> str:
    """How a story is run unless something else is asked for."""
    if "on_both_databases" in marked:
        return "databases"
    return "both" if "both_ways" in marked else "socket"


@pytest.fixture
def new_sandbox(
    way: str,
    tmp_path_factory: pytest.TempPathFactory,
    templates: Callable[[str], Templates],
    sqlite_template: Path,
) -> Iterator[NewSandbox]:
    """Makes sandboxes whose bots are reached in this way."""
    with ExitStack() as databases:

        def made(at: datetime = WEDNESDAY) -> StorySandbox:
            folder, clock = tmp_path_factory.mktemp("sandbox"), MovableClock(at)
            if way != "replicas":
                shutil.copy(sqlite_template, folder / "backstop.db")
                return StorySandbox(folder=folder, clock=clock, by_http=way == "http")
            url = databases.enter_context(templates(POSTGRESQL).database())
            return ReplicatedSandbox(folder=folder, clock=clock, database_url=url)

        yield made


@pytest.fixture
async def breakable_sandbox(new_sandbox: NewSandbox) -> AsyncIterator[StorySandbox]:
    """A workspace without people or a bot, for stories that break it: nothing checks its end."""
    async with new_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def empty_sandbox(breakable_sandbox: StorySandbox) -> AsyncIterator[StorySandbox]:
    """A workspace without people or a bot.

    Ends by failing on any message that the story did not expect, and on whatever the auditor finds.
    """
    yield breakable_sandbox
    await breakable_sandbox.settle()
    slack = breakable_sandbox.slack
    left = slack.expectations.unexpected()
    assert [message.text for message in left if not is_ladder_news(message)] == []
    assert await breakable_sandbox.bot.workspace.audit() == ()


@pytest.fixture
async def sandbox(empty_sandbox: StorySandbox) -> StorySandbox:
    """The people of #launch and the bot."""
    add_people(empty_sandbox.slack)
    await empty_sandbox.start_bot()
    return empty_sandbox


@pytest.fixture
async def laddered_sandbox(sandbox: StorySandbox) -> StorySandbox:
    """The sandbox with a ladder in #launch, set through the form: Lea leads, Cem is leadership."""
    await set_up(sandbox)
    return sandbox


@pytest.fixture
async def owned(sandbox: StorySandbox) -> StorySandbox:
    """Thursday 26 March 14:00 in Berlin: Bo in New York owns B-1, Lea leads, Dia is in #launch."""
    sandbox.slack.add_person("dia", real_name="Dia Okoro", tz="Europe/Berlin")
    sandbox.slack.person("dia").joins("#launch")
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person("dia").id)
    await set_up(sandbox)
    await log(sandbox, "/blocker SSO login fails owner @bo due 10 apr 5pm fallback use passwords")
    await skip_to(sandbox, 26, 14)
    return sandbox


@pytest.fixture
async def dated(empty_sandbox: StorySandbox) -> StorySandbox:
    """Wed 25 March 10:30 in Berlin: Maria has logged D-1 for Bo, due Mon 30 12:00; Lea leads."""
    sandbox = empty_sandbox
    add_berliners(sandbox.slack)
    await sandbox.start_bot()
    await set_up(sandbox)
    await types(sandbox, "maria", AN_ITEM_FOR_BO)
    return sandbox


AN_ITEM_FOR_BO = "/decision Which DPA owner @bo due mon noon fallback the old one"
