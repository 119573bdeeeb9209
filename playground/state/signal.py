"""Tells waiters that the workspace changed, so that nobody has to poll or sleep."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

WITHIN = 30.0
"""Real seconds to wait for what should come: many, because only a disappointment takes them all."""


class ChangeSignal:
    """A counter that rises with every change and wakes all who wait for it.

    Bound to no loop until somebody waits; `notify` must be called on the loop the waiters run in.
    """

    def __init__(self) -> None:
        self.version = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Count one change and wake every waiter."""
        self.version += 1
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def after(self, version: int) -> int:
        """Wait until the counter has passed `version`; returns the new count."""
        while self.version <= version:
            future = asyncio.get_running_loop().create_future()
            self._waiting.add(future)
            try:
                await future
            finally:
                self._waiting.discard(future)
        return self.version

    async def until(self, answer: Callable[[], T | None], *, within: float = WITHIN) -> T | None:
        """The first answer that is neither None nor False, or None after `within` real seconds."""
        try:
            async with asyncio.timeout(within):
                while not (found := answer()):
                    await self.after(self.version)
        except TimeoutError:
            return None
        return found
