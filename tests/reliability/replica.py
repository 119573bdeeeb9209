"""One simulated bot: the real delivery and workflows, in a process that may die."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import formatdate
from functools import cache
from random import Random
from typing import ParamSpec, TypeVar, cast

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import duplicates
from bot.delivery.circuit_breaker import CircuitBreaker
from bot.delivery.loop import Delivery
from bot.delivery.throttle import Throttle
from bot.metrics import Metrics
from bot.process.worker_pool import WorkerPool
from bot.slack.clock_guard import ClockGuard
from bot.slack.message_search import Histories
from tests.reliability.slack_model import BOT, ModelClient, SlackModel
from workflows.clock import fire
from workflows.transaction.unit_of_work import WorkspaceContext

P = ParamSpec("P")
T = TypeVar("T")

BEAT = 10.0
"""The usual pause between two passes; a longer one when nothing is due soon."""
LONGEST_BEAT = 1800.0
LONGEST_SEARCHING_BEAT = 300.0
"""Where Slack holds searches up: a repair that has to wait is looked at in passes only."""


class Died(BaseException):
    """Unwinds everything that a dead process was doing; nothing catches it."""


class Life:
    """A process that may turn out to be dead, or frozen for a while, wherever it waits."""

    def __init__(self, random: Random) -> None:
        self._loop, self._random = asyncio.get_running_loop(), random
        self._thaws_at = 0.0
        self.is_dead = False
        self.freezes_at_the_wire = 0.0
        """How likely the worst freeze is: between the last look at the clock and the packet."""
        self.freezes_in_hand = 0.0
        """How likely one is that a look at the clock finds out."""

    def freeze(self, seconds: float) -> None:
        """Stop for a while, from now on."""
        self._thaws_at = self._loop.time() + seconds

    async def pause(self, seconds: float) -> None:
        """Wait, and for as long as it is frozen; 0 waits only while frozen. Raises Died."""
        if seconds:
            await asyncio.sleep(seconds)
        if (frozen := self._thaws_at - self._loop.time()) > 0:
            await self.pause(frozen)
        if self.is_dead:
            raise Died

    async def before_packet(self) -> None:
        """The one moment when the bot cannot notice a freeze: between its check and the send."""
        await self._stumble(self.freezes_at_the_wire)

    async def in_hand(self) -> None:
        """A moment when it has claimed what it has not sent, or sent what it has not saved."""
        await self._stumble(self.freezes_in_hand)

    async def _stumble(self, chance: float) -> None:
        if self._random.random() < chance:
            self.freeze(self._random.uniform(60, 300))
            await self.pause(0)


class Dice(WorkerPool):
    """Runs each transaction at once, but at an unpredictable moment.

    Whatever happens meanwhile happens before it or after it: a death, a freeze, the other bots.
    """

    def __init__(self, life: Life, random: Random) -> None:
        self._life, self._random = life, random

    async def run(self, workflow: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        is_before, wait = self._random.random() < 0.5, self._random.expovariate(25)
        await self._life.pause(wait if is_before else 0)
        found = workflow(*args, **kwargs)
        await self._life.pause(0 if is_before else wait)
        await self._life.in_hand()
        return found

    def close(self) -> None:
        """Nothing runs in the background."""


class Messages(Delivery):
    """A delivery of messages only: chores are done elsewhere, and Home tabs are left alone."""

    def wake(self) -> None:
        self._chores_wanted = False
        self._woken.set()


@cache
def _metrics() -> Metrics:
    """Shared by all, since nobody reads them: creating one takes longer than most other steps."""
    return Metrics()


class Replica:
    """A delivery and a heartbeat over one database; `kill` ends it as `kill -9` does."""

    DELIVERY: type[Delivery] = Messages
    HISTORIES: type[Histories] = Histories
    BLIND = False
    MEASURES_CLAIMS = True

    def __init__(
        self,
        context: WorkspaceContext,
        slack: SlackModel,
        random: Random,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        loop = asyncio.get_running_loop()
        self.life = Life(random)
        self.chores_done = 1.0
        """In how many passes it gets as far as the summaries and repairs."""
        self._context, self._clock, self._random = context, clock, random
        self._longest_beat = LONGEST_SEARCHING_BEAT if slack.history_gap else LONGEST_BEAT
        self._threads = Dice(self.life, random)
        self._clock_guard = ClockGuard(clock, loop.time)
        client = ModelClient(
            slack,
            self.life.pause,
            self.life.before_packet,
            told=lambda: self._clock_guard.told(
                formatdate(slack.now(), usegmt=True), asked_at=clock()
            ),
            blind=self.BLIND,
        )
        self._client = cast(AsyncWebClient, client)
        self._histories = self.HISTORIES(self._client, BOT, seconds=loop.time)
        self.delivery = self.DELIVERY(
            context,
            self._client,
            clock=clock,
            threads=self._threads,
            throttle=Throttle(timedelta(0), seconds=loop.time),
            histories=self._histories,
            believed=self._clock_guard.believed,
            seconds=loop.time if self.MEASURES_CLAIMS else lambda: 0.0,
            metrics=_metrics(),
        )
        self.delivery.breaker = CircuitBreaker(loop.time, random)
        self._tasks = [loop.create_task(self._lives())]

    def kill(self) -> None:
        """Stop doing anything, wherever it is."""
        self.life.is_dead = True

    async def _lives(self) -> None:
        """Start like a bot: ask Slack who it is, and so learn the time."""
        await self._client.api_test()
        self._tasks.append(asyncio.get_running_loop().create_task(self.delivery.run()))
        await self._beats()

    async def _beats(self) -> None:
        while True:
            if await self._clock_guard.confirmed(self._client) is None:
                await self.life.pause(BEAT)
                continue
            await self._threads.run(fire.fire_due, self._context, self._clock())
            if self._random.random() < self.chores_done:
                await self._threads.run(fire.queue_summaries, self._context, self._clock())
                await duplicates.settle_due(
                    self._client,
                    self._context,
                    histories=self._histories,
                    clock=self._clock,
                    threads=self._threads,
                )
            self.delivery.wake()
            await self.life.pause(BEAT)
            at = fire.next_at(self._context, self._clock())
            ahead = (at - self._clock()).total_seconds() if at else LONGEST_BEAT
            await self.life.pause(
                min(max(0.0, ahead), self._longest_beat) + self._random.uniform(0, 3)
            )
