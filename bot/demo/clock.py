"""The demo's clock: it stands still, or runs with the real one from wherever it was set."""

from datetime import datetime, timedelta
from time import monotonic


class MovableClock:
    """Virtual time, aware UTC; it never goes backwards."""

    def __init__(self, start_at: datetime, *, running: bool = False) -> None:
        """Begin at this instant, standing still unless `running`."""
        self._set_at, self._since, self._running = start_at, monotonic(), running

    def __call__(self) -> datetime:
        """The virtual instant."""
        elapsed = monotonic() - self._since if self._running else 0.0
        return self._set_at + timedelta(seconds=elapsed)

    def set(self, instant: datetime) -> None:
        """Jump to a later instant; an earlier one changes nothing."""
        self._set_at, self._since = max(instant, self()), monotonic()

    def run(self) -> None:
        """Follow the real clock from here on."""
        self.set(self())
        self._running = True
