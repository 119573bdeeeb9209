"""A town for the stories in which bots are killed."""

import shutil
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from bot.demo.sandbox import Town
from tests.reliability.crash_story import STARTS_AT
from tests.stories.launch import move_in


@pytest.fixture
def town(tmp_path: Path, sqlite_template: Path) -> Town:
    """The people of #launch, and a database; open it with `async with`."""
    shutil.copy(sqlite_template, tmp_path / "backstop.db")
    town = Town(folder=tmp_path, clock=MovableClock(STARTS_AT))
    move_in(town.slack)
    return town
