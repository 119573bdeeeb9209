"""One workspace's runtime: everything Backstop does there, started and stopped together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.loop import Delivery
from bot.delivery.restore import Restore
from bot.delivery.throttle import Throttle
from bot.errors import CannotRun
from bot.metrics import Metrics
from bot.process.worker_pool import WorkerPool
from bot.slack import client as slack_client
from bot.slack import identity
from bot.slack.clock_guard import ClockGuard
from bot.slack.directory_sync import Directory
from bot.slack.message_search import Histories
from bot.slack.objects import Identity
from bot.timing import Timing
from bot.workspaces.auditor import Auditor
from bot.workspaces.heartbeat import Heartbeat
from workflows.clock import audit, fire
from workflows.clock.audit import Finding, Replica
from workflows.transaction.unit_of_work import WorkspaceContext
from workflows.workspaces import install

FIRST_READING = timedelta(seconds=10)
"""How long the start waits for the directory; a large workspace is read on behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What the runtimes of one process share. Every transaction runs in `threads`.

    `me` is this process among the bots on its database.
    """

    timing: Timing
    threads: WorkerPool
    clock_guard: ClockGuard
    metrics: Metrics
    me: Replica


class WorkspaceRuntime:
    """Directory, delivery, auditor and heartbeat of one workspace, from `start` to `stop`."""

    def __init__(
        self,
        context: WorkspaceContext,
        client: AsyncWebClient,
        *,
        identity: Identity,
        process: Process,
    ) -> None:
        self.context, self.client, self.identity = context, client, identity
        self._timing, self._threads = process.timing, process.threads
        timing, threads, guard = process.timing, process.threads, process.clock_guard
        clock, seconds, metrics = timing.clock, timing.seconds, process.metrics
        self._histories = Histories(client, identity.bot_id, seconds=seconds)
        self.directory = Directory(context, client, identity=identity, clock=clock, threads=threads)
        self.delivery = Delivery(
            context,
            client,
            clock=clock,
            threads=threads,
            throttle=Throttle(timing.post_gap),
            histories=self._histories,
            seconds=seconds,
            believed=guard.believed,
            metrics=metrics,
            random=timing.random,
        )
        self.auditor = Auditor(context, threads=threads, seconds=seconds, me=process.me)
        self.heartbeat = Heartbeat(
            context,
            clock=clock,
            threads=threads,
            directory=self.directory,
            delivery=self.delivery,
            auditor=self.auditor,
            confirmed=partial(guard.confirmed, client),
            metrics=metrics,
        )
        self._parts = AsyncExitStack()

    async def start(
        self, pause: timedelta, *, recovered_at: datetime | None = None
    ) -> asyncio.Task[None]:
        """Start everything, with a heartbeat every `pause`; returns the delivery loop's task.

        After the database was restored, `recovered_at` is when its backup was taken. If this
        raises, `stop` ends whatever has started.
        """
        self._parts.push_async_callback(self.directory.stop)
        self.directory.freshen()
        await self.directory.settled(None if recovered_at else FIRST_READING)
        if recovered_at:  # before anything is sent or answered
            await self.directory.list_channels()  # one found later would be greeted again
            await self._restore(recovered_at)
        loop = asyncio.create_task(self.delivery.run())
        self._parts.push_async_callback(self._end_delivery, loop)
        self._parts.callback(self.heartbeat.stop)
        await self.heartbeat.tick()
        self.heartbeat.start(pause)
        return loop

    async def stop(self) -> None:
        """Stop planning, finish or give back what is in progress, and stop reading Slack."""
        await self._parts.aclose()

    async def settle(self) -> None:
        """Do everything due at the clock's present instant, and wait until Slack has it."""
        await self.heartbeat.beat()
        await self.directory.settled()
        await self.delivery.drained()

    async def audit(self) -> tuple[Finding, ...]:
        """Audit at the clock's present instant; () if all is well."""
        found = await self._threads.run(audit.look, self.context, self._timing.clock())
        return found.findings

    async def next_event(self) -> datetime | None:
        """When something is next due (UTC); None if nothing is planned."""
        closed_for = self.delivery.breaker.closed_for
        return await self._threads.run(
            fire.next_at, self.context, self._timing.clock(), closed_for=closed_for
        )

    async def _restore(self, recovered_at: datetime) -> None:
        clock, threads, found = self._timing.clock, self._threads, self._histories
        await Restore(
            self.context, found, recovered_at=recovered_at, clock=clock, threads=threads
        ).run()

    async def _end_delivery(self, loop: asyncio.Task[None]) -> None:
        self.delivery.stop()
        await loop


@asynccontextmanager
async def connected(
    context_of: Callable[[Identity], WorkspaceContext], *, token: str, url: str, process: Process
) -> AsyncIterator[WorkspaceRuntime]:
    """The runtime of this token's workspace, not yet started; stopped at the end of the block.

    Waits while Slack cannot be reached; raises CannotRun when waiting would not help.
    """
    timing = process.timing
    async with slack_client.connected(
        token=token,
        url=url,
        clock_guard=process.clock_guard,
        patience=timing.patience,
        metrics=process.metrics,
    ) as client:
        who = await identity.ask(client)
        context = context_of(who)
        try:
            run = process.threads.run
            await run(install.remember, context, who.team_name, timing.clock())
        except install.NOT_OURS as refused:
            raise CannotRun(str(refused)) from None
        runtime = WorkspaceRuntime(context, client, identity=who, process=process)
        try:
            yield runtime
        finally:
            await runtime.stop()
