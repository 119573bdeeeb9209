"""Turns: places for writers, given in the order in which they were asked for, in two lines.

A `threading.Semaphore` lets whoever has just had its turn pass those who wait: under load somebody
waits a hundred times as long as the others. Whoever has somebody waiting for the answer stands in a
line of its own, and the two lines take turns: what the clock has to do keeps nobody waiting for
more than one turn, and is itself never kept for more than one.
"""

from collections import deque
from datetime import timedelta
from threading import Event, Lock


class Turns:
    """So many may have their turn at a time; each `taken` is `given_back`, by any thread."""

    def __init__(self, places: int) -> None:
        self._lock = Lock()
        self._free = places
        self._others: deque[Event] = deque()
        self._awaited: deque[Event] = deque()
        self._was_awaited = False

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._others) + len(self._awaited)

    def taken(self, patience: timedelta, *, awaited: bool = False) -> bool:
        """Wait for a turn; whether it came within this time. `awaited`: somebody waits for it."""
        line = self._awaited if awaited else self._others
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = Event()
            line.append(mine)
        if mine.wait(patience.total_seconds()):
            return True
        with self._lock:
            if mine.is_set():  # it came at the very last moment
                return True
            line.remove(mine)
            return False

    def give_back(self) -> None:
        """Let the next one have it."""
        with self._lock:
            if not self.waiting:
                self._free += 1
                return
            is_awaited = bool(self._awaited) and not (self._was_awaited and self._others)
            self._was_awaited = is_awaited
            (self._awaited if is_awaited else self._others).popleft().set()
