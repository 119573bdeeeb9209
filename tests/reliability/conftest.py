"""A sandbox for the stories in which bots are killed."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from bot.demo.sandbox import Sandbox
from storage.engine.database import Database
from tests.reliability.crash_story import STARTS_AT
from tests.stories.people import add_people
from tests.support.greeted import greeted_in


@pytest.fixture
def sandbox(tmp_path: Path, sqlite_template: Path) -> Sandbox:
    """The people of #launch, which was greeted, and a database; open it with `async with`."""
    shutil.copy(sqlite_template, tmp_path / "backstop.db")
    sandbox = Sandbox(folder=tmp_path, clock=MovableClock(STARTS_AT))
    add_people(sandbox.slack)
    with closing(Database(f"sqlite:///{tmp_path / 'backstop.db'}")) as database:
        greeted_in(database, sandbox.slack)
    return sandbox
