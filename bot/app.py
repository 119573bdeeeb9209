"""The composition root: the one place where the running bot is put together."""

import asyncio
import logging
import platform
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Self

from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot import database as bot_database
from bot.delivery.loop import Delivery
from bot.delivery.restore import Restore
from bot.delivery.throttle import POST_GAP, Throttle
from bot.metrics import Metrics
from bot.process.clock import Clock, stopwatch, utc_now
from bot.process.version import version
from bot.process.worker_pool import WorkerPool
from bot.runtime.auditor import Auditor
from bot.runtime.health import Health, State
from bot.runtime.heartbeat import Heartbeat
from bot.runtime.scrape import Scrape
from bot.runtime.watchdog import Watchdog
from bot.settings import Settings
from bot.slack import bolt, identity
from bot.slack import client as slack_client
from bot.slack.clock_guard import ClockGuard
from bot.slack.directory_sync import Directory
from bot.slack.message_search import Histories
from bot.slack.objects import Identity
from bot.slack.socket_mode import PING, Socket
from bot.web.server import Web
from storage import replicas
from storage.checks.audit import Finding
from storage.outbox.model import HTTP_TIMEOUT
from workflows.clock import audit, fire
from workflows.transaction.unit_of_work import WorkspaceContext

FIRST_READING = timedelta(seconds=10)
"""How long the start waits for the directory; a large workspace is read on behind it."""

REQUEST_PATIENCE = timedelta(seconds=2)
"""How long a request waits for other writers: late ones must fail before Slack says they did."""

log = logging.getLogger("backstop.bot")


class Backstop:
    """The running bot, from `start` to `stop`, or inside `async with`.

    `context`, `directory`, `delivery`, `heartbeat`, `port` (where it listens) and, where there is
    one, its `watchdog` are there once it has started.

    `seconds` only ever rise, and `clock` is held against them; where both run faster than real
    time, `patience` with a call to Slack has to be shorter. Every transaction goes through
    `threads`. `post_gap` is kept between two posts to one channel; only a stand-in for Slack takes
    less. The socket is looked at every `ping`. `end` ends the process when a part of it has died;
    without it nobody watches. After the database was restored, `recovered_at` is when its backup
    was taken. `random` spreads the tries while Slack is away.
    """

    context: WorkspaceContext
    delivery: Delivery
    directory: Directory
    heartbeat: Heartbeat
    watchdog: Watchdog
    port: int

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = utc_now,
        seconds: Callable[[], float] = stopwatch,
        threads: WorkerPool | None = None,
        patience: timedelta = HTTP_TIMEOUT,
        post_gap: timedelta = POST_GAP,
        ping: timedelta = PING,
        end: Callable[[], None] | None = None,
        recovered_at: datetime | None = None,
        random: Random | None = None,
    ) -> None:
        self._settings, self._clock, self._post_gap = settings, clock, post_gap
        self._seconds, self._clock_guard = seconds, ClockGuard(clock, seconds)
        self._patience, self._end, self._ping = patience, end, ping
        self._answering = threads or WorkerPool()  # nobody who waits stands behind the clock's work
        self._threads = threads or WorkerPool(behind=self._answering)
        self._recovered_at, self._random = recovered_at, random
        self._health = Health(settings.heartbeat)
        self._metrics = Metrics()
        self._scrape = Scrape(self._metrics, self._health, clock=clock, seconds=seconds)
        self._web = Web(
            self._health.report,
            self._scrape.text,
            signing_secret=settings.http_secret,
            turned_away=self._metrics.turned_away,
        )
        self._parts = AsyncExitStack()

    async def start(self) -> None:
        """Open everything, in the order in which each needs the one before.

        Waits while Slack cannot be reached; raises CannotRun when that would not help.
        """
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def retire(self) -> None:
        """Let a load balancer see that we are about to stop; meanwhile everything goes on."""
        self._health.state = State.STOPPING
        await self._web.retire()

    async def stop(self) -> None:
        """Finish or give back what is in hand and close everything, within ten seconds."""
        self._health.state = State.STOPPING
        await self._parts.aclose()
        log.info("action=stopped")

    async def beat(self) -> None:
        """One heartbeat now; raises what went wrong."""
        await self.heartbeat.beat()

    async def settle(self) -> None:
        """Do all that is due at the clock's present instant, and wait until Slack has it."""
        await self.beat()
        await self.directory.settled()
        await self.delivery.drained()

    async def audit(self) -> tuple[Finding, ...]:
        """What is wrong at the clock's present instant; () when all is well."""
        found = await self._threads.run(audit.look, self.context, self._clock())
        return found.findings

    async def next_event(self) -> datetime | None:
        """When something will next be due (UTC); None when nothing is planned."""
        closed_for = self.delivery.breaker.closed_for
        return await self._threads.run(
            fire.next_at, self.context, self._clock(), closed_for=closed_for
        )

    async def _start(self) -> None:
        self._parts.callback(self._close_threads)
        url, key = self._settings.database_url, self._settings.history_key
        database = await self._threads.run(bot_database.migrated, url, self._clock(), chain_key=key)
        self._parts.callback(database.close)
        self._parts.callback(self._close_threads)  # first: they hold connections
        self._health.database = database
        self._health.threads = self._threads
        self._parts.push_async_callback(self._web.stop)
        self.port = await self._web.start(self._settings.host, self._settings.port)
        client = await self._parts.enter_async_context(
            slack_client.connected(
                token=self._settings.slack_bot_token.get_secret_value(),
                url=self._settings.slack_api_url,
                clock_guard=self._clock_guard,
                patience=self._patience,
                metrics=self._metrics,
            )
        )
        who = await identity.ask(client)
        self.context = WorkspaceContext(
            database=database,
            workspace=who.team,
            bot_user=who.bot_user,
            zone=self._settings.zone,
            admins=self._settings.admins,
            commands=self._settings.commands,
            saved=self._metrics.saved,
        )
        self._scrape.context = self.context
        await self._threads.run(identity.remember, database, who, self._clock())
        await self._read_slack(client, who)
        await self._run_clockwork(client)
        await self._listen_to_slack(client, who)
        self._health.state = State.RUNNING
        log.info("action=started workspace=%s port=%d", who.team, self.port)

    async def _read_slack(self, client: AsyncWebClient, who: Identity) -> None:
        """Start the directory, and look for what a restored database does not know."""
        clock, threads = self._clock, self._threads
        self.directory = Directory(self.context, client, identity=who, clock=clock, threads=threads)
        self._parts.push_async_callback(self.directory.stop)
        self.directory.freshen()
        await self.directory.settled(FIRST_READING)
        self._histories = Histories(client, who.bot_id, seconds=self._seconds)
        if self._recovered_at:
            at, found = self._recovered_at, self._histories
            await Restore(self.context, found, recovered_at=at, clock=clock, threads=threads).run()

    async def _run_clockwork(self, client: AsyncWebClient) -> None:
        """Start the delivery and the heartbeat."""
        clock, threads = self._clock, self._threads
        loop = self._start_delivery(client)
        auditor = Auditor(self.context, threads=threads, seconds=self._seconds, me=self._me())
        self.heartbeat = Heartbeat(
            self.context,
            clock=clock,
            threads=threads,
            directory=self.directory,
            delivery=self.delivery,
            auditor=auditor,
            confirmed=partial(self._clock_guard.confirmed, client),
            metrics=self._metrics,
        )
        self._health.heartbeat = self.heartbeat
        self._health.delivery = self.delivery
        self._health.clock_guard = self._clock_guard
        self._health.auditor = auditor
        self._parts.callback(self.heartbeat.stop)
        await self.heartbeat.tick()
        self.heartbeat.start(self._settings.heartbeat)
        if self._end:
            watchdog = Watchdog(
                self.heartbeat,
                pause=self._settings.heartbeat,
                threads=(threads, self._answering),
                deliverer=loop,
                end=self._end,
            )
            self.watchdog = self._parts.enter_context(watchdog)

    def _me(self) -> replicas.Heartbeat:
        """Who we are among the bots that share the database."""
        now, name = self._clock(), f"{platform.node()}:{self.port}"
        return replicas.Heartbeat(replica=name, started_at=now, last_at=now, version=version())

    def _start_delivery(self, client: AsyncWebClient) -> asyncio.Task[None]:
        self.delivery = Delivery(
            self.context,
            client,
            clock=self._clock,
            threads=self._threads,
            throttle=Throttle(self._post_gap),
            histories=self._histories,
            seconds=self._seconds,
            believed=self._clock_guard.believed,
            metrics=self._metrics,
            random=self._random,
        )
        loop = asyncio.create_task(self.delivery.run())
        self._parts.push_async_callback(self._end_delivery, loop)
        return loop

    def _close_threads(self) -> None:
        self._answering.close()
        self._threads.close()

    async def _end_delivery(self, loop: asyncio.Task[None]) -> None:
        self.delivery.stop()
        await loop

    async def _listen_to_slack(self, client: AsyncWebClient, who: Identity) -> None:
        """Let Slack's requests in, by Socket Mode or by HTTP."""
        app = bolt.make(
            client,
            identity=who,
            signing_secret=self._settings.http_secret,
            metrics=self._metrics,
        )
        handlers.register(
            app,
            replace(self.context, patience=REQUEST_PATIENCE),
            clock=self._clock,
            run=self._answering.run,
            wake=self.delivery.wake,
            refresh=self.directory,
        )
        if not self._settings.by_socket:
            self._web.serve(app)
            self._parts.push_async_callback(self._web.stop)  # before what its requests need
            self._health.is_connected = _always
            return
        token = self._settings.slack_app_token.get_secret_value()
        await identity.check_app_token(client, token)
        socket = Socket(app, token, self._metrics.reconnected, ping=self._ping)
        self._parts.push_async_callback(socket.close)
        self._health.is_connected = socket.is_connected
        await socket.connect()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


async def _always() -> bool:
    """Slack comes to us by HTTP: there is no connection that could be down."""
    return True
