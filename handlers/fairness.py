"""Fairness: what one person may take of the bot at a time, so that nobody else waits for them.

It counts what is in hand and reads no clock: who waits for answers never comes near the limits.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

TOGETHER = 2
"""Requests of one person that are worked on at once: half of the workers stay for the others."""

MOST = 20
"""Requests of one person that are in hand or wait; a double click and impatience need a few."""

SLOWER = (
    "That was more at once than I can take from one person, so nothing was done with this one. "
    "Wait a moment, then send it again."
)


class TooMuchAtOnce(Exception):
    """Somebody has too many requests in hand already; nothing was done with this one."""


@dataclass(slots=True)
class _Line:
    """One person's requests: how many there are, and the places at which they are worked on."""

    length: int = 0
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(TOGETHER))


class Fairness:
    """One line for each person who waits for an answer now."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, person: str) -> AsyncIterator[None]:
        """Wait for one's turn and hold it inside; raises TooMuchAtOnce, at once and for nothing."""
        line = self._lines.setdefault(person, _Line())
        if line.length >= MOST:
            raise TooMuchAtOnce
        line.length += 1
        try:
            async with line.places:
                yield
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[person]
