"""What waits for a bundle waits once and comes once, whenever the bot dies."""

from datetime import datetime, timedelta

import pytest

from bot.demo.sandbox import Sandbox
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import STARTS_AT, CrashStory, redelivered
from tests.stories.heard import berlin

MOVED_AT = STARTS_AT + timedelta(minutes=10)
AT_ONE = berlin(25, 13)
LOOKS = [at + timedelta(minutes=minutes) for at in (MOVED_AT, AT_ONE) for minutes in range(1, 5)]
ITEMS = 4
"""One more than the limit."""


async def types(sandbox: Sandbox, who: str, line: str) -> None:
    await sandbox.slack.person(who).types("#launch", line)


async def fill_the_day(sandbox: Sandbox, story: CrashStory) -> None:
    """Lea's limit is three, and three of her four items are moved."""
    await story.live_at(STARTS_AT)
    await types(sandbox, "lea", "/backstop quiet limit 3")
    for number in range(1, ITEMS + 1):
        line = f"/blocker Part {number} owner @lea due 16 apr noon fallback skip it"
        await types(sandbox, "maria", line)
    for number in range(1, ITEMS):
        at = STARTS_AT + timedelta(minutes=number)
        await story.live_at(at)
        await move(sandbox, number)
        await story.live_at(at + timedelta(seconds=30))


async def move(sandbox: Sandbox, number: int) -> None:
    await types(sandbox, "maria", f"/blocker B-{number} move 17 apr noon because legal is out")


@pytest.mark.parametrize(
    ("point", "since"),
    [
        *(
            (point, MOVED_AT)
            for point in ("answer saves", "answer done", "take saves", "take done")
        ),
        *((point, AT_ONE) for point in ("take saves", "take done", "finish begins", "finish done")),
    ],
)
async def test_killed_at_any_instant_what_waits_comes_once_in_its_bundle(
    sandbox: Sandbox, point: str, since: datetime
) -> None:
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=since)]) as story:
            await fill_the_day(sandbox, story)
            await story.live_at(MOVED_AT)
            await move(sandbox, ITEMS)
            await story.live_at(MOVED_AT + timedelta(seconds=1))
            await redelivered(sandbox)
            for at in LOOKS:
                await story.live_at(at)
        told = story.told()
        assert (story.deaths, told.lost, told.doubled) == (1, (), ())
        heard = sandbox.slack.expectations.dms_to("lea")
        last = [one for one in heard if "*B-4* has a new date" in one.text]
        assert len(last) == 1
        assert last[0].at >= AT_ONE


@pytest.mark.parametrize("point", ["answer saves", "answer done"])
async def test_killed_around_the_commit_a_limit_is_set_once_or_not_at_all(
    sandbox: Sandbox, point: str
) -> None:
    asked_at = STARTS_AT + timedelta(minutes=1)
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=asked_at)]) as story:
            await story.live_at(STARTS_AT)
            await story.live_at(asked_at)
            lea = sandbox.slack.person("lea")
            assert (await lea.types("#launch", "/backstop quiet limit 3")).error
            await story.live_at(asked_at + timedelta(seconds=1))
            await redelivered(sandbox)
            seen = await lea.types("#launch", "/backstop quiet")
            assert "After 3 messages a day" in seen.messages[0].text
        assert story.deaths == 1
