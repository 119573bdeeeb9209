"""The auditor's rounds: once a minute, and whether all was well the last time."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.process.worker_pool import WorkerPool
from storage.checks.audit import Finding
from storage.items import chain
from storage.replicas import Heartbeat
from workflows.clock import audit
from workflows.clock.audit import Audit
from workflows.transaction.unit_of_work import WorkspaceContext

EVERY = timedelta(minutes=1)
NOTED_EVERY = timedelta(hours=1)
"""How often to log the history's length and newest hash: a copy kept elsewhere reveals a cut."""

log = logging.getLogger("backstop.audit")


class Auditor:
    """`findings` are those of the last look, `running` the bots that shared the database then.

    `fault` is why the last look failed, "" when it went well. `me` is this bot.
    """

    def __init__(
        self,
        context: WorkspaceContext,
        *,
        threads: WorkerPool,
        seconds: Callable[[], float],
        me: Heartbeat,
    ) -> None:
        self._context, self._threads, self._seconds, self._me = context, threads, seconds, me
        self._looked = self._noted = float("-inf")
        self._last = Audit(())
        self.fault = ""

    async def pass_by(self, now: datetime) -> None:
        """Look if it is time to."""
        if self._seconds() - self._looked >= EVERY.total_seconds():
            await self.look(now)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was wrong at the last look, () when all was well."""
        return self._last.findings

    @property
    def running(self) -> tuple[Heartbeat, ...]:
        """The bots on this database, this one among them."""
        return self._last.running

    async def look(self, now: datetime) -> None:
        """Look at everything, and at what the history has grown by since the last look."""
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
            noted = await self._threads.run(_noted, self._context, now)
            log.info("action=noted workspace=%s events=%d head=%s", self._context.workspace, *noted)

    def _tell(self, findings: tuple[Finding, ...]) -> None:
        for finding in findings:
            log.error("action=found trouble=%s what=%r", finding.trouble, finding.what)
        if not findings:
            log.info("action=clean")


def _noted(context: WorkspaceContext, now: datetime) -> tuple[int, str]:
    with context.reading(now) as uow:
        return chain.length(uow.tx), chain.head(uow.tx)
