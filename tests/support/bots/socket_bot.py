"""The whole bot, put together as in production, in Socket Mode on a clock that is set."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import Backstop
from bot.settings import Settings
from bot.timing import Timing
from playground.slack import Playground
from tests.support.bots.playground_bot import SteppedClock
from tests.support.greeted import count_as_greeted

LINE = "Contract import is stuck owner @maria due in 4h fallback Import by hand"


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
    count_as_greeted(slack, chosen)
    return Backstop(chosen, timing=Timing(clock=clock, post_gap=timedelta(0)))
