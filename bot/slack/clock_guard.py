"""The clock guard: checks the system's clock against two others.

A clock that jumps an hour would fire an hour of steps early, or send again what it believes lost.
So the clock is compared with a stopwatch that counts suspends, and with the date of Slack's
answers. While they disagree, nothing is fired or sent (docs/reliability.md#clocks).
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.process.clock import Clock, stopwatch
from bot.slack import responses

APART = timedelta(seconds=120)
"""How far two clocks may differ; looking for lost messages allows for more
(`message_search.MARGIN`)."""
JUMPED = "jumped"
AGAINST_SLACK = "not as Slack's"

log = logging.getLogger("backstop.clock")


class ClockGuard:
    """`doubt` says why the clock cannot be trusted, "" if it can."""

    def __init__(self, clock: Clock, seconds: Callable[[], float] = stopwatch) -> None:
        self._clock, self._seconds = clock, seconds
        self._believed_at, self._believed_seconds = clock(), seconds()
        self.doubt = ""

    def now(self) -> datetime:
        """What the clock says, trusted or not."""
        return self._clock()

    def believed(self) -> datetime | None:
        """The present instant; None while the clock cannot be trusted."""
        now = self._clock()
        passed = timedelta(seconds=self._seconds() - self._believed_seconds)
        jump = now - self._believed_at - passed
        if abs(jump) <= APART and self.doubt != AGAINST_SLACK:
            self._believe(now)
        elif not self.doubt:
            self._doubted(JUMPED, jump)
        return None if self.doubt else now

    async def confirmed(self, client: AsyncWebClient) -> datetime | None:
        """The same, but while in doubt first ask Slack for the time, once."""
        if self.believed() is None:
            try:
                await client.api_test()
            except responses.FAULTS as fault:
                log.warning("action=unasked error=%s", responses.error_code(fault))
        return self.believed()

    def told(self, date: str, *, asked_at: datetime) -> None:
        """Compare our clock with the `Date` of an answer to a call made at `asked_at`."""
        now = self._clock()
        try:
            slacks = parsedate_to_datetime(date)
            early, late = slacks - now, asked_at - slacks
        except (ValueError, TypeError):  # no date, or one without a zone
            return
        if early > APART or late > APART:
            self._doubted(AGAINST_SLACK, max(early, late) * (-1 if early > late else 1))
        elif now - asked_at <= APART:  # else it may have jumped meanwhile
            self._believe(now)

    def _believe(self, now: datetime) -> None:
        if self.doubt:
            log.info("action=believed")
        self.doubt = ""
        self._believed_at, self._believed_seconds = now, self._seconds()

    def _doubted(self, why: str, ahead: timedelta) -> None:
        if self.doubt != why:
            log.error("action=doubted why=%r ahead=%ds", why, ahead.total_seconds())
        self.doubt = why
