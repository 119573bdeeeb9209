"""The write queue: a fair queue for writers, first come, first served, in two lines.

A `threading.Semaphore` lets a thread that has just had its turn overtake those that wait: under
load one of them waits a hundred times as long as the others. Writers with somebody waiting for the
answer have a line of their own, and the two lines alternate: neither the clock's work nor people's
ever waits for more than one turn of the other.
"""

from collections import deque
from datetime import timedelta
from threading import Event, Lock


class WriteQueue:
    """At most `places` turns at a time; each `taken` needs one `give_back`, from any thread."""

    def __init__(self, places: int) -> None:
        self._lock = Lock()
        self._free = places
        self._others: deque[Event] = deque()
        self._awaited: deque[Event] = deque()
        self._was_awaited = False

    @property
    def waiting(self) -> int:
        """How many are waiting."""
        return len(self._others) + len(self._awaited)

    def taken(self, patience: timedelta, *, awaited: bool = False) -> bool:
        """Wait for a turn; returns whether it came in time. `awaited`: a person is waiting."""
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
        """Pass the turn on to the next in line."""
        with self._lock:
            if not self.waiting:
                self._free += 1
                return
            is_awaited = bool(self._awaited) and not (self._was_awaited and self._others)
            self._was_awaited = is_awaited
            (self._awaited if is_awaited else self._others).popleft().set()
