"""The whole bot, listening by HTTP as behind a load balancer, and outsiders who write to it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr
from sqlalchemy import func, select

from bot import app_manifest
from bot.app import Backstop
from bot.settings import Settings
from bot.timing import Timing
from messages.command_names import Commands
from playground.slack import Playground
from storage.tables.inbox import INBOX
from storage.tables.items import ITEM
from tests.support.bots.playground_bot import SteppedClock, a_slack
from tests.support.greeted import count_as_greeted

PUBLIC = "https://bot.example.com"
LONG = 20
"""Seconds after which a test that waits for an answer has failed."""


@dataclass(kw_only=True)
class HttpBot:
    """A running bot and the workspace it is in."""

    slack: Playground
    bot: Backstop

    def stored(self) -> tuple[int, int]:
        """How many requests were accepted, and how many items there are."""
        with self.bot.workspace.context.database.read_all() as tx:
            inbox, items = (
                tx.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (INBOX, ITEM)
            )
        return inbox, items

    async def raw(self, request: bytes) -> bytes:
        """Everything that comes back for these bytes, until the bot hangs up."""
        async with asyncio.timeout(LONG):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.bot.port)
            try:
                writer.write(request)
                await writer.drain()
                return await reader.read()
            except ConnectionError:
                return b""
            finally:
                writer.close()

    async def asked(self, method: str, place: str, body: bytes = b"") -> bytes:
        """The answer to a request without a signature."""
        first = f"{method} {place} HTTP/1.1".encode()
        return await self.raw(a_request(first, body, []))

    async def posted(self, body: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
        """The answer to one request with these headers, in this order."""
        return await self.raw(a_request(EVENTS, body, headers))


EVENTS = b"POST /slack/events HTTP/1.1"
"""The one address that Slack is told."""


def a_request(first: bytes, body: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    """The bytes of a request that asks for the connection to be closed."""
    lines = [
        first,
        b"Host: bot.test",
        b"Connection: close",
        b"Content-Length: %d" % len(body),
        *(name + b": " + value for name, value in headers),
    ]
    return b"\r\n".join([*lines, b"", body])


def status(answer: bytes) -> int:
    """The status of an answer; 0 for none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


def settings_of(slack: Playground, folder: Path, changes: Mapping[str, Any]) -> Settings:
    """The settings of a bot without an app-level token."""
    return Settings.model_validate(
        {
            "slack_bot_token": SecretStr(slack.bot_token),
            "slack_app_token": SecretStr(""),
            "slack_signing_secret": SecretStr(slack.signing_secret),
            "slack_api_url": slack.api_url,
            "database_url": f"sqlite:///{folder / 'backstop.db'}",
            "host": "127.0.0.1",
            "port": 0,
            **changes,
        }
    )


@asynccontextmanager
async def a_bot_by_http(folder: Path, **changes: Any) -> AsyncIterator[HttpBot]:
    """The bot in a workspace with maria, tom and #launch; `changes` are settings."""
    clock = SteppedClock()
    written = yaml.safe_load(app_manifest.text(Commands(), url=app_manifest.request_url(PUBLIC)))
    async with a_slack(clock, manifest=written) as slack:
        slack.engine.throttle.post_gap = 0.0
        chosen = settings_of(slack, folder, changes)
        count_as_greeted(slack, chosen)
        timing = Timing(clock=clock, post_gap=timedelta(0))
        async with Backstop(chosen, timing=timing) as bot:
            await slack.found_at(f"http://127.0.0.1:{bot.port}")
            yield HttpBot(slack=slack, bot=bot)
