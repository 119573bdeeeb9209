"""Turns: places for writers, given strictly in the order in which they were asked for.

A `threading.Semaphore` lets whoever has just had its turn pass those who wait: under load somebody
waits a hundred times as long as the others.
"""

from collections import deque
from datetime import timedelta
from threading import Event, Lock


class Turns:
    """So many may have their turn at a time; each `taken` is `given_back`, by any thread."""

    def __init__(self, places: int) -> None:
        self._lock = Lock()
        self._free = places
        self._waiting: deque[Event] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def taken(self, patience: timedelta) -> bool:
        """Wait for a turn; whether it came within this time."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = Event()
            self._waiting.append(mine)
        if mine.wait(patience.total_seconds()):
            return True
        with self._lock:
            if mine.is_set():  # it came at the very last moment
                return True
            self._waiting.remove(mine)
            return False

    def give_back(self) -> None:
        """Let the next one have it."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
