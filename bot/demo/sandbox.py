"""The sandbox: the real bot in a playground with a page, and a clock that can be moved."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import yaml
from pydantic import SecretStr

from bot import app_manifest
from bot.app import Backstop
from bot.demo.clock import MovableClock
from bot.process.jitter import jitter
from bot.settings import Settings
from bot.timing import Timing
from messages.command_names import Commands
from playground.page.routes import mount
from playground.page.tour import Tour
from playground.slack import Playground
from playground.state.workspace import Json

HTTP = "https://bot.example.com"
"""The public address of a bot that is reached by HTTP; the playground finds it on loopback."""
ACK_SECONDS = 60.0
"""How long Slack waits for the bot, really three seconds: a slow machine may tell the story too."""
POST_GAP = timedelta(seconds=0.03)
"""Between two posts to one channel: Slack wants a second, but a story is not watched that long."""

PING = timedelta(minutes=1)
"""So rarely, a slow machine that stops for seconds takes no connection for a dead one."""


@dataclass
class Sandbox:
    """A pretend workspace and the bot in it; use it as an async context manager.

    The bot is reached by Socket Mode, or `by_http`. `folder` keeps the bot's database, so a sandbox
    opened there again continues where it was. `record` is a file for everything that goes over the
    wire. `skew` is how far the bot's clock is ahead of everyone else's. `team_id` tells workspaces
    of several sandboxes apart. `tour` is what the page offers to try; it may be closed at first.
    """

    folder: Path
    clock: MovableClock
    by_http: bool = False
    record: Path | None = None
    port: int = 0
    admins: frozenset[str] = frozenset()
    skew: timedelta = timedelta(0)
    team_id: str = "T0PLAY"
    tour: Tour = field(default_factory=Tour)
    slack: Playground = field(init=False)
    bot: Backstop = field(init=False)

    def __post_init__(self) -> None:
        url = app_manifest.request_url(HTTP) if self.by_http else ""
        self.slack = Playground(
            _manifest(url),
            clock=self.clock,
            ack_seconds=ACK_SECONDS,
            record=self.record,
            post_gap=POST_GAP.total_seconds() * 0.9,
            team_id=self.team_id,
        )
        self.slack.engine.throttle.tiers = True
        mount(self.slack, self, self.tour)
        self._parts = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self.slack.start(self.port)
        self._parts.push_async_callback(self.slack.stop)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.tour.closed = self.tour.closed or "The playground has stopped."
        await self._parts.aclose()

    @property
    def page_url(self) -> str:
        """The page's address, for a browser."""
        return self.slack.api_url.removesuffix("api/")

    def open_page(self) -> None:
        """Let people in."""
        self.tour.closed = ""
        self.slack.workspace.changed()

    async def start_bot(self, *, recovered_at: datetime | None = None) -> None:
        """Start the bot and let it read the workspace; its database may have been restored."""
        self.bot = self.a_bot(recovered_at=recovered_at)
        await self.bot.start()
        self._parts.push_async_callback(self.stop_bot)
        if self.by_http:
            await self.slack.found_at(*self.servers())
        await self.settle()

    def a_bot(self, *, recovered_at: datetime | None = None) -> Backstop:
        """A bot for this sandbox, not yet started."""
        timing = Timing(
            clock=self.bots_clock,
            seconds=self.seconds,
            post_gap=POST_GAP,
            ping=PING,
            random=jitter(seed=0),
        )
        return Backstop(
            self.settings(),
            timing=timing,
            recovered_at=recovered_at,
        )

    def servers(self) -> list[str]:
        """Where a bot that is reached by HTTP listens."""
        return [f"http://127.0.0.1:{self.bot.port}"]

    async def stop_bot(self) -> None:
        """Stop the bot; anything unsent is sent after its next start."""
        await self.bot.stop()

    async def settle(self) -> None:
        """Wait until everyone has been told everything due at this instant."""
        await self.slack.settled()
        await self.bot.workspace.settle()

    def now(self) -> datetime:
        """The virtual instant."""
        return self.clock()

    def bots_clock(self) -> datetime:
        """What the bot's clock shows."""
        return self.clock() + self.skew

    def seconds(self) -> float:
        """The bot's stopwatch, which follows the clock."""
        return self.clock().timestamp()

    async def next_event(self) -> datetime | None:
        """When something will next happen by itself."""
        return await self.bot.workspace.next_event()

    async def stops_until(self, instant: datetime) -> AsyncIterator[datetime]:
        """Move the clock to an instant, stopping for everything that falls due on the way."""
        await self.settle()
        while (at := await self.next_event()) is not None and at <= instant:
            self.clock.set(at)
            await self.settle()
            yield at
        if self.now() != instant:
            self.clock.set(instant)
            await self.settle()
        yield instant

    async def advance_to(self, instant: datetime) -> None:
        """Do the same without a look at what happens on the way."""
        async for _ in self.stops_until(instant):
            pass

    async def advance(self, **span: float) -> None:
        """Move the clock on by a span, such as `hours=3`."""
        await self.advance_to(self.now() + timedelta(**span))

    def settings(self) -> Settings:
        """Every setting by name, so that nothing in the real environment counts here."""
        return Settings(
            slack_bot_token=SecretStr(self.slack.bot_token),
            slack_app_token=SecretStr("" if self.by_http else self.slack.app_token),
            slack_signing_secret=SecretStr(self.slack.signing_secret),
            slack_api_url=self.slack.api_url,
            database_url=f"sqlite:///{self.folder / 'backstop.db'}",
            host="127.0.0.1",
            port=0,
            heartbeat=timedelta(seconds=5),
            zone="UTC",
            admins=self.admins,
            commands=Commands(),
            log_level="WARNING",
            log_format="text",
        )


@cache
def _manifest(url: str) -> Json:
    """The parts of the manifest that Slack reads; treat it as read-only."""
    written: Json = yaml.safe_load(app_manifest.text(Commands(), url=url))
    return written
