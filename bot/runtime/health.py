"""Health: whether the bot can do its work right now, for /readyz."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.slack.clock_guard import ClockGuard
from bot.workspaces.runtime import WorkspaceRuntime
from workflows.clock.audit import Finding, Trouble

MISSED_BEATS = 3
LEAST_PATIENCE = timedelta(seconds=30)
"""A heartbeat this young is never called late, however often it should come."""
PATIENCE = timedelta(seconds=2)
"""How long the database may take to answer: probes do not wait much longer for us."""
OK = "ok"
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
    """Checks the database from the start, and a workspace once `watch` is called.

    `state` tells what the bot is doing, `database` returns "ok" or its fault within `patience`.
    `pause` is the heartbeat's.
    """

    def __init__(
        self,
        state: Callable[[], State],
        database: Callable[[], Awaitable[str]],
        *,
        clock_guard: ClockGuard,
        pause: timedelta,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._state, self._database, self._patience = state, database, patience
        self._clock_guard = clock_guard
        self._latest = max(LEAST_PATIENCE, MISSED_BEATS * pause)
        self._is_connected: Callable[[], Awaitable[bool]] = _never
        self.workspace: WorkspaceRuntime | None = None

    def watch(self, workspace: WorkspaceRuntime) -> None:
        """Check this workspace too from now on."""
        self.workspace = workspace

    def listening(self, is_connected: Callable[[], Awaitable[bool]]) -> None:
        """From now on, `is_connected` tells whether Slack can reach us."""
        self._is_connected = is_connected

    async def report(self) -> dict[str, Any]:
        """`ready` overall, the bot's state, and each part: "ok" or its fault."""
        at_work = self.workspace
        said = (
            await self._reached(),
            OK if await self._is_connected() else "not connected",
            self._heartbeat(),
            self._clock_guard.doubt or OK,
            (at_work and at_work.delivery.breaker.fault) or OK,
            self._audit(),
        )
        parts: dict[str, Any] = dict(zip(PARTS, said, strict=True))
        age = at_work.heartbeat.age if at_work else None
        state = self._state()
        return {
            "ready": state is State.RUNNING and all(said == OK for said in parts.values()),
            "state": state,
            **parts,
            "heartbeat_age": None if age is None else round(age.total_seconds(), 3),
            "stopped": [one.what for one in self.findings if one.trouble is Trouble.STOPPED],
            "replicas": len(at_work.auditor.running) if at_work else 0,
            "delivered": dict(at_work.delivery.counts) if at_work else {},
        }

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the auditor found last time."""
        return self.workspace.auditor.findings if self.workspace else ()

    def _audit(self) -> str | list[str]:
        if self.workspace and self.workspace.auditor.fault:
            return self.workspace.auditor.fault
        return sorted({finding.trouble.value for finding in self.findings}) or OK

    def _heartbeat(self) -> str:
        if self.workspace is None:
            return "late"
        beat = self.workspace.heartbeat
        is_late = beat.age is None or beat.age > self._latest
        return beat.fault or ("late" if is_late else OK)

    async def _reached(self) -> str:
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                return await self._database()
        except Exception as fault:  # noqa: BLE001 - whatever a database raises, /readyz has to answer, and names it
            return type(fault).__name__


async def _never() -> bool:
    """Return False: Slack cannot reach us before we listen."""
    return False
