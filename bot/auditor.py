"""The auditor's rounds: once a minute, and whether all was well the last time."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.threads import Threads
from storage.audit import Finding
from storage.history import BEGINNING
from workflows import audit
from workflows.desk import Desk

EVERY = timedelta(minutes=1)

log = logging.getLogger("backstop.audit")


class Auditor:
    """`findings` are those of the last look; the first comes a minute after the start.

    By then whatever waited for the bot to come up is on its way.
    """

    def __init__(self, desk: Desk, *, threads: Threads, seconds: Callable[[], float]) -> None:
        self._desk, self._threads, self._seconds = desk, threads, seconds
        self._looked = seconds()
        self._walked = BEGINNING
        self.findings: tuple[Finding, ...] = ()

    async def pass_by(self, now: datetime) -> None:
        """Look if it is time to."""
        if self._seconds() - self._looked >= EVERY.total_seconds():
            await self.look(now)

    async def look(self, now: datetime) -> tuple[Finding, ...]:
        """Look at everything, and at what the history has grown by since the last look."""
        self._looked = self._seconds()
        found = await self._threads.run(audit.look, self._desk, now, since=self._walked)
        self._walked = found.walked
        if found.findings != self.findings:
            self._tell(found.findings)
        self.findings = found.findings
        return found.findings

    def _tell(self, findings: tuple[Finding, ...]) -> None:
        for finding in findings:
            log.error("action=found trouble=%s what=%r", finding.trouble, finding.what)
        if not findings:
            log.info("action=clean")
