"""Health: whether the bot can do its work right now, for /readyz."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.auditor import Auditor
from bot.clocks import Clocks
from bot.delivery import Delivery
from bot.heartbeat import Heartbeat
from bot.threads import Threads
from storage.database import Database

MISSED_BEATS = 3
LEAST_PATIENCE = timedelta(seconds=30)
"""A heartbeat this young is never called late, however often it should come."""


class Health:
    """What is looked at; the parts are put in as they start."""

    def __init__(self, pause: timedelta) -> None:
        self._latest = max(LEAST_PATIENCE, MISSED_BEATS * pause)
        self.threads: Threads | None = None
        self.database: Database | None = None
        self.heartbeat: Heartbeat | None = None
        self.delivery: Delivery | None = None
        self.clocks: Clocks | None = None
        self.auditor: Auditor | None = None
        self.is_connected: Callable[[], Awaitable[bool]] | None = None

    async def report(self) -> dict[str, Any]:
        """Each part's state in a word, the heartbeat's age in seconds, and `ready` over all."""
        connected = self.is_connected is not None and await self.is_connected()
        age = self.heartbeat.age if self.heartbeat else None
        fault = self.heartbeat.fault if self.heartbeat else ""
        database = await self._database()
        beating = age is not None and age <= self._latest
        cut_off = self.delivery.line.fault if self.delivery else ""
        doubt = self.clocks.doubt if self.clocks else ""
        found = self.auditor.findings if self.auditor else ()
        return {
            "ready": database == "ok" and connected and beating and not (cut_off or doubt or found),
            "database": database,
            "slack": "connected" if connected else "not connected",
            "heartbeat": fault or ("ok" if beating else "late"),
            "heartbeat_age": None if age is None else round(age.total_seconds(), 3),
            "clock": doubt or "ok",
            "audit": sorted({finding.trouble.value for finding in found}) or "ok",
            "delivery": cut_off or "ok",
            "delivered": dict(self.delivery.counts) if self.delivery else {},
        }

    async def _database(self) -> str:
        if self.threads is None or self.database is None:
            return "not open"
        try:
            await self.threads.run(_reach, self.database)
        except Exception as fault:  # noqa: BLE001 — whatever it is, it is what the answer is about
            return type(fault).__name__
        return "ok"


def _reach(database: Database) -> None:
    with database.read():
        pass
