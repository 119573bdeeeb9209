"""A list is logged whole or not at all, whenever the bot dies; pressed again, it says which."""

from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import view_words
from storage.tables.items import ITEM
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import STARTS_AT, CrashStory
from tests.reliability.test_mentions import kept
from tests.stories.test_pasted_lists import THREE

PRESSED_AT = STARTS_AT + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("point", "stored", "answer"),
    [("answer saves", 0, "All 3 are logged."), ("answer done", 3, "You logged this already.")],
)
async def test_killed_around_the_commit_all_of_a_list_is_logged_or_none(
    sandbox: Sandbox, point: str, stored: int, answer: str
) -> None:
    async with sandbox:
        maria = sandbox.slack.person("maria")
        with CrashStory(sandbox, [CrashPoint(point, since=PRESSED_AT)]) as story:
            await story.live_at(STARTS_AT)
            (pasted,) = (await maria.types("#launch", f"/blocker {THREE}")).messages
            await story.live_at(PRESSED_AT)
            assert (await maria.clicks("Log all 3", message=pasted)).error
            await story.live_at(PRESSED_AT + timedelta(seconds=1))
            assert (story.deaths, kept(sandbox, ITEM)) == (1, stored)
            for said in (answer, "You logged this already."):
                await maria.clicks("Log all 3", message=pasted)
                assert said in view_words(await maria.sees_form("Your list"))
                assert kept(sandbox, ITEM) == 3
                await maria.closes()
