"""The circuit breaker: pauses delivery while nothing gets through.

Without a connection, or with a dead token, every call would fail alike. Waiting calls keep their
place, and one call at a time tries again, less and less often.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from random import Random

from bot.process.jitter import jitter
from bot.slack.responses import CUT_OFF
from workflows.outbox.result import DeliveryResult, Later

FIRST_REST = timedelta(seconds=1)
LONGEST_REST = timedelta(seconds=60)

log = logging.getLogger("backstop.delivery")


class CircuitBreaker:
    """`fault` says why nothing gets through, "" if all is well; pauses are measured on a stopwatch.

    `random` spreads the pauses, so that replicas do not all try again at once.
    """

    def __init__(self, seconds: Callable[[], float], random: Random | None = None) -> None:
        self._seconds, self._random = seconds, random or jitter()
        self._rest = FIRST_REST
        self._open_at = float("-inf")
        self.fault = ""

    @property
    def closed_for(self) -> timedelta:
        """How long to make no call; zero if one may be made now."""
        return timedelta(seconds=max(0.0, self._open_at - self._seconds()))

    def record(self, outcome: DeliveryResult) -> None:
        """Note the outcome of a call."""
        if isinstance(outcome, Later) and outcome.error in CUT_OFF:
            self._cut(outcome.error)
        elif self.fault and not (isinstance(outcome, Later) and not outcome.error):
            log.info("action=restored")
            self.fault, self._rest = "", FIRST_REST

    def _cut(self, fault: str) -> None:
        if self.closed_for:
            return
        if fault != self.fault:
            log.error("action=cut_off error=%s", fault)
        self.fault = fault
        spread = self._random.uniform(0.5, 1.0)
        self._open_at = self._seconds() + self._rest.total_seconds() * spread
        self._rest = min(self._rest * 2, LONGEST_REST)
