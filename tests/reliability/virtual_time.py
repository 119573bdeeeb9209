"""An event loop in which time passes only when everybody waits, and then at once."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Skipping(selectors.DefaultSelector):
    """Skips the wait; nothing else happens in a closed world."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everybody waits for somebody else")
        self.skipped += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose time is virtual seconds since its start; the same work gives the same run."""

    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)
        self.set_exception_handler(lambda loop, context: None)  # the dead leave much unfinished

    def time(self) -> float:
        return self._skipping.skipped


def live_through(work: Coroutine[Any, Any, T], loop: VirtualLoop) -> T:
    """Run `work` to its end on this loop, and drop everything that still runs."""
    try:
        return loop.run_until_complete(work)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()
