"""A clock that runs faster than the real one, the same in every process of this machine.

The spans of delivery (lease, quiet time) are constants of the product. A soak leaves them alone and
speeds up time, for the bots and for Slack.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.process.clock import stopwatch
from storage.outbox.model import HTTP_TIMEOUT

SLOW_CALLS = 2
"""A busy machine does not answer faster because time flies: a call may take so much longer."""


@dataclass(slots=True, kw_only=True)
class FastClock:
    """Virtual time: `starts_at` (aware UTC) at `origin` on the stopwatch, `speed` times as fast.

    A process takes its own copy and does not notice when another one's jumps.
    """

    starts_at: datetime
    origin: float
    speed: float

    def __call__(self) -> datetime:
        """The virtual instant."""
        return self.starts_at + timedelta(seconds=self.seconds())

    def seconds(self) -> float:
        """Virtual seconds since the start; they only rise and never jump."""
        return (stopwatch() - self.origin) * self.speed

    def jump_to(self, at: datetime) -> None:
        """Set it to this instant (aware UTC)."""
        self.starts_at += at - self()

    @property
    def patience(self) -> timedelta:
        """How long a call may take, in real time."""
        return SLOW_CALLS * HTTP_TIMEOUT / self.speed
