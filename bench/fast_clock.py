"""A clock that runs faster than the real one, the same in every process of this machine.

The spans of delivery (lease, quiet time) are constants of the product. A soak leaves them alone and
lets time fly, for the bots and for Slack alike; it shortens the patience with a call by as much.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import stopwatch
from storage.parcels import HTTP_TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class FastClock:
    """Virtual time: `starts_at` (aware UTC) at `origin` on the stopwatch, `speed` times as fast."""

    starts_at: datetime
    origin: float
    speed: float

    def __call__(self) -> datetime:
        """The virtual instant."""
        return self.starts_at + timedelta(seconds=self.seconds())

    def seconds(self) -> float:
        """Virtual seconds since the start; they only ever rise."""
        return (stopwatch() - self.origin) * self.speed

    @property
    def patience(self) -> timedelta:
        """HTTP_TIMEOUT in real time."""
        return HTTP_TIMEOUT / self.speed
