"""A directory that follows a pretend Slack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.process.worker_pool import WorkerPool
from bot.slack import client as slack_client
from bot.slack import identity
from bot.slack.directory_sync import Directory
from playground.slack import Playground
from storage import channels, people
from storage.engine.database import Database
from tests.support.bots.delivery_rig import MANIFEST
from tests.support.bots.playground_bot import SteppedClock, a_slack
from workflows.transaction.unit_of_work import WorkspaceContext


@dataclass(kw_only=True)
class Registry:
    slack: Playground
    context: WorkspaceContext
    directory: Directory
    clock: SteppedClock

    def person(self, name: str) -> Any:
        with self.context.database.read(self.context.workspace) as tx:
            return people.get(tx, self.slack.workspace.user(name).id)

    def channel(self, name: str) -> Any:
        with self.context.database.read(self.context.workspace) as tx:
            return channels.get(tx, self.slack.channel(name).id)

    def members(self, name: str) -> frozenset[str]:
        with self.context.database.read(self.context.workspace) as tx:
            return channels.members(tx, self.slack.channel(name).id)

    def groups(self) -> dict[str, Any]:
        with self.context.database.read(self.context.workspace) as tx:
            return people.groups(tx, list(self.slack.workspace.groups))

    async def read(self) -> None:
        self.directory.freshen()
        await self.directory.settled()


@asynccontextmanager
async def a_registry(database: Database, **options: Any) -> AsyncIterator[Registry]:
    clock, threads = SteppedClock(), WorkerPool()
    options.setdefault("manifest", MANIFEST)
    async with (
        a_slack(clock, **options) as slack,
        slack_client.connected(token=slack.bot_token, url=slack.api_url) as client,
    ):
        who = await identity.ask(client)
        context = WorkspaceContext(database=database, workspace=who.team)
        directory = Directory(
            context, client, identity=who, clock=clock, threads=threads, seconds=clock.seconds
        )
        yield Registry(slack=slack, context=context, directory=directory, clock=clock)
        await directory.stop()
        threads.close()
