"""An ownership gap is opened and closed once, and told once, whenever the bot dies."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.demo.sandbox import Sandbox
from storage.engine.database import Database
from storage.tables.hand_overs import ITEM_GAP
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import LINE, STARTS_AT, CrashStory

GONE_AT = STARTS_AT + timedelta(minutes=1)
NAMED_AT = STARTS_AT + timedelta(minutes=10)


def gaps(sandbox: Sandbox) -> list[bool]:
    """Whether each gap is open."""
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
        return [at is None for at in tx.execute(select(ITEM_GAP.c.closed_at)).scalars()]


@pytest.mark.parametrize(
    "point",
    ["person_changed begins", "person_changed saves", "person_changed done", "take done"],
)
async def test_killed_around_the_gap_it_is_there_and_told_once(
    sandbox: Sandbox, point: str
) -> None:
    async with sandbox:
        story = CrashStory(sandbox, [CrashPoint(point, since=GONE_AT)])
        try:
            await story.live_at(STARTS_AT)
            await sandbox.slack.person("cem").types("#launch", LINE)
            await story.live_at(STARTS_AT + timedelta(seconds=30))
            await story.live_at(GONE_AT)
            sandbox.slack.deactivate("maria")
            for minutes in range(1, 7):
                await story.live_at(GONE_AT + timedelta(minutes=minutes))
        finally:
            story.kill()
        told = story.told()
        assert (story.deaths, told.lost, told.doubled) == (1, (), ())
        assert gaps(sandbox) == [True]
        said = [one.text for one in sandbox.slack.expectations.dms_to("cem")]
        assert sum("has nobody to answer for it" in one for one in said) == 1


@pytest.mark.parametrize("point", ["answer saves", "answer done"])
async def test_killed_around_a_new_owner_the_gap_is_closed_once_or_open(
    sandbox: Sandbox, point: str
) -> None:
    async with sandbox:
        story = CrashStory(sandbox, [CrashPoint(point, since=NAMED_AT)])
        try:
            await story.live_at(STARTS_AT)
            await sandbox.slack.person("cem").types("#launch", LINE)
            await story.live_at(STARTS_AT + timedelta(seconds=30))
            sandbox.slack.deactivate("maria")
            for minutes in range(1, 4):
                await story.live_at(GONE_AT + timedelta(minutes=minutes))
            assert gaps(sandbox) == [True]
            await story.live_at(NAMED_AT)
            await sandbox.slack.person("cem").selects("New owner", "lea")
            assert gaps(sandbox) == [point == "answer saves"]
            for minutes in range(1, 6):
                await story.live_at(NAMED_AT + timedelta(minutes=minutes))
        finally:
            story.kill()
        told = story.told()
        assert (story.deaths, told.lost, told.doubled) == (1, (), ())
        handed = [one.text for one in sandbox.slack.expectations.dms_to("lea")]
        expected = 0 if point == "answer saves" else 1
        assert sum("is yours now" in one for one in handed) == expected
