"""The heartbeat: plans what is due, queues summaries, runs the auditor, wakes the delivery.

APScheduler only ticks; what is due lives in the database, so a late, doubled or missed tick changes
nothing but when we notice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.delivery.loop import Delivery
from bot.metrics import Metrics
from bot.process.clock import Clock, stopwatch, utc_now
from bot.process.worker_pool import WorkerPool
from bot.slack.directory_sync import Directory
from bot.workspaces.auditor import Auditor
from workflows.clock import fire, idle, reindex
from workflows.gaps import nightly
from workflows.handover import lapse
from workflows.indicators import due_values
from workflows.people import absence
from workflows.transaction.unit_of_work import WorkspaceContext
from workflows.workspaces import install

BATCH = 100
"""Items planned in one transaction: a command never waits for more than these."""
SUMMARIES = 20
"""Channels summed up in one transaction, for the same reason."""

LEAST_PAUSE = timedelta(milliseconds=250)
"""Between two passes, however close to each other things fall due."""

log = logging.getLogger("backstop.heartbeat")


class StepsFailed(Exception):
    """The faults of a pass by step; all other steps were taken."""

    def __init__(self, faults: Mapping[str, Exception]) -> None:
        super().__init__(", ".join(f"{name}: {type(it).__name__}" for name, it in faults.items()))
        self.faults = faults


class Heartbeat:
    """Runs one pass after another, never two at a time; a failed step does not stop the others.

    `fault` says what went wrong in the last pass, "" if it went well; `begun` counts passes.
    `confirmed` returns the instant of a pass, or None while the clock cannot be trusted: then
    nothing is fired. `outgrown` resolves, with what to do about it, once a newer Backstop has
    upgraded the database or one with a key has keyed its history.
    """

    def __init__(
        self,
        context: WorkspaceContext,
        *,
        clock: Clock,
        threads: WorkerPool,
        directory: Directory,
        delivery: Delivery,
        auditor: Auditor | None = None,
        confirmed: Callable[[], Awaitable[datetime | None]] | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._context, self._clock, self._threads = context, clock, threads
        self._directory, self._delivery = directory, delivery
        self._auditor, self._confirmed = auditor, confirmed
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._metrics, self._pause = metrics or Metrics(), timedelta.max
        self._turn = asyncio.Lock()
        self._last_pass: float | None = None
        self._all_folded = False
        self.fault = ""
        self.begun = 0
        self.outgrown: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def start(self, pause: timedelta) -> None:
        """Tick from now on; a late tick still counts, and several missed ones count once."""
        self._pause = pause
        self._job = self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=pause.total_seconds(),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()

    def tick_anew(self) -> None:
        """Tick now and reschedule: the scheduler waits for an instant, not for a span.

        If the system's clock were set back an hour, it would otherwise be silent for that hour.
        """
        with suppress(JobLookupError):
            self._job.modify(next_run_time=utc_now())

    def stop(self) -> None:
        """Stop ticking."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    @property
    def age(self) -> timedelta | None:
        """How long ago the last pass ended well; None before the first."""
        return None if self._last_pass is None else timedelta(seconds=stopwatch() - self._last_pass)

    @property
    def is_under_way(self) -> bool:
        """True while a pass is in progress."""
        return self._turn.locked()

    async def tick(self) -> None:
        """Run one pass and survive every fault: the next one tries again."""
        try:
            await self.beat()
        except install.NOT_OURS as refused:
            self._give_way(refused)
        except StepsFailed as failed:
            for name, fault in failed.faults.items():
                if name not in self.fault:
                    log.error("action=failed step=%s", name, exc_info=fault)
            self.fault = str(failed)
        except Exception as fault:
            if not self.fault:
                log.exception("action=failed")
            self.fault = type(fault).__name__

    def _give_way(self, refused: Exception) -> None:
        """Stop planning: the database belongs to a newer bot, or to one with the key."""
        self.fault = type(refused).__name__
        self.stop()
        if not self.outgrown.done():
            log.error("action=outgrown error=%s", self.fault)
            self.outgrown.set_result(str(refused))

    async def beat(self) -> None:
        """Run one pass at the clock's present instant; raises StepsFailed at its end."""
        self.begun += 1
        async with self._turn, self._metrics.beating(self._pause):
            await self._threads.run(install.require_ours, self._context)
            self._directory.freshen()
            now = await self._confirmed() if self._confirmed else self._clock()
            try:
                if now is not None:
                    await self._take_steps(now)
            finally:
                self._delivery.wake()  # send what was saved before a fault
        if self.fault:
            log.info("action=recovered")
        self.fault = ""
        self._last_pass = stopwatch()

    async def _take_steps(self, now: datetime) -> None:
        """Take one step after another; raises StepsFailed at the end if any failed."""
        faults: dict[str, Exception] = {}

        async def step(name: str, work: Awaitable[Any]) -> Any:
            try:
                return await work
            except install.NOT_OURS:
                raise
            except Exception as fault:  # noqa: BLE001 - the other steps must still run; StepsFailed raises all faults at the end
                faults[name] = fault

        is_quiet = await self._is_idle(now) or await self._do_what_is_due(step, now)
        if self._auditor:
            await step("audit", self._auditor.pass_by(now))
        if is_quiet:  # nobody waits for the disk
            if not self._all_folded:
                await step("words", self._fold(now))
            await step("checkpoint", self._threads.run(self._context.database.checkpoint))
        await step("next", self._come_in_time(now))
        if faults:
            raise StepsFailed(faults)

    async def _is_idle(self, now: datetime) -> bool:
        """Whether nothing is due; False if the look fails, so that the step at fault is named."""
        try:
            return await self._threads.run(idle.is_idle, self._context, now)
        except Exception:  # noqa: BLE001 - the steps look again, each on its own, and report it
            return False

    async def _do_what_is_due(
        self, step: Callable[[str, Awaitable[int]], Awaitable[int | None]], now: datetime
    ) -> bool:
        """Take the steps that plan and tell; returns whether nothing has fired after all."""
        await step("absences", self._turn_absences(now))
        await step("offers", self._end_offers(now))
        await step("indicators", self._ask_for_values(now))
        fired = await step("fire", self._fire(now))
        summed_up = await step("summaries", self._sum_up(now))
        await step("gaps", self._sweep(now))
        return fired == summed_up == 0

    async def _come_in_time(self, now: datetime) -> None:
        """Move the next tick forward if something falls due before it."""
        if not self._scheduler.running:
            return
        at = await self._threads.run(fire.later_at, self._context, now)
        if at is None:
            return
        tick_at = utc_now() + max(at - self._clock(), LEAST_PAUSE)
        with suppress(JobLookupError):
            if tick_at < self._job.next_run_time:
                self._job.modify(next_run_time=tick_at)

    async def _fire(self, now: datetime) -> int:
        """Fire everything that is due."""
        return await self._in_batches("fired", fire.fire_due, now, limit=BATCH)

    async def _sum_up(self, now: datetime) -> int:
        """Build and queue every summary whose slot has opened."""
        return await self._in_batches("summaries", fire.queue_summaries, now, limit=SUMMARIES)

    async def _turn_absences(self, now: datetime) -> int:
        """Begin and end absences whose time has come."""
        return await self._in_batches("absences", absence.turn, now, limit=BATCH)

    async def _end_offers(self, now: datetime) -> int:
        """End offers that nobody answered in time."""
        return await self._in_batches("offers", lapse.end_due, now, limit=BATCH)

    async def _ask_for_values(self, now: datetime) -> int:
        """Ask for the values of indicators that are due."""
        return await self._in_batches("indicators", due_values.ask_due, now, limit=BATCH)

    async def _sweep(self, now: datetime) -> int:
        """Each night, look for ownership gaps that no event has told us of."""
        return await self._in_batches("gaps", nightly.go_on, now, limit=BATCH)

    async def _fold(self, now: datetime) -> None:
        """Fold the words that an older version saved; once per process."""
        await self._in_batches("folded", reindex.go_on, now, limit=reindex.AT_ONCE)
        self._all_folded = True

    async def _in_batches(
        self, what: str, work: Callable[..., int], now: datetime, *, limit: int
    ) -> int:
        """Work until nothing is left, letting others write in between; returns how many."""
        total = done = await self._threads.run(work, self._context, now, limit=limit)
        while done == limit:
            done = await self._threads.run(work, self._context, now, limit=limit)
            total += done
        if total:
            log.info("action=beat %s=%d", what, total)
        return total
