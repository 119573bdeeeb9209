"""Limit how many requests one person may have at a time, so that nobody else waits for them.

This counts requests and uses no clock: people who wait for answers never come near the limits.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

TOGETHER = 2
"""How many requests of one person run at once: half of the workers stay free for others."""

MOST = 20
"""How many requests of one person may run or wait; double clicks and impatience need a few."""

SLOWER = "Too many requests at once, so I skipped this one. Wait a moment and try again."


class TooMuchAtOnce(Exception):
    """The person has too many unanswered requests; this one was skipped."""


@dataclass(slots=True)
class _Line:
    """One person's requests: how many there are, and how many may run at once."""

    length: int = 0
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(TOGETHER))


class UserLimits:
    """One queue for each person with unanswered requests."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, person: str) -> AsyncIterator[None]:
        """Wait for a turn and hold it inside; raises TooMuchAtOnce at once, without queueing."""
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
