"""The clock: the only place that asks what time it is."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present instant, aware and in UTC."""


def utc_now() -> datetime:
    """The present instant by the system's clock."""
    return datetime.now(UTC)


def stopwatch() -> float:
    """Seconds that only ever rise, for measuring spans.

    Where the system can, they include time spent suspended: a claim must not outlive a closed
    laptop.
    """
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)
