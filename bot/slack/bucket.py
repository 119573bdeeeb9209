"""A token bucket for calls of one kind, shared by everyone who makes them."""

from collections.abc import Callable
from datetime import timedelta

SIZE = 20
EVERY = timedelta(seconds=2)
"""Twenty at once and thirty more in a minute: Slack allows fifty for a method of tier 3."""


class Bucket:
    """Allows `size` calls at once, and one more after each `every` on the stopwatch `seconds`."""

    def __init__(
        self, seconds: Callable[[], float], *, size: int = SIZE, every: timedelta = EVERY
    ) -> None:
        self._seconds, self._size, self._each = seconds, float(size), every.total_seconds()
        self._left, self._filled_at = self._size, seconds()

    def take(self) -> timedelta:
        """Take one call and return zero, or return how long to wait for one."""
        now, each = self._seconds(), self._each
        if now < self._filled_at:
            return timedelta(seconds=self._filled_at - now)
        self._left = min(self._size, self._left + (now - self._filled_at) / each)
        self._filled_at = now
        if self._left < 1:
            return timedelta(seconds=(1 - self._left) * each)
        self._left -= 1
        return timedelta(0)

    def hold(self, span: timedelta) -> None:
        """Allow no call for this long, then one."""
        self._left, self._filled_at = 1.0, self._seconds() + span.total_seconds()
