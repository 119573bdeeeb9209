"""The delivery loop: sends what waits in the outbox once, at each channel's pace.

One loop claims calls and has several in flight, never two for one channel. If the process dies with
a call claimed, a later claim looks for it in Slack first (docs/architecture.md#a-notice).
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from random import Random

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import duplicates
from bot.delivery import send as sender
from bot.delivery.circuit_breaker import CircuitBreaker
from bot.delivery.send import Unseen
from bot.delivery.throttle import Throttle
from bot.metrics import Metrics
from bot.process.clock import Clock, stopwatch
from bot.process.worker_pool import WorkerPool
from bot.slack import responses
from bot.slack.message_search import Histories
from messages.slack import api_calls
from workflows.outbox import dispatch, home_tabs
from workflows.outbox.dispatch import POST_BUDGET, OutgoingCall
from workflows.outbox.home_tabs import HomeView
from workflows.outbox.result import RATELIMITED, DeliveryResult, Later, Refused, Sent, Unknown
from workflows.transaction.unit_of_work import WorkspaceContext

IN_FLIGHT = 8
DRAIN = timedelta(seconds=6)
"""How long calls under way may still take when the process is asked to stop."""
LONGEST_BREATH = timedelta(milliseconds=100)
"""After a claim the database is left to others for as long as it took, up to this: with thousands
waiting, claims would keep commands waiting as well."""
HOMES, REPEATS = "homes", "repeats"
"""Stand for the channel of what goes to none: drawing Home tabs, and looking for repeats."""
STUMBLE = timedelta(seconds=1)
"""The pause after the database could not be read."""

log = logging.getLogger("backstop.delivery")


class Delivery:
    """The loop; `counts` has the number of calls by outcome since the start.

    `seconds` measures how old a claim is and how long the `breaker` pauses. Nothing is sent unless
    the clock can be `believed`.
    """

    def __init__(
        self,
        context: WorkspaceContext,
        client: AsyncWebClient,
        *,
        clock: Clock,
        threads: WorkerPool,
        throttle: Throttle,
        histories: Histories,
        seconds: Callable[[], float] = stopwatch,
        believed: Callable[[], datetime | None] | None = None,
        metrics: Metrics | None = None,
        random: Random | None = None,
    ) -> None:
        self._context, self._client = context, client
        self._clock, self._threads, self._throttle = clock, threads, throttle
        self._histories = histories
        self._seconds, self._believed = seconds, believed or clock
        self._metrics = metrics or Metrics()
        self.breaker = CircuitBreaker(seconds, random)
        self._woken, self._idle = asyncio.Event(), asyncio.Event()
        self._chores_wanted = True
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._stopping, self._within = False, DRAIN
        self.counts: Counter[str] = Counter()

    def wake(self) -> None:
        """Look now for anything to send or show; returns at once."""
        self._chores_wanted = True
        self._woken.set()

    async def drained(self) -> None:
        """Wait until nothing that may be sent now is left in the outbox or in flight."""
        self._idle.clear()
        self.wake()
        await self._idle.wait()

    async def run(self) -> None:
        """Deliver until `stop` is called; survives every fault of Slack and the database.

        Returns once every call in flight has an outcome, even `unknown`.
        """
        while not self._stopping:
            self._woken.clear()
            held = self._throttle.held()
            try:
                await self._claim(held)
                await self._do_chores()
            except Exception:
                log.exception("action=stumbled")
                await asyncio.sleep(STUMBLE.total_seconds())
                continue
            if not (self._under_way or held or self._woken.is_set()):
                self._idle.set()
            await self._pause(self._next_free(held))
        await self._finish()

    def stop(self, within: timedelta = DRAIN) -> None:
        """Let `run` claim nothing more and return; calls in flight may take this long."""
        self._stopping, self._within = True, within
        self._woken.set()

    async def _finish(self) -> None:
        """Wait for the calls in flight, and cancel those that take too long."""
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=self._within.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _pause(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    def _next_free(self, held: frozenset[str]) -> float | None:
        """Seconds until something that had to wait may be sent; None if we wait for a call to end.

        A hold that has ended since counts: what it kept back is looked at again.
        """
        if rest := self.breaker.closed_for:
            return rest.total_seconds()
        return (self._throttle.next_free() or 0.0) if held else None

    async def _claim(self, held: frozenset[str]) -> None:
        """Claim as many calls as there is room for and start them."""
        room = (1 if self.breaker.fault else IN_FLIGHT) - len(self._under_way)
        now = self._believed()
        if room <= 0 or self.breaker.closed_for or now is None:
            return
        busy = held | frozenset(self._under_way.values())
        claimed_at = self._seconds()
        calls = await self._threads.run(dispatch.take, self._context, now, busy=busy, limit=room)
        for call in calls:
            self._set_out(self._carry(call, claimed_at), call.channel)
        took = timedelta(seconds=self._seconds() - claimed_at)
        await asyncio.sleep(min(took, LONGEST_BREATH).total_seconds())

    async def _do_chores(self) -> None:
        """Start showing Home tabs and settling possible duplicates, if there are any.

        One of each at a time: more would take the places of messages. A possible duplicate has
        waited an hour and can wait for the next call; a Home tab follows as soon as the last one is
        shown.
        """
        if self.breaker.fault or self._stopping or not self._chores_wanted:
            return
        self._chores_wanted = False
        chores = await self._threads.run(dispatch.chores, self._context, self._clock())
        under_way = set(self._under_way.values())
        if chores.homes and HOMES in under_way:
            self._chores_wanted = True
        elif chores.homes:
            self._set_out(self._show_homes(), HOMES)
        if chores.duplicates and REPEATS not in under_way:
            self._set_out(self._repair(), REPEATS)

    def _set_out(self, work: Coroutine[None, None, None], channel: str) -> None:
        task = asyncio.create_task(work)
        self._under_way[task] = channel
        task.add_done_callback(self._home_again)

    def _home_again(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        self._woken.set()

    async def _carry(self, call: OutgoingCall, claimed_at: float) -> None:
        """Make one call and save its outcome."""
        outcome = await self._attempt(call, claimed_at)
        if not isinstance(outcome, Unseen):
            self.breaker.record(outcome)
        self._note_post(call, outcome)
        self._tell(call, outcome)
        try:
            await self._record(call, outcome)
        except Exception:  # its claim runs out, and the message is looked for then
            log.exception("action=unrecorded token=%s", call.token)

    async def _attempt(self, call: OutgoingCall, claimed_at: float) -> DeliveryResult | Unseen:
        def in_time() -> bool:
            fresh = self._seconds() - claimed_at <= POST_BUDGET.total_seconds()
            return fresh and not self._stopping

        try:
            if call.message.look_first and call.method == dispatch.POST:
                return await sender.look(self._histories, call, now=self._clock())
            bot_id = self._histories.bot_id
            return await sender.send(self._client, call, in_time=in_time, bot_id=bot_id)
        except asyncio.CancelledError:
            return Unknown("stopped")
        except Exception:
            log.exception("action=failed token=%s", call.token)
            return Unknown("fault")

    async def _record(self, call: OutgoingCall, outcome: DeliveryResult | Unseen) -> None:
        run, now = self._threads.run, self._clock()
        if isinstance(outcome, Unseen):
            await run(dispatch.not_found, self._context, call, now, certain=outcome.certain)
        else:
            await run(dispatch.finish, self._context, call, outcome, now=now)

    def _note_post(self, call: OutgoingCall, outcome: DeliveryResult | Unseen) -> None:
        if call.method == dispatch.POST and isinstance(outcome, Sent | Unknown):
            self._throttle.posted(call.channel)

    def _tell(self, call: OutgoingCall, outcome: DeliveryResult | Unseen) -> None:
        word, error = type(outcome).__name__.lower(), getattr(outcome, "error", "")
        self.counts[word] += 1
        self._metrics.tried(RATELIMITED if error == RATELIMITED else word)
        log.log(
            logging.WARNING if isinstance(outcome, Refused | Unknown) else logging.INFO,
            "action=%s method=%s channel=%s token=%s error=%s",
            *(word, call.method, call.channel, call.token, error),
        )

    async def _show_homes(self) -> None:
        """Publish the Home tabs that have changed, until one cannot be published now."""
        try:
            while not self._stopping:
                home = await self._threads.run(home_tabs.next_home, self._context, self._clock())
                if home is None or not await self._publish(home):
                    return
                await self._threads.run(home_tabs.shown, self._context, home, self._clock())
        except Exception:
            log.exception("action=home_failed")

    async def _repair(self) -> None:
        """Settle the possible duplicates that are an hour old."""
        try:
            await duplicates.settle_due(
                self._client,
                self._context,
                histories=self._histories,
                clock=self._clock,
                threads=self._threads,
            )
        except Exception:
            log.exception("action=unrepaired")

    async def _publish(self, home: HomeView) -> bool:
        """True if this Home tab is done with: shown, or refused for good."""
        try:
            await self._client.views_publish(**api_calls.window(home.view, user_id=home.user))
        except responses.FAULTS as fault:
            log.warning(
                "action=home_failed user=%s error=%s", home.user, responses.error_code(fault)
            )
            refused = responses.failed(fault)
            if isinstance(refused, Later) and refused.error == RATELIMITED:
                now, hold = self._clock(), home_tabs.too_fast
                await self._threads.run(hold, self._context, now, until=now + refused.retry_after)
            return isinstance(refused, Refused) and refused.error not in responses.CUT_OFF
        return True
