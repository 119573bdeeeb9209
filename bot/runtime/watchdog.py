"""The watchdog: ends a process in which a part has died, so that its supervisor restarts it.

If the scheduler has lost its timer, a loop has ended or a thread is gone, the process would go on
answering and do nothing. Ending it is safe at any instant.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from threading import Event, Thread
from typing import Self

from bot.process.worker_pool import WorkerPool
from bot.workspaces.heartbeat import Heartbeat

LOOK = timedelta(seconds=1)
"""How often it looks."""
BEATS = 2
LEAST_PATIENCE = timedelta(seconds=30)
"""Tolerate this much silence, or BEATS heartbeats if longer: a busy machine is not a dead one."""

log = logging.getLogger("backstop.watchdog")


class Watchdog:
    """Watches from its own thread, inside `with` or until `stop`; `end` must end the process.

    Silence is counted in looks, not in time: whatever stops the whole process for a while, a
    suspend or a freeze, also stops the counting. A pass in progress is never silent, however long
    it takes. Faults of Slack and of the database are not the watchdog's business.
    """

    def __init__(
        self,
        heartbeat: Heartbeat,
        *,
        pause: timedelta,
        threads: Collection[WorkerPool],
        deliverer: asyncio.Task[None],
        end: Callable[[], None],
    ) -> None:
        self._heartbeat, self._threads, self._deliverer = heartbeat, threads, deliverer
        self._end = end
        self._patience = max(LEAST_PATIENCE, BEATS * pause) // LOOK
        self._event_loop = asyncio.get_running_loop()
        self._unanswered = self._unbegun = self._begun = 0
        self._stopped = Event()
        self._thread = Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop watching: from here on parts end on purpose."""
        self._stopped.set()

    def look(self) -> str:
        """The part that is dead, "" while all are alive; call it once every LOOK."""
        if self._deliverer.done():
            return "delivery"
        if any(threads.has_lost_one for threads in self._threads):
            return "worker"
        if self._is_silent():
            return "loop" if self._unanswered > self._patience // 2 else "heartbeat"
        return ""

    def _watch(self) -> None:
        while not self._stopped.wait(LOOK.total_seconds()):
            part = self.look()
            if part and not self._stopped.is_set():  # else it has just ended in order
                log.critical("action=died part=%s", part)
                self._end()
                return

    def _is_silent(self) -> bool:
        """True if the event loop has not answered, or no pass has begun, for too long."""
        self._unanswered += 1
        self._event_loop.call_soon_threadsafe(self._answer)
        begun = self._heartbeat.begun
        alive = self._heartbeat.is_under_way or begun != self._begun
        self._begun, self._unbegun = begun, 0 if alive else self._unbegun + 1
        if self._unbegun == self._patience * 3 // 4:
            self._event_loop.call_soon_threadsafe(self._heartbeat.tick_anew)
        return max(self._unanswered, self._unbegun) > self._patience

    def _answer(self) -> None:
        self._unanswered = 0
