"""The whole bot, put together as in production, in Socket Mode on a clock that is set."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import Backstop
from bot.settings import Settings
from playground.slack import Playground
from tests.support.bots.delivery_office import MANIFEST
from tests.support.bots.playground_bot import SteppedClock, a_slack

LINE = "Contract import is stuck owner @maria due in 4h fallback Import by hand"


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
async def slack(clock: SteppedClock) -> AsyncIterator[Playground]:
    async with a_slack(clock, manifest=MANIFEST) as slack:
        slack.engine.throttle.post_gap = 0.0
        yield slack


def settings(slack: Playground, folder: Path, **changes: Any) -> Settings:
    return Settings.model_validate(
        {
            "slack_bot_token": SecretStr(slack.bot_token),
            "slack_app_token": SecretStr(slack.app_token),
            "slack_signing_secret": SecretStr(slack.signing_secret),
            "slack_api_url": slack.api_url,
            "database_url": f"sqlite:///{folder / 'backstop.db'}",
            "port": 0,
            **changes,
        }
    )


def a_bot(slack: Playground, folder: Path, clock: SteppedClock, **changes: Any) -> Backstop:
    chosen = settings(slack, folder, **changes)
    return Backstop(chosen, clock=clock, post_gap=timedelta(0))
