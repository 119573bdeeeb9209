"""The bucket: how many calls of one kind Slack takes, shared by all who make them."""

from collections.abc import Callable
from datetime import timedelta

SIZE = 20
EVERY = timedelta(seconds=2)
"""Twenty at once and thirty more in a minute: Slack takes fifty of a method of its third tier."""


class Bucket:
    """Calls that may be made now; measured on a stopwatch, not on the clock.

    `size` at once, and one more `every` so long.
    """

    def __init__(
        self, seconds: Callable[[], float], *, size: int = SIZE, every: timedelta = EVERY
    ) -> None:
        self._seconds, self._size, self._each = seconds, float(size), every.total_seconds()
        self._left, self._filled_at = self._size, seconds()

    def take(self) -> timedelta:
        """Take one call; if there is none, how long until there is."""
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
        """Slack wants none for so long: then there is one again."""
        self._left, self._filled_at = 1.0, self._seconds() + span.total_seconds()
