"""What a soak does to its bots, to their database and to Slack."""

import asyncio
import sqlite3
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from functools import partial
from random import Random
from typing import TypeVar

from bench.soak.crew import Crew
from playground.slack import Playground
from tests.support.storage.postgres import NoPostgres, Server

T = TypeVar("T")

POST, UPDATE, HISTORY = "chat.postMessage", "chat.update", "conversations.history"
KILL_EVERY, RESTART_EVERY, HOLD_EVERY, SECOND_EVERY = 1.3, 18.0, 8.0, 20.0
"""Mean real seconds."""
FREEZE_EACH = 25.0
"""Mean real seconds, for each bot."""
FREEZES = (2.0, 2.0, 2.0, 12.0)
"""Real seconds at most: one in four may outlast a lease."""
LONGEST_HOLD = 2.0
LOOK_EVERY = 0.25
UNDECIDED = 60
"""How often to look until two bots on one file have become one."""
ADMITTED = "second bots admitted"
"""What must never happen on SQLite."""


class Troubles:
    """`counts` says how often what happened; `path` is the SQLite file if there is no server."""

    def __init__(self, crew: Crew, *, server: Server | None, path: str, random: Random) -> None:
        self._crew, self._server, self._path, self._random = crew, server, path, random
        self._turn = asyncio.Lock()
        self.counts: Counter[str] = Counter()

    @asynccontextmanager
    async def going_on(self, may_kill: Callable[[], bool]) -> AsyncIterator[None]:
        """Cause trouble inside the block; nobody is killed unless `may_kill` agrees."""
        troubles = [(FREEZE_EACH / len(self._crew), self._freeze)]
        troubles += [(KILL_EVERY, partial(self._kill, may_kill))]
        if self._server:
            troubles += [(RESTART_EVERY, self._restart_server)]
        else:
            troubles += [(HOLD_EVERY, self._hold_file), (SECOND_EVERY, self._try_second)]
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(self._every(mean, what)) for mean, what in troubles]
            running.append(group.create_task(self._supervise()))
            yield
            for task in running:
                task.cancel()

    async def _every(self, mean: float, trouble: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(self._random.expovariate(1 / mean))
            await trouble()

    async def _supervise(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            async with self._turn:
                self._crew.replace_the_dead()

    async def _kill(self, may_kill: Callable[[], bool]) -> None:
        if not may_kill():
            return
        async with self._turn:
            self._crew.kill_one()
        self.counts["kills"] += 1

    async def _freeze(self) -> None:
        thaw = self._crew.freeze_one()
        self.counts["freezes"] += 1
        span = self._random.choice(FREEZES) * self._random.random()
        asyncio.get_running_loop().call_later(span, thaw)

    async def _restart_server(self) -> None:
        assert self._server
        await _to_its_end(partial(_restart, self._server))
        self.counts["database restarts"] += 1

    async def _hold_file(self) -> None:
        """Let another program hold the file's write lock for a while."""
        span = self._random.uniform(0.1, LONGEST_HOLD)
        if await _to_its_end(partial(_hold, self._path, span)):
            self.counts["times locked by another program"] += 1

    async def _try_second(self) -> None:
        """Start a second bot on the same file."""
        async with self._turn:
            self._crew.replace_the_dead()
            second = self._crew.started()
            for _ in range(UNDECIDED):
                await asyncio.sleep(LOOK_EVERY)
                refused = self._crew.has_refused(second)
                if refused is not None:
                    self.counts["second bots refused"] += refused
                    return
            second.kill()
        self.counts[ADMITTED] += 1


def break_slack(slack: Playground, speed: float) -> None:
    """Make a quarter of all posts fail, half of those after Slack has accepted them."""
    add = slack.faults.add
    always = {"times": None}
    add("ratelimited", POST, chance=0.04, retry_after=2, **always)
    add("status", POST, chance=0.03, status=503, **always)
    add("reset", POST, chance=0.03, **always)
    add("reset", POST, chance=0.04, accepted=True, **always)
    add("status", POST, chance=0.03, accepted=True, **always)
    add("error", POST, chance=0.03, accepted=True, **always)
    add("hang", POST, chance=0.02, accepted=True, seconds=30 / speed, **always)
    for late in (5, 20, 40):
        add("late", POST, chance=0.02, seconds=late / speed, **always)
    add("status", UPDATE, chance=0.05, status=503, **always)
    add("status", HISTORY, chance=0.1, status=503, **always)


async def _to_its_end(work: Callable[[], T]) -> T:
    """Run it in a thread and wait for it, even if we are cancelled meanwhile."""
    doing = asyncio.create_task(asyncio.to_thread(work))
    try:
        return await asyncio.shield(doing)
    finally:
        await doing


def _restart(server: Server) -> None:
    server.kill()
    server.stop()
    while True:
        with suppress(NoPostgres):  # a process of the old one may still have its memory
            server.start()
            return
        threading.Event().wait(LOOK_EVERY)


def _hold(path: str, seconds: float) -> bool:
    """Take the file's write lock for so long; returns whether it could be had."""
    other = sqlite3.connect(path, timeout=5, isolation_level=None)
    with closing(other), suppress(sqlite3.OperationalError):
        other.execute("BEGIN IMMEDIATE")
        threading.Event().wait(seconds)
        other.execute("ROLLBACK")
        return True
    return False
