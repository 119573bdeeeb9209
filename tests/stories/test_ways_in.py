"""Socket Mode and HTTP lead to the same bot: it says the same either way."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from bot.demo.sandbox import Sandbox
from tests.stories.conftest import WEDNESDAY
from tests.stories.launch_story import tell
from tests.support.greeted import StorySandbox


async def undisturbed(sandbox: Sandbox, at: datetime) -> None:
    """Nothing happens to the bot."""
    sandbox.clock.set(at)
    await sandbox.settle()


async def restarted(sandbox: Sandbox, at: datetime) -> None:
    """The bot stops and starts between any two events, each time on another port."""
    await sandbox.stop_bot()
    sandbox.clock.set(at)
    await sandbox.start_bot()


def a_sandbox(folder: Path, database: Path, *, by_http: bool) -> Sandbox:
    """A sandbox in a new folder, with a copy of this database."""
    folder.mkdir()
    shutil.copy(database, folder / "backstop.db")
    return StorySandbox(folder=folder, clock=MovableClock(WEDNESDAY), by_http=by_http)


async def test_by_http_the_same_is_said_as_by_a_socket_through_restarts_too(
    tmp_path: Path, sqlite_template: Path
) -> None:
    by_socket = a_sandbox(tmp_path / "socket", sqlite_template, by_http=False)
    by_http = a_sandbox(tmp_path / "http", sqlite_template, by_http=True)
    assert await tell(by_http, restarted) == await tell(by_socket, undisturbed)


@pytest.mark.both_ways
async def test_slack_asks_who_we_are_once_however_many_requests_come(sandbox: Sandbox) -> None:
    before = len(sandbox.slack.recorder.calls("auth.test"))
    for _ in range(20):
        await sandbox.slack.person("maria").types("#launch", "/backstop help")
    assert len(sandbox.slack.recorder.calls("auth.test")) == before
