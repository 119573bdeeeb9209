"""What was logged twice becomes one item, all of it or nothing, whenever the bot dies."""

from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from storage.tables.items import EVENT
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import STARTS_AT, CrashStory, redelivered
from tests.reliability.test_mentions import kept

TYPED_AT = STARTS_AT + timedelta(minutes=1)
LINE = "/blocker SSO login fails owner @maria due fri noon fallback wait"
SAME = "/blocker B-2 same as B-1"


@pytest.mark.parametrize(("point", "stored"), [("answer saves", 0), ("answer done", 2)])
async def test_killed_around_the_commit_both_items_change_once_or_none(
    sandbox: Sandbox, point: str, stored: int
) -> None:
    async with sandbox:
        cem = sandbox.slack.person("cem")
        with CrashStory(sandbox, [CrashPoint(point, since=TYPED_AT)]) as story:
            await story.live_at(STARTS_AT)
            for _ in range(2):
                await cem.types("#launch", LINE)
            await story.live_at(TYPED_AT)
            assert (await cem.types("#launch", SAME)).error
            await story.live_at(TYPED_AT + timedelta(seconds=1))
            assert (story.deaths, kept(sandbox, EVENT)) == (1, 2 + stored)
            await redelivered(sandbox)
            assert "said it is the same as B-1" in (await cem.types("#launch", SAME)).text
            assert kept(sandbox, EVENT) == 4, "logged twice, undone, noted"
            await story.live_at(TYPED_AT + timedelta(minutes=1))
        told = story.told()
        assert (told.lost, told.doubled) == ((), ())
        said = [one.text for one in sandbox.slack.expectations.messages_in("#launch")]
        assert sum("Also logged as B-2" in text for text in said) == 1
