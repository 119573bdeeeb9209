"""A delivery between a real database and a playground, and makers of what it sends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.loop import Delivery
from bot.delivery.throttle import Throttle
from bot.process.worker_pool import WorkerPool
from bot.slack import client as slack_client
from bot.slack import identity
from bot.slack.directory_sync import Directory
from bot.slack.message_search import Histories
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind, NoticeState, Place
from playground.slack import Playground
from playground.state.workspace import Message
from storage.engine.database import Database
from storage.outbox import queue as outbox_queue
from tests.support.bots.playground_bot import SteppedClock, a_slack
from tests.support.factories import a_policy
from tests.support.greeted import greeted_in
from tests.support.storage.store_fixtures import a_reminder, backlog, stored_item
from workflows.transaction.unit_of_work import WorkspaceContext

MANIFEST = Path(__file__).parents[3] / "app_manifest.yml"


@dataclass(kw_only=True)
class DeliveryRig:
    """Everything one delivery needs; the clock stands still until it is advanced."""

    slack: Playground
    context: WorkspaceContext
    client: AsyncWebClient
    threads: WorkerPool
    clock: SteppedClock
    item: Item
    delivery: Delivery
    loop: asyncio.Task[None]

    def user(self, name: str) -> str:
        return self.slack.workspace.user(name).id

    def another_item(self) -> Item:
        """Add an item like the first."""
        return _an_item(self.context.database, self.slack)

    def queue(self, *notices: Notice) -> None:
        with self.context.database.write(self.context.workspace) as tx:
            assert outbox_queue.add(tx, notices) == len(notices)

    def notice(self, key: str, **changes: Any) -> Notice:
        """A reminder to maria about the item, due now."""
        now = self.clock()
        about = {
            "item_id": self.item.id,
            "round": self.item.round,
            "planned_at": now,
            "not_before": now,
            "facts": {"owner": self.item.owner, "step": "due"},
        }
        return a_reminder(key, **{**about, "recipient": self.user("maria"), **changes})

    def post(self, key: str, **changes: Any) -> Notice:
        """The item's card in #launch, due now."""
        where = {"kind": NoticeKind.CARD, "place": Place.CHANNEL, "recipient": self.item.channel}
        return self.notice(key, **{**where, **changes})

    async def deliver(self) -> None:
        """Send everything that may leave now."""
        async with asyncio.timeout(20):
            await self.delivery.drained()

    async def pass_by(self, **span: float) -> None:
        """Let time pass, then deliver."""
        self.clock.advance(**span)
        await self.deliver()

    def histories(self) -> Histories:
        """Reads what was said, as this rig's bot."""
        bot_id = self.slack.workspace.bot_id
        return Histories(self.client, bot_id, seconds=self.clock.seconds)

    async def stop(self) -> None:
        """Stop its own delivery."""
        self.delivery.stop()
        await self.loop

    def said(self) -> list[Message]:
        """Every message of the bot that is in Slack."""
        bot = self.slack.workspace.bot_user
        return [m for m in self.slack.workspace.messages if m.user == bot and not m.deleted]

    def waiting(self) -> dict[NoticeState, int]:
        with self.context.database.read(self.context.workspace) as tx:
            return backlog(tx)

    def another(self, throttle: timedelta = timedelta(0), **options: Any) -> Delivery:
        """A second delivery on the same database, as after a restart."""
        return Delivery(
            self.context,
            self.client,
            clock=self.clock,
            threads=self.threads,
            throttle=Throttle(throttle),
            histories=self.histories(),
            seconds=self.clock.seconds,
            **options,
        )


@asynccontextmanager
async def a_rig(
    database: Database, *, throttle: timedelta = timedelta(0), **options: Any
) -> AsyncIterator[DeliveryRig]:
    """A running delivery; maria owns a blocker of #launch that tom has logged."""
    clock, threads = SteppedClock(), WorkerPool()
    options.setdefault("manifest", MANIFEST)
    async with (
        a_slack(clock, **options) as slack,
        slack_client.connected(token=slack.bot_token, url=slack.api_url) as client,
    ):
        if not throttle:
            slack.engine.throttle.post_gap = 0.0
        who = await identity.ask(client)
        context = WorkspaceContext(database=database, workspace=who.team, bot_user=who.bot_user)
        directory = Directory(context, client, identity=who, clock=clock, threads=threads)
        greeted_in(database, slack)
        directory.freshen()
        await directory.settled()
        delivery = Delivery(
            context,
            client,
            clock=clock,
            threads=threads,
            throttle=Throttle(throttle),
            histories=Histories(client, who.bot_id, seconds=clock.seconds),
            seconds=clock.seconds,
        )
        rig = DeliveryRig(
            slack=slack,
            context=context,
            client=client,
            threads=threads,
            clock=clock,
            item=_an_item(database, slack),
            delivery=delivery,
            loop=asyncio.create_task(delivery.run()),
        )
        try:
            await rig.deliver()
            yield rig
        finally:
            slack.faults.clear()
            await rig.stop()
            await directory.stop()
            threads.close()


def _an_item(database: Database, slack: Playground) -> Item:
    with database.write(slack.workspace.team_id) as tx:
        return stored_item(
            tx,
            channel=slack.channel("#launch").id,
            owner=slack.workspace.user("maria").id,
            reporter=slack.workspace.user("tom").id,
            policy=a_policy(lead=(), leadership=()),
            logged_at=SteppedClock.now - timedelta(days=1),
        )
