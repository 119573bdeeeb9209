"""Worker pools: run synchronous workflows, so that the event loop never waits for the database."""

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Thread, current_thread
from typing import ParamSpec, TypeVar

from workflows.transaction.unit_of_work import again

TURN = timedelta(milliseconds=0.5)
"""After this a thread that computes lets another one. By Python's own five milliseconds a command
would wait ten times as long for each of its questions while reminders are planned."""

COURTESY = timedelta(milliseconds=100)
"""How long a piece of the clock's work waits for people at most: it is never kept for good."""

P = ParamSpec("P")
T = TypeVar("T")


class WorkerPool:
    """A small pool; a workflow is one short transaction, so a few workers are enough.

    Work of a pool `behind` another begins only when the other is idle.
    """

    def __init__(self, workers: int = 4, *, behind: "WorkerPool | None" = None) -> None:
        sys.setswitchinterval(TURN.total_seconds())
        self._behind = behind
        self._at_work, self._idle = 0, asyncio.Event()
        self._idle.set()
        self._workers: list[Thread] = []
        self._pool = ThreadPoolExecutor(
            workers,
            thread_name_prefix="workflow",
            initializer=lambda: self._workers.append(current_thread()),
        )

    @property
    def has_lost_one(self) -> bool:
        """True if a worker has died: the pool does not notice, and may wait for it for ever."""
        return not all(worker.is_alive() for worker in self._workers)

    async def run(self, workflow: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run it in the pool and return its result or raise its error.

        It is one transaction, so it is run again if a conflict or a lost connection cuts it off.
        """
        if self._behind:
            await self._behind.idle()
        call = partial(again, partial(workflow, *args, **kwargs))
        self._at_work += 1
        self._idle.clear()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        finally:
            self._at_work -= 1
            if not self._at_work:
                self._idle.set()

    async def idle(self, within: timedelta = COURTESY) -> None:
        """Wait until nothing is running here, but no longer than this."""
        if not self._at_work:
            return  # as nearly always: a timeout would cost more than the wait
        with suppress(TimeoutError):
            async with asyncio.timeout(within.total_seconds()):
                await self._idle.wait()

    def close(self) -> None:
        """Wait for what is running and accept nothing more."""
        self._pool.shutdown(wait=True)
