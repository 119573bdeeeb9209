"""Throttle: about a post per second and channel.

Pauses that Slack asks for are kept in the database, as all bots share them
(`storage/outbox/rate_limits.py`). Source: docs.slack.dev/apis/web-api/rate-limits.
"""

from collections.abc import Callable
from datetime import timedelta

from bot.process.clock import stopwatch

POST_GAP = timedelta(seconds=1)


class Throttle:
    """Which channels have to wait, and for how long, measured on a stopwatch."""

    def __init__(self, gap: timedelta, *, seconds: Callable[[], float] = stopwatch) -> None:
        self._gap = gap
        self._seconds = seconds
        self._free_at: dict[str, float] = {}

    def posted(self, channel: str) -> None:
        """Note that a post has just reached this channel, or may have."""
        self.hold(channel, self._gap)

    def hold(self, channel: str, span: timedelta) -> None:
        """Post nothing there for this long; never shortens a hold."""
        until = self._seconds() + span.total_seconds()
        self._free_at[channel] = max(until, self._free_at.get(channel, until))

    def held(self) -> frozenset[str]:
        """The channels that have to wait now."""
        now = self._seconds()
        self._free_at = {name: until for name, until in self._free_at.items() if until > now}
        return frozenset(self._free_at)

    def next_free(self) -> float | None:
        """Seconds until the first of them may be posted to again; None if none has to wait."""
        held = self.held()
        return (
            max(0.0, min(self._free_at[name] for name in held) - self._seconds()) if held else None
        )
