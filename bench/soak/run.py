"""One run of a soak: a playground and a workspace context in this process, bots in processes of
their own.
"""

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from pathlib import Path
from random import Random

from sqlalchemy.exc import DBAPIError

from bench.fixtures import bots
from bench.fixtures.sandbox import MANIFEST
from bench.soak import told as soak_told
from bench.soak import work as soak_work
from bench.soak.crew import Crew
from bench.soak.fast_clock import FastClock
from bench.soak.told import Outcome
from bench.soak.troubles import ADMITTED, POST, Troubles, break_slack
from bench.soak.work import PER_ITEM, STARTS_AT, WEEK_AFTER, Work
from bot.process.clock import stopwatch
from playground.slack import Playground
from storage.engine.database import Busy, Database, Interrupted
from storage.outbox.model import REPAIR_AFTER
from tests.support.storage.postgres import running
from workflows.transaction.unit_of_work import WorkspaceContext

SPEED = 10.0
"""Lease 9 s, quiet time 6 s, and a post starts within half a second of its claim."""
HEARTBEAT = timedelta(seconds=3)
LOGGED_BY = 0.85
"""Part of the kills by which everything is logged; then the ladders are climbed."""
AHEAD = 10
"""By how many items the kills may be ahead."""
UNTIL_NO_DOUBT = timedelta(minutes=5) + REPAIR_AFTER
LOOK_EVERY = 0.5
AWAY = (DBAPIError, Interrupted, Busy, AssertionError)
"""What a database that is away raises, or one whose people and channels are not known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stress:
    """How much is sent, and what the bots have to cope with; with no kills, nothing goes wrong."""

    deliveries: int
    kills: int = 0
    replicas: int = 1
    careless: bool = False

    @property
    def items(self) -> int:
        """How many items cause so many messages."""
        return ceil(self.deliveries / PER_ITEM)


@dataclass(kw_only=True)
class Result:
    """The figures of a run."""

    outcome: Outcome
    troubles: Counter[str]
    posts: int
    faults: int
    repaired: int
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Nothing lost or doubled, no findings of the auditor, never two bots on one file."""
        told = self.outcome
        return not (told.lost or told.doubled or told.findings or self.troubles[ADMITTED])


async def run(kind: str, folder: Path, *, stress: Stress, random: Random) -> Result:
    """Soak one kind of database."""
    logging.getLogger("aiohttp.server").disabled = True  # it tells of each connection that we reset
    clock = FastClock(starts_at=STARTS_AT, origin=stopwatch(), speed=SPEED)
    slack = Playground(MANIFEST, clock=clock, seconds=clock.seconds, post_gap=0.0)
    soak_work.add_people(slack)
    async with slack:
        with running(durable=True) if kind == "postgresql" else nullcontext() as server:
            path = str(folder / "soak.db")
            url = server.url() if server else f"sqlite:///{path}"
            wanted = bots.settings(slack, url, heartbeat=HEARTBEAT)
            crew = Crew(wanted, clock, careless=stress.careless, random=random)
            troubles = Troubles(crew, server=server, path=path, random=random)
            soak = Soak(slack, clock, url=url, crew=crew, troubles=troubles, stress=stress)
            try:
                return await soak.run()
            finally:
                crew.kill_all()


class Soak:
    """The work and the troubles, until everything is told and enough bots were killed."""

    def __init__(
        self,
        slack: Playground,
        clock: FastClock,
        *,
        url: str,
        crew: Crew,
        troubles: Troubles,
        stress: Stress,
    ) -> None:
        self._slack, self._clock, self._crew = slack, clock, crew
        self._troubles, self._stress = troubles, stress
        self._logged = self._posts = 0
        self._started = stopwatch()
        self._database = Database(url)
        context = WorkspaceContext(
            database=self._database, workspace=slack.workspace.team_id, bot_user=""
        )
        self._work = Work(slack=slack, context=context)

    async def run(self) -> Result:
        """A day with its ladders, a power cut until Monday, and the last uncertain sends."""
        self._crew.hire(1)
        await self._until(self._prepared)
        self._crew.hire(self._stress.replicas)
        if self._stress.kills:
            break_slack(self._slack, self._clock.speed)
        await self._in_trouble(self._day)
        self._cut_power(WEEK_AFTER)
        await self._in_trouble(self._monday)
        faults = sum(fault.used for fault in self._slack.faults.script if fault.method == POST)
        self._slack.faults.clear()
        self._cut_power(self._clock() + UNTIL_NO_DOUBT)
        await self._until(self._settled)
        return self._result(faults)

    async def _in_trouble(self, work: Callable[[], Awaitable[None]]) -> None:
        if not self._stress.kills:
            await work()
            return
        async with self._troubles.going_on(self._may_kill):
            await work()

    async def _day(self) -> None:
        """Log item after item, in step with the kills and the bots, and let all of them climb."""
        for number in range(self._stress.items):
            await self._until(self._may_log)
            await self._until(partial(self._log, number))
        await self._until(self._all_told)

    async def _monday(self) -> None:
        """Send what fell due while no bot ran, and the weekly post."""
        await self._until(self._all_told)
        await self._until(self._has_killed_enough)

    def _cut_power(self, until: datetime) -> None:
        """Run no bot until then."""
        self._crew.kill_all()
        self._clock.jump_to(until)
        self._crew.hire(self._stress.replicas)

    @property
    def _kills(self) -> int:
        return self._troubles.counts["kills"]

    def _may_log(self) -> bool:
        """Whether kills keep up with the items, and bots with what is to be sent."""
        with self._database.read(self._work.context.workspace) as tx:
            return self._kills >= self._share(self._logged) and soak_work.is_in_step(tx)

    def _may_kill(self) -> bool:
        """Whether items keep up with the kills: otherwise a slow bot would do nothing but start."""
        logged = self._logged + AHEAD
        return logged > self._stress.items or self._kills < self._share(logged)

    def _share(self, items: int) -> float:
        """How many kills belong to so many items."""
        return self._stress.kills * LOGGED_BY * items / self._stress.items

    def _has_killed_enough(self) -> bool:
        return self._kills >= self._stress.kills

    def _prepared(self) -> bool:
        self._work.prepare()
        return True

    def _log(self, number: int) -> bool:
        self._work.log(number, self._clock())
        self._logged = number + 1
        return True

    def _all_told(self) -> bool:
        with self._database.read(self._work.context.workspace) as tx:
            return soak_work.is_all_told(tx, self._stress.items, self._clock())

    def _settled(self) -> bool:
        with self._database.read(self._work.context.workspace) as tx:
            told = soak_work.is_all_told(tx, self._stress.items, self._clock())
            return told and soak_work.is_beyond_doubt(tx)

    async def _until(self, done: Callable[[], bool]) -> None:
        """Poll until it is true; if the database is away, poll again."""
        while True:
            with suppress(*AWAY):
                if await asyncio.to_thread(done):
                    return
            self._show()
            await asyncio.sleep(LOOK_EVERY)

    def _show(self) -> None:
        said, counts = len(self._slack.workspace.messages), self._troubles.counts
        line = (
            f"\r{stopwatch() - self._started:5.0f} s  {self._clock():%a %H:%M}  "
            f"{self._logged} items, {said} messages, {counted(counts)} "
        )
        print(line, end="", file=sys.stderr, flush=True)
        self._count_posts()

    def _count_posts(self) -> None:
        """Count what was posted, then drop it: a long run would fill the memory."""
        self._posts += len(self._slack.recorder.calls(POST))
        self._slack.recorder.lines.clear()

    def _result(self, faults: int) -> Result:
        print(file=sys.stderr)
        self._crew.kill_all()
        self._count_posts()
        found = soak_told.outcome(self._database, self._slack.workspace, self._clock())
        self._database.close()
        return Result(
            outcome=found,
            troubles=self._troubles.counts,
            posts=self._posts,
            faults=faults,
            repaired=sum(message.deleted for message in self._slack.workspace.messages),
            seconds=stopwatch() - self._started,
        )


def counted(counts: Counter[str]) -> str:
    """Each of them with its number: `12 kills, 3 freezes`."""
    return ", ".join(f"{times:,} {what}" for what, times in counts.items())
