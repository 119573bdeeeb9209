"""A value that is due is asked for once, and a value is stored once, whenever the bot dies."""

from datetime import datetime, timedelta

import pytest

from bot.demo.sandbox import Sandbox
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import STARTS_AT, CrashStory, redelivered
from tests.stories.heard import berlin

LINE = "/backstop indicator confidence owner @maria scale 0 to 10 better up due every fri"
MADE_AT, RECORDED_AT = (STARTS_AT + timedelta(minutes=minutes) for minutes in (1, 3))
DUE_AT = berlin(27, 18)
"""17:00 in UTC, the zone of a channel that is not set up; Maria's day is over."""
TOLD_AT = berlin(30, 9)
LOOKS = [at + timedelta(minutes=minutes) for at in (DUE_AT, TOLD_AT) for minutes in range(5)]


@pytest.mark.parametrize(
    ("point", "since"),
    [
        *((point, DUE_AT) for point in ("ask_due saves", "ask_due done")),
        *(
            (point, TOLD_AT)
            for point in ("take saves", "take done", "finish begins", "finish done")
        ),
    ],
)
async def test_killed_at_any_instant_a_value_is_asked_for_once(
    sandbox: Sandbox, point: str, since: datetime
) -> None:
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=since)]) as story:
            await story.live_at(STARTS_AT)
            await sandbox.slack.person("cem").types("#launch", LINE)
            for at in (MADE_AT, *LOOKS):
                await story.live_at(at)
        told = story.told()
        assert (story.deaths, told.lost, told.doubled) == (1, (), ())
        asked = [one.text for one in sandbox.slack.expectations.dms_to("maria")]
        assert sum("A value is due" in one for one in asked) == 1


@pytest.mark.parametrize("point", ["answer saves", "answer done"])
async def test_killed_around_the_commit_a_value_is_stored_once_or_not_at_all(
    sandbox: Sandbox, point: str
) -> None:
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=RECORDED_AT)]) as story:
            await story.live_at(STARTS_AT)
            maria = sandbox.slack.person("maria")
            await sandbox.slack.person("cem").types("#launch", LINE)
            await story.live_at(MADE_AT)
            await story.live_at(RECORDED_AT)
            assert (await maria.types("#launch", "/backstop record confidence 7")).error
            await story.live_at(RECORDED_AT + timedelta(seconds=1))
            await redelivered(sandbox)
            seen = await maria.types("#launch", "/backstop indicator confidence")
            assert seen.messages[0].text.count("• ") == 1
        assert story.deaths == 1
