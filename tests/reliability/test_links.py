"""A link is kept with its event or not at all, whenever the bot dies."""

from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from storage.tables.items import EVENT
from storage.tables.links import ITEM_LINK
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import STARTS_AT, CrashStory
from tests.reliability.test_mentions import kept

TYPED_AT = STARTS_AT + timedelta(minutes=1)
LINE = "/blocker B-1 link https://docs.test/1 contract"


@pytest.mark.parametrize(
    ("point", "stored", "answer"),
    [("answer saves", 0, "added the link contract (docs.test)"), ("answer done", 1, "number 1")],
)
async def test_killed_around_the_commit_a_link_is_kept_with_its_event_or_not_at_all(
    sandbox: Sandbox, point: str, stored: int, answer: str
) -> None:
    async with sandbox:
        maria = sandbox.slack.person("maria")
        with CrashStory(sandbox, [CrashPoint(point, since=TYPED_AT)]) as story:
            await story.live_at(STARTS_AT)
            await maria.types("#launch", "/blocker SSO fails owner me due fri fallback wait")
            await story.live_at(TYPED_AT)
            assert (await maria.types("#launch", LINE)).error
            await story.live_at(TYPED_AT + timedelta(seconds=1))
            assert (story.deaths, kept(sandbox, ITEM_LINK)) == (1, stored)
            assert kept(sandbox, EVENT) == 1 + stored
            assert answer in (await maria.types("#launch", LINE)).text
            assert (kept(sandbox, ITEM_LINK), kept(sandbox, EVENT)) == (1, 2)
