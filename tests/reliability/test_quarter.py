"""Twelve people and their weeks: no rung is late, no gap unnamed for a day, the limit holds.

`make test` lives through two weeks; `make soak ARGS="--quarters 20"` through twenty times twelve.
Replay one with `python -m tests.support.quarter --seed 7`.
"""

import asyncio
import os
import shutil
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from bot.demo.sandbox import Sandbox
from tests.support.quarter import expected, waited
from tests.support.quarter.faults import faults
from tests.support.quarter.lived import a_quarter
from tests.support.quarter.people import LIMIT, OPENS_AT, PEOPLE
from tests.support.quarter.season import Season

QUARTERS = int(os.environ.get("BACKSTOP_QUARTERS", "0"))
FIRST = 3
"""Within its two weeks leadership is away, and so is somebody who leaves for good."""
SHORT, LONG = 2, 12
"""Weeks in `make test`, and of a quarter."""


@pytest.mark.parametrize("limit", [3, LIMIT] if QUARTERS else [3])
@pytest.mark.parametrize("seed", range(FIRST, FIRST + (QUARTERS or 1)))
def test_no_rung_is_late_no_gap_unnamed_and_the_limit_holds(
    seed: int, limit: int, tmp_path: Path, sqlite_template: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "backstop.db")
    asyncio.run(lived(seed, limit, tmp_path))


async def lived(seed: int, limit: int, folder: Path) -> None:
    async with Sandbox(folder, MovableClock(OPENS_AT)) as sandbox:
        season = await a_quarter(sandbox, seed, LONG if QUARTERS else SHORT, limit)
        assert faults(season) == []
        assert waited.faults(season, limit) == []
        require_eventful(season)


def require_eventful(season: Season) -> None:
    """A quarter in which nothing happens proves nothing."""
    journal = season.journal
    every = [one for label in journal.labels() for one in rungs(season, label)]
    assert {one.number for one in every} == {0, 1, 2}
    assert len(every) >= 10 * season.weeks
    assert any(waited.WAITED in one.text for one in season.listener.said)
    assert season.answered["another date"] or season.weeks == SHORT
    assert any(one.left for one in journal.absences)
    assert any(one.stand_in for one in journal.absences)
    assert all(season.listener.told(who) for who in PEOPLE)


def rungs(season: Season, label: str) -> list[expected.Rung]:
    return expected.rungs(season.journal, label, season.ends_at)
