"""A town: the playground with people and channels, and what people type there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

import bot
from bot.process.clock import utc_now
from bot.process.worker_pool import Threads
from bot.slack import client as slack_client
from bot.slack import identity
from bot.slack.directory_sync import Directory
from bot.slack.objects import Identity
from playground.person import composer
from playground.slack import Playground
from playground.wire import envelopes
from playground.wire.delivery import Envelope
from storage.engine.database import Database
from workflows.transaction.unit_of_work import Desk

MANIFEST = Path(bot.__file__).with_name("app_manifest.yml")
PEOPLE, CHANNELS = 50, 20
LINE = "SSO login fails for Harbor Law owner @{owner} due fri 5pm fallback go live with passwords"
"""A complete line to log a blocker with."""


@asynccontextmanager
async def a_town(*, channels: int = CHANNELS) -> AsyncIterator[Playground]:
    """A running workspace in real time; everybody is in every channel, and so is the bot."""
    async with Playground(MANIFEST, clock=utc_now) as slack:
        names = [f"p{number}" for number in range(PEOPLE)]
        for name in names:
            slack.add_person(name)
        for number in range(channels):
            slack.add_channel(f"#c{number}", names)
        yield slack


@asynccontextmanager
async def a_link(slack: Playground) -> AsyncIterator["Link"]:
    """The bot's own client, who the bot is, and its threads."""
    async with slack_client.connected(token=slack.bot_token, url=slack.api_url) as client:
        threads = Threads()
        yield Link(client=client, who=await identity.ask(client), threads=threads)
        threads.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a bot needs to speak with its workspace."""

    client: AsyncWebClient
    who: Identity
    threads: Threads

    @asynccontextmanager
    async def desk(self, database: Database) -> AsyncIterator[tuple[Desk, Directory]]:
        """A desk that knows everybody in the workspace, and the directory that has told it."""
        desk = Desk(database=database, workspace=self.who.team, bot_user=self.who.bot_user)
        directory = Directory(
            desk, self.client, identity=self.who, clock=utc_now, threads=self.threads
        )
        directory.freshen()
        await directory.settled()
        try:
            yield desk, directory
        finally:
            await directory.stop()


def a_line(slack: Playground, number: int) -> Envelope:
    """What Slack sends when one of them types LINE in one of the channels."""
    workspace = slack.workspace
    typed = LINE.format(owner=f"p{(number + 1) % PEOPLE}")
    payload = envelopes.command(
        slack.engine,
        workspace.user(f"p{number % PEOPLE}"),
        workspace.channel(f"#c{number % CHANNELS}"),
        name="/blocker",
        text=composer.encoded(typed, workspace, names=True),
    )
    return Envelope(type="slash_commands", payload=payload)
