"""A channel is greeted once, whenever the bot dies after it was invited."""

from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import LOOKS, STARTS_AT, CrashStory

INVITED_AT = STARTS_AT + timedelta(minutes=1)
POINTS = (
    *("save_channels begins", "save_channels saves", "save_channels done"),
    *("take done", "finish begins", "finish done"),
)


@pytest.mark.parametrize("point", POINTS)
async def test_killed_there_the_bot_greets_once(sandbox: Sandbox, point: str) -> None:
    sandbox.slack.add_channel("#ops", ["maria"], with_bot=False)
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=INVITED_AT)]) as story:
            await story.live_at(STARTS_AT)
            sandbox.clock.set(INVITED_AT)
            sandbox.slack.person("maria").invites("backstop", "#ops")
            await story.live_at(INVITED_AT)
            for later in LOOKS:
                await story.live_at(INVITED_AT + later)
        told = story.told()
        assert (story.deaths, told.lost, told.doubled) == (1, (), ())
        (hello,) = sandbox.slack.expectations.messages_in("#ops")
        assert hello.text.startswith("Hi, I'm Backstop")
