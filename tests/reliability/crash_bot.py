"""The unchanged bot in its own process, which kills itself at a named point.

Points are where a workflow's transaction begins, commits, or has committed before anyone knows:
`take begins`, `take commits`, `take done`. Transactions that only read commit too; `answer saves`
is where one commits that has changed something. The parent handles what happens on the wire.
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection as Pipe
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, event

from bot.app import Backstop
from bot.demo.clock import MovableClock
from bot.process.clock import Clock
from bot.process.worker_pool import WorkerPool
from bot.settings import Settings
from bot.timing import Timing

P = ParamSpec("P")
T = TypeVar("T")
ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CrashPoint:
    """Where to die: the first time `point` is reached at or after this instant; "" for never."""

    point: str = ""
    since: datetime = ALWAYS


class _Deadly(WorkerPool):
    """Threads that die at a point; every transaction of the bot goes through them."""

    def __init__(self, crash_point: CrashPoint, clock: Clock) -> None:
        super().__init__()
        self._crash_point, self._clock = crash_point, clock
        self._here = threading.local()
        self._changes: dict[int, int] = {}
        event.listen(Engine, "commit", self._commits)

    async def run(self, workflow: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def named() -> T:
            self._here.name = workflow.__name__
            self._reached("begins")
            try:
                found = workflow(*args, **kwargs)
                self._reached("done")
                return found
            finally:
                self._here.name = ""

        return await super().run(named)

    def _commits(self, connection: Connection) -> None:
        self._reached("commits")
        sqlite: Any = connection.connection.dbapi_connection
        before, self._changes[id(sqlite)] = self._changes.get(id(sqlite), 0), sqlite.total_changes
        if sqlite.total_changes != before:
            self._reached("saves")

    def _reached(self, what: str) -> None:
        here = f"{getattr(self._here, 'name', '')} {what}"
        if here == self._crash_point.point and self._clock() >= self._crash_point.since:
            os.kill(os.getpid(), signal.SIGKILL)


def live(pipe: Pipe, settings: Settings, at: datetime, crash_point: CrashPoint) -> None:
    """Be the bot: live through each instant that comes through the pipe, and send it back."""
    logging.disable(logging.CRITICAL)
    clock = MovableClock(at)
    timing = Timing(clock=clock, seconds=lambda: clock().timestamp(), post_gap=timedelta(0))
    bot = Backstop(
        settings,
        timing=timing,
        threads=_Deadly(crash_point, clock),
    )
    asyncio.run(_live(bot, pipe, clock))


async def _live(bot: Backstop, pipe: Pipe, clock: MovableClock) -> None:
    loop = asyncio.get_running_loop()
    async with bot:
        pipe.send(clock())
        while instant := await loop.run_in_executor(None, pipe.recv):
            clock.set(instant)
            await bot.workspace.settle()
            pipe.send(instant)
