"""What an item blocks is kept whole or not at all, whenever the bot dies; typed again, once."""

from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from storage.tables.dependencies import ITEM_NEEDS
from storage.tables.items import EVENT
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import STARTS_AT, CrashStory
from tests.reliability.test_mentions import kept

TYPED_AT = STARTS_AT + timedelta(minutes=1)
LINE = "/blocker {} owner @maria due fri noon fallback wait"


@pytest.mark.parametrize(
    ("point", "stored", "answer"),
    [("answer saves", 0, "says it blocks B-2"), ("answer done", 1, "B-1 blocks B-2 already")],
)
async def test_killed_around_the_commit_both_ends_are_stored_or_none(
    sandbox: Sandbox, point: str, stored: int, answer: str
) -> None:
    async with sandbox:
        maria = sandbox.slack.person("maria")
        with CrashStory(sandbox, [CrashPoint(point, since=TYPED_AT)]) as story:
            await story.live_at(STARTS_AT)
            for title in ("SSO login fails", "Import is stuck"):
                await maria.types("#launch", LINE.format(title))
            await story.live_at(TYPED_AT)
            assert (await maria.types("#launch", "/blocker B-1 blocks B-2")).error
            await story.live_at(TYPED_AT + timedelta(seconds=1))
            assert (story.deaths, kept(sandbox, ITEM_NEEDS)) == (1, stored)
            assert kept(sandbox, EVENT) == 2 + 2 * stored
            again = await maria.types("#launch", "/blocker B-1 blocks B-2")
            assert answer in again.text
            assert (kept(sandbox, ITEM_NEEDS), kept(sandbox, EVENT)) == (1, 4)
