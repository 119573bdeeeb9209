"""Somebody follows an item or does not, and is told once, whenever the bot dies."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.demo.sandbox import Sandbox
from storage.engine.database import Database
from storage.tables.followers import ITEM_FOLLOWER
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import LINE, STARTS_AT, CrashStory, redelivered

TYPED_AT = STARTS_AT + timedelta(minutes=1)
CLOSED_AT = STARTS_AT + timedelta(minutes=2)
FOLLOW, CLOSE = "/blocker B-1 follow", "/blocker B-1 resolve restarted it"


def following(sandbox: Sandbox) -> list[str]:
    """Everybody who follows anything."""
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
        return list(tx.execute(select(ITEM_FOLLOWER.c.person)).scalars())


@pytest.mark.parametrize(("point", "stored"), [("answer saves", 0), ("answer done", 1)])
async def test_killed_around_the_commit_somebody_follows_once_or_not_at_all(
    sandbox: Sandbox, point: str, stored: int
) -> None:
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=TYPED_AT)]) as story:
            await story.live_at(STARTS_AT)
            await sandbox.slack.person("cem").types("#launch", LINE)
            await story.live_at(TYPED_AT)
            assert (await sandbox.slack.person("lea").types("#launch", FOLLOW)).error
            assert len(following(sandbox)) == stored
            await story.live_at(TYPED_AT + timedelta(seconds=1))
            await redelivered(sandbox)
            assert following(sandbox) == [sandbox.slack.person("lea").id]
        assert story.deaths == 1


@pytest.mark.parametrize("point", ["answer saves", "answer done", "take done", "finish begins"])
async def test_killed_around_a_closing_its_follower_is_told_once(
    sandbox: Sandbox, point: str
) -> None:
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=CLOSED_AT)]) as story:
            await story.live_at(STARTS_AT)
            await sandbox.slack.person("cem").types("#launch", LINE)
            await sandbox.slack.person("lea").types("#launch", FOLLOW)
            await story.live_at(CLOSED_AT)
            await sandbox.slack.person("maria").types("#launch", CLOSE)
            await story.live_at(CLOSED_AT + timedelta(seconds=1))
            await redelivered(sandbox)
            for minutes in range(1, 6):
                await story.live_at(CLOSED_AT + timedelta(minutes=minutes))
        told = story.told()
        assert (story.deaths, told.lost, told.doubled) == (1, (), ())
        heard = [one for one in sandbox.slack.expectations.dms_to("lea") if "resolved" in one.text]
        assert len(heard) == 1
