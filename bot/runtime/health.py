"""Health: whether the bot can do its work right now, for /readyz."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.delivery.loop import Delivery
from bot.process.worker_pool import WorkerPool
from bot.runtime.auditor import Auditor
from bot.runtime.heartbeat import Heartbeat
from bot.slack.clock_guard import ClockGuard
from storage import workspaces
from storage.checks.audit import Finding, Trouble
from storage.engine.database import Database

MISSED_BEATS = 3
LEAST_PATIENCE = timedelta(seconds=30)
"""A heartbeat this young is never called late, however often it should come."""
PATIENCE = timedelta(seconds=2)
"""How long the database may take to answer: probes do not wait much longer for us."""
OK = "ok"
LOCKED = "another program holds the lock"
PARTS = ("database", "slack", "heartbeat", "clock", "delivery", "audit")
"""What has to be well."""


class State(StrEnum):
    """What the bot is doing."""

    STARTING = "starting"
    """Opening the database, waiting for Slack, reading who is there."""
    RUNNING = "running"
    """All parts are up; whether each is well is said beside this."""
    STOPPING = "stopping"
    """Finishing what is in hand."""


class Health:
    """What is looked at; the parts are put in as they start.

    `pause` is the heartbeat's; `patience` is with the database.
    """

    def __init__(self, pause: timedelta, *, patience: timedelta = PATIENCE) -> None:
        self._patience = patience
        self._latest = max(LEAST_PATIENCE, MISSED_BEATS * pause)
        self.state = State.STARTING
        self.threads: WorkerPool | None = None
        self.database: Database | None = None
        self.heartbeat: Heartbeat | None = None
        self.delivery: Delivery | None = None
        self.clock_guard: ClockGuard | None = None
        self.auditor: Auditor | None = None
        self.is_connected: Callable[[], Awaitable[bool]] | None = None

    async def report(self) -> dict[str, Any]:
        """`ready` over all, the bot's state, and each part: "ok" or its fault."""
        said = (
            await self._database(),
            await self._slack(),
            self._heartbeat(),
            (self.clock_guard and self.clock_guard.doubt) or OK,
            (self.delivery and self.delivery.breaker.fault) or OK,
            self._audit(),
        )
        parts: dict[str, Any] = dict(zip(PARTS, said, strict=True))
        age = self.heartbeat.age if self.heartbeat else None
        return {
            "ready": self.state is State.RUNNING and all(said == OK for said in parts.values()),
            "state": self.state,
            **parts,
            "heartbeat_age": None if age is None else round(age.total_seconds(), 3),
            "stopped": [one.what for one in self.findings if one.trouble is Trouble.STOPPED],
            "replicas": len(self.auditor.running) if self.auditor else 0,
            "delivered": dict(self.delivery.counts) if self.delivery else {},
        }

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the auditor found at its last look."""
        return self.auditor.findings if self.auditor else ()

    def _audit(self) -> str | list[str]:
        if self.auditor and self.auditor.fault:
            return self.auditor.fault
        return sorted({finding.trouble.value for finding in self.findings}) or OK

    async def _slack(self) -> str:
        connected = self.is_connected is not None and await self.is_connected()
        return OK if connected else "not connected"

    def _heartbeat(self) -> str:
        beat = self.heartbeat
        if beat is None or beat.fault:
            return beat.fault if beat else "late"
        return OK if beat.age is not None and beat.age <= self._latest else "late"

    async def _database(self) -> str:
        if self.threads is None or self.database is None:
            return "not open"
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                return await self.threads.run(_reached, self.database)
        except Exception as fault:  # noqa: BLE001 - whatever fails is the answer of /readyz
            return type(fault).__name__


def _reached(database: Database) -> str:
    with database.read_all() as tx:
        workspaces.get_all(tx)
    return LOCKED if database.is_locked() else OK
