"""One run of a soak: a playground and a desk in this process, bots in processes of their own."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError

import bot
from bench import soak_replica, soak_work
from bench.fast_clock import FastClock
from bench.soak_work import PER_ITEM, Outcome, Work
from bot.clock import stopwatch
from bot.settings import Settings
from messages.commands import Commands
from playground.slack import Playground
from storage.database import Database, Interrupted
from tests.postgres import Server, from_system, from_wheel
from workflows.desk import Desk

MANIFEST = Path(bot.__file__).with_name("app_manifest.yml")
STARTS_AT = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
SPEED = 10.0
"""Lease 9 s, quiet time 6 s, and a call may take 1 s."""
POST = "chat.postMessage"
KILL_EVERY, FREEZE_EVERY, RESTART_EVERY = 0.4, 2.0, 12.0
"""Mean real seconds."""
LONGEST_FREEZE = 14.0
"""Real seconds: longer than a lease."""
HISTORY = "conversations.history"

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([soak_replica.__name__])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stress:
    """How much is told, and what the bots bear meanwhile; without kills all is well."""

    deliveries: int
    kills: int = 0
    replicas: int = 1
    careless: bool = False

    @property
    def items(self) -> int:
        """How many items bring so many messages."""
        return -(-self.deliveries // PER_ITEM)


@dataclass(kw_only=True)
class Result:
    """The figures of a run."""

    outcome: Outcome
    kills: int
    freezes: int
    restarts: int
    calls: int
    faults: int
    repaired: int
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Nothing lost, nothing doubled."""
        return not (self.outcome.lost or self.outcome.doubled)


async def run(kind: str, folder: Path, *, stress: Stress, random: Random) -> Result:
    """Soak one kind of database."""
    clock = FastClock(starts_at=STARTS_AT, origin=stopwatch(), speed=SPEED)
    slack = Playground(MANIFEST, clock=clock, seconds=clock.seconds, post_gap=0.0)
    soak_work.move_in(slack)
    async with slack:
        server = _server() if kind == "postgresql" else None
        url = server.url() if server else f"sqlite:///{folder / 'soak.db'}"
        try:
            soak = Soak(slack, clock, url=url, server=server, stress=stress, random=random)
            return await soak.run()
        finally:
            if server:
                server.remove()


class Soak:
    """Replicas, their troubles and the work, until all is told and everybody was killed enough."""

    def __init__(
        self,
        slack: Playground,
        clock: FastClock,
        *,
        url: str,
        server: Server | None,
        stress: Stress,
        random: Random,
    ) -> None:
        self._slack, self._clock, self._url, self._server = slack, clock, url, server
        self._stress, self._random = stress, random
        self._bots: list[multiprocessing.process.BaseProcess] = []
        self._logged = self._kills = self._freezes = self._restarts = self._struck = 0
        self._started = stopwatch()
        self._database = Database(url)
        desk = Desk(database=self._database, workspace=slack.workspace.team_id, bot_user="")
        self._work = Work(slack=slack, desk=desk)

    async def run(self) -> Result:
        """All of it."""
        self._bots = [self._hired()]
        await self._until(self._prepared)
        self._bots += [self._hired() for _ in range(self._stress.replicas - 1)]
        if self._stress.kills:
            break_slack(self._slack)
        async with self._troubles():
            await self._log_everything()
            await self._until(lambda: self._kills >= self._stress.kills)
        self._struck = sum(f.used for f in self._slack.faults.script if f.method == POST)
        self._slack.faults.clear()
        await self._until(self._all_told)
        return self._result()

    def _prepared(self) -> bool:
        self._work.prepare()
        return True

    def _all_told(self) -> bool:
        self._revive()
        with self._database.read() as tx:
            return soak_work.is_done(tx, self._stress.items)

    async def _log_everything(self) -> None:
        """Spread the items over the time that the kills take."""
        pause = KILL_EVERY * self._stress.kills / self._stress.items
        for number in range(self._stress.items):
            await self._until(partial(self._log, number))
            await asyncio.sleep(pause)

    def _log(self, number: int) -> bool:
        self._work.log(number, self._clock())
        self._logged = number + 1
        return True

    async def _until(self, done: Callable[[], bool]) -> None:
        """Ask until it is so; a database that is away is asked again."""
        while True:
            self._show()
            with suppress(DBAPIError, Interrupted, AssertionError):
                if await asyncio.to_thread(done):
                    return
            await asyncio.sleep(0.5)

    @asynccontextmanager
    async def _troubles(self) -> AsyncIterator[None]:
        troubles = [(KILL_EVERY, self._kill), (FREEZE_EVERY, self._freeze)]
        running = [asyncio.create_task(self._every(mean, what)) for mean, what in troubles]
        if self._server:
            running.append(asyncio.create_task(self._restart_server()))
        try:
            yield
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            for process in self._bots:
                self._signal(process, signal.SIGCONT)

    async def _every(self, mean: float, trouble: Callable[[], None]) -> None:
        while self._kills < self._stress.kills:
            await asyncio.sleep(self._random.expovariate(1 / mean))
            trouble()

    def _kill(self) -> None:
        self._signal(self._random.choice(self._bots), signal.SIGKILL)
        self._kills += 1
        self._revive()

    def _freeze(self) -> None:
        process = self._random.choice(self._bots)
        self._signal(process, signal.SIGSTOP)
        self._freezes += 1
        thaw = self._random.uniform(0.1, LONGEST_FREEZE)
        asyncio.get_running_loop().call_later(thaw, self._signal, process, signal.SIGCONT)

    def _revive(self) -> None:
        for place, process in enumerate(self._bots):
            if not process.is_alive():
                self._bots[place] = self._hired()

    def _signal(self, process: multiprocessing.process.BaseProcess, what: signal.Signals) -> None:
        if process.is_alive() and process.pid:
            os.kill(process.pid, what)

    async def _restart_server(self) -> None:
        assert self._server
        while self._kills < self._stress.kills:
            await asyncio.sleep(self._random.expovariate(1 / RESTART_EVERY))
            await asyncio.to_thread(_restart, self._server)
            self._restarts += 1

    def _hired(self) -> multiprocessing.process.BaseProcess:
        process = processes.Process(
            target=soak_replica.live,
            args=(self._settings(), self._clock),
            kwargs={"careless": self._stress.careless},
            daemon=True,
        )
        process.start()
        return process

    def _settings(self) -> Settings:
        return Settings(
            slack_bot_token=SecretStr(self._slack.bot_token),
            slack_app_token=SecretStr(self._slack.app_token),
            slack_signing_secret=SecretStr(self._slack.signing_secret),
            slack_api_url=self._slack.api_url,
            database_url=self._url,
            host="127.0.0.1",
            port=0,
            heartbeat=timedelta(seconds=0.5),
            zone="UTC",
            admins=frozenset(),
            commands=Commands(),
            log_level="ERROR",
            log_format="text",
        )

    def _show(self) -> None:
        said = len(self._slack.workspace.messages)
        line = (
            f"\r{stopwatch() - self._started:5.0f} s  {self._logged} items, {said} messages, "
            f"{self._kills} kills, {self._freezes} freezes, {self._restarts} restarts "
        )
        print(line, end="", file=sys.stderr, flush=True)

    def _result(self) -> Result:
        for process in self._bots:
            process.kill()
            process.join()
        print(file=sys.stderr)
        found = soak_work.outcome(self._database, self._slack)
        self._database.close()
        workspace = self._slack.workspace
        return Result(
            outcome=found,
            kills=self._kills,
            freezes=self._freezes,
            restarts=self._restarts,
            calls=len(self._slack.recorder.calls(POST)),
            faults=self._struck,
            repaired=sum(m.deleted for m in workspace.messages),
            seconds=stopwatch() - self._started,
        )


def break_slack(slack: Playground) -> None:
    """Let a quarter of all posts fail, half of those after Slack has taken them."""
    add = slack.faults.add
    always = {"times": None}
    add("ratelimited", POST, chance=0.04, retry_after=2, **always)
    add("status", POST, chance=0.03, status=503, **always)
    add("reset", POST, chance=0.03, **always)
    add("reset", POST, chance=0.04, accepted=True, **always)
    add("status", POST, chance=0.03, accepted=True, **always)
    add("error", POST, chance=0.03, accepted=True, **always)
    add("hang", POST, chance=0.02, accepted=True, seconds=20 / SPEED, **always)
    for late in (5, 20, 50):
        add("late", POST, chance=0.02, seconds=late / SPEED, **always)
    add("status", HISTORY, chance=0.1, status=503, **always)


def _server() -> Server:
    programs = from_wheel() or from_system()
    assert programs, "there is no PostgreSQL to soak on"
    server = Server(programs, durable=True)
    server.start()
    return server


def _restart(server: Server) -> None:
    server.kill()
    server.stop()
    server.start()
