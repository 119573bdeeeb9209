"""The auditor's schedule: once a minute, and what the last audit found."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.process.worker_pool import WorkerPool
from workflows.clock import audit
from workflows.clock.audit import Audit, Finding, Replica
from workflows.transaction.unit_of_work import WorkspaceContext
from workflows.workspaces import gauges

EVERY = timedelta(minutes=1)
NOTED_EVERY = timedelta(hours=1)
"""How often to log the history's length and newest hash: a copy kept elsewhere reveals a cut."""

log = logging.getLogger("backstop.audit")


class Auditor:
    """`findings` are those of the last audit, `running` the bots that shared the database then.

    `fault` is why the last audit failed, "" if it went well. `me` is this bot.
    """

    def __init__(
        self,
        context: WorkspaceContext,
        *,
        threads: WorkerPool,
        seconds: Callable[[], float],
        me: Replica,
    ) -> None:
        self._context, self._threads, self._seconds, self._me = context, threads, seconds, me
        self._looked = self._noted = float("-inf")
        self._last = Audit(())
        self.fault = ""

    async def pass_by(self, now: datetime) -> None:
        """Audit if it is time to."""
        if self._seconds() - self._looked >= EVERY.total_seconds():
            await self.look(now)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was wrong at the last audit, () if all was well."""
        return self._last.findings

    @property
    def running(self) -> tuple[Replica, ...]:
        """The bots on this database, this one among them."""
        return self._last.running

    async def look(self, now: datetime) -> None:
        """Audit everything, and the part of the history that is new since last time."""
        self._looked = self._seconds()
        before = self._last
        try:
            self._last = await self._threads.run(
                audit.look, self._context, now, before=before, me=self._me
            )
        except Exception as fault:
            self.fault = type(fault).__name__
            raise
        self.fault = ""
        if self.findings != before.findings:
            self._tell(self.findings)
        if self._looked - self._noted >= NOTED_EVERY.total_seconds():
            self._noted = self._looked
            await self._note(now)

    async def _note(self, now: datetime) -> None:
        ours = await self._threads.run(gauges.history, self._context, now)
        noted = (self._context.workspace, ours.events, ours.head)
        log.info("action=noted workspace=%s events=%d head=%s", *noted)

    def _tell(self, findings: tuple[Finding, ...]) -> None:
        for finding in findings:
            log.error("action=found trouble=%s what=%r", finding.trouble, finding.what)
        if not findings:
            log.info("action=clean")
