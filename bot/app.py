"""The composition root: the one place where the running bot is put together."""

import logging
import platform
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Self

import handlers
from bot import database as bot_database
from bot.metrics import Metrics
from bot.process.version import version
from bot.process.worker_pool import WorkerPool
from bot.runtime.health import Health, State
from bot.runtime.scrape import Scrape
from bot.runtime.watchdog import Watchdog
from bot.settings import Settings
from bot.slack import bolt, identity
from bot.slack.clock_guard import ClockGuard
from bot.slack.objects import Identity
from bot.slack.socket_mode import Socket
from bot.timing import REAL_TIME, Timing
from bot.web.server import Web
from bot.workspaces import runtime
from bot.workspaces.runtime import Process, WorkspaceRuntime
from storage.engine.database import Database
from workflows.clock.audit import Replica
from workflows.transaction.unit_of_work import WorkspaceContext

REQUEST_PATIENCE = timedelta(seconds=2)
"""How long a request waits for other writers: late ones must fail before Slack says they did."""

log = logging.getLogger("backstop.bot")


class Backstop:
    """The running bot, from `start` to `stop`, or inside `async with`; `state` says which.

    `port` (where it listens), its `workspace` and, if there is one, its `watchdog` exist once it
    has started. Every transaction runs in `threads`. `end` ends the process when a part of it has
    died; without it nothing watches for that. After the database was restored, `recovered_at` is
    when the backup was taken.
    """

    port: int
    workspace: WorkspaceRuntime
    watchdog: Watchdog

    def __init__(
        self,
        settings: Settings,
        *,
        timing: Timing = REAL_TIME,
        threads: WorkerPool | None = None,
        end: Callable[[], None] | None = None,
        recovered_at: datetime | None = None,
    ) -> None:
        self._settings, self._timing = settings, timing
        self._end, self._recovered_at = end, recovered_at
        self._clock_guard = ClockGuard(timing.clock, timing.seconds)
        self._answering = threads or WorkerPool()  # nobody who waits stands behind the clock's work
        self._threads = threads or WorkerPool(behind=self._answering)
        self._metrics = Metrics()
        self.state = State.STARTING
        self._parts = AsyncExitStack()

    async def start(self) -> None:
        """Open everything in order of dependency.

        Waits while Slack cannot be reached; raises CannotRun when waiting would not help.
        """
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def retire(self) -> None:
        """Tell load balancers that we are about to stop; keep serving until then."""
        self.state = State.STOPPING
        await self._web.retire()

    async def stop(self) -> None:
        """Finish or return what is in progress and close everything, within ten seconds."""
        self.state = State.STOPPING
        await self._parts.aclose()
        log.info("action=stopped")

    async def _start(self) -> None:
        database = await self._open_database()
        health = await self._answer_operators(database)
        self.workspace = await self._parts.enter_async_context(
            runtime.connected(
                partial(self._context, database),
                token=self._settings.slack_bot_token.get_secret_value(),
                url=self._settings.slack_api_url,
                process=self._process(),
            )
        )
        health.watch(self.workspace)
        await self._run_clockwork()
        await self._listen_to_slack(health)
        self.state = State.RUNNING
        log.info("action=started workspace=%s port=%d", self.workspace.identity.team, self.port)

    async def _open_database(self) -> Database:
        self._parts.callback(self._close_threads)
        url, key = self._settings.database_url, self._settings.history_key
        now = self._timing.clock()
        database = await self._threads.run(bot_database.migrated, url, now, chain_key=key)
        self._parts.callback(database.close)
        self._parts.callback(self._close_threads)  # first: they hold connections
        return database

    async def _answer_operators(self, database: Database) -> Health:
        """Answer /readyz and /metrics while the rest is still starting."""
        timing, threads = self._timing, self._threads
        health = Health(
            lambda: self.state,
            partial(threads.run, bot_database.reached, database),
            clock_guard=self._clock_guard,
            pause=self._settings.heartbeat,
        )
        scrape = Scrape(
            self._metrics, health, threads=threads, clock=timing.clock, seconds=timing.seconds
        )
        self._web = Web(
            health.report,
            scrape.text,
            signing_secret=self._settings.http_secret,
            turned_away=self._metrics.turned_away,
        )
        self._parts.push_async_callback(self._web.stop)
        self.port = await self._web.start(self._settings.host, self._settings.port)
        return health

    def _process(self) -> Process:
        """What this process shares with every workspace's runtime."""
        now, name = self._timing.clock(), f"{platform.node()}:{self.port}"
        return Process(
            timing=self._timing,
            threads=self._threads,
            clock_guard=self._clock_guard,
            metrics=self._metrics,
            me=Replica(replica=name, started_at=now, last_at=now, version=version()),
        )

    def _context(self, database: Database, who: Identity) -> WorkspaceContext:
        return WorkspaceContext(
            database=database,
            workspace=who.team,
            bot_user=who.bot_user,
            url=who.url,
            zone=self._settings.zone,
            admins=self._settings.admins,
            commands=self._settings.commands,
            saved=self._metrics.saved,
        )

    async def _run_clockwork(self) -> None:
        """Start the workspace's runtime and the watchdog."""
        pause = self._settings.heartbeat
        loop = await self.workspace.start(pause, recovered_at=self._recovered_at)
        if self._end:
            watchdog = Watchdog(
                self.workspace.heartbeat,
                pause=pause,
                threads=(self._threads, self._answering),
                deliverer=loop,
                end=self._end,
            )
            self.watchdog = self._parts.enter_context(watchdog)

    async def _listen_to_slack(self, health: Health) -> None:
        """Start taking Slack's requests, by Socket Mode or HTTP."""
        app = self._app()
        if not self._settings.by_socket:
            self._web.serve(app)
            self._parts.push_async_callback(self._web.stop)  # before what its requests need
            health.listening(_always)
            return
        token = self._settings.slack_app_token.get_secret_value()
        await identity.check_app_token(self.workspace.client, token)
        socket = Socket(app, token, self._metrics.reconnected, ping=self._timing.ping)
        self._parts.push_async_callback(socket.close)
        health.listening(socket.is_connected)
        await socket.connect()

    def _app(self) -> bolt.App:
        """Build the Bolt app with our handlers for this workspace."""
        workspace = self.workspace
        app = bolt.make(
            workspace.client,
            identity=workspace.identity,
            signing_secret=self._settings.http_secret,
            metrics=self._metrics,
        )
        handlers.register(
            app,
            replace(workspace.context, patience=REQUEST_PATIENCE),
            clock=self._timing.clock,
            run=self._answering.run,
            wake=workspace.delivery.wake,
            refresh=workspace.directory,
        )
        return app

    def _close_threads(self) -> None:
        self._answering.close()
        self._threads.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


async def _always() -> bool:
    """Return True: over HTTP Slack calls us, so we have no connection to lose."""
    return True
