"""Serves /metrics: everything counted so far, and the state right now."""

import asyncio
import platform
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from math import nan
from typing import Any

from prometheus_client import Gauge, generate_latest

from bot.metrics import Metrics
from bot.process.clock import Clock
from bot.process.version import version
from bot.process.worker_pool import WorkerPool
from bot.runtime.health import OK, PARTS, Health
from escalation.items import Kind
from workflows.clock.audit import Trouble
from workflows.workspaces import gauges
from workflows.workspaces.gauges import Gauges

KEPT = 1.0
"""Seconds for which counted rows are good."""
SHARE = 0.005
"""The part of all time that may be spent on counting them, however many there are."""


class Scrape:
    """Answers with the text of /metrics."""

    def __init__(
        self,
        metrics: Metrics,
        health: Health,
        *,
        threads: WorkerPool,
        clock: Clock,
        seconds: Callable[[], float],
    ) -> None:
        self._registry, self._health, self._threads = metrics.registry, health, threads
        self._clock, self._seconds = clock, seconds
        self._turn = asyncio.Lock()
        self._counted_until = float("-inf")
        gauge = partial(Gauge, registry=self._registry)
        build = gauge("backstop_build_info", "Always 1", ["version", "python"])
        build.labels(version(), platform.python_version()).set(1)
        self._ready = gauge("backstop_ready", "1 while /readyz answers 200")
        self._parts = gauge("backstop_part_ok", "1 while /readyz finds it well", ["part"])
        self._age = gauge("backstop_heartbeat_age_seconds", "Since the last pass that went well")
        self._found = gauge("backstop_audit_findings", "As of the auditor's last look", ["trouble"])
        self._stopped = gauge(
            "backstop_item_stopped", "Always 1: an item that cannot be read or planned", ["item"]
        )
        self._items = gauge("backstop_open_items", "Open items", ["kind"])
        self._waiting = gauge("backstop_outbox_waiting", "Notices on their way, held ones too")
        self._due = gauge("backstop_outbox_due", "Notices that could have left by now")
        self._oldest = gauge(
            "backstop_outbox_oldest_due_seconds", "Since when the first of these could have left"
        )
        self._events = gauge("backstop_history_events", "Events of the history")
        self._head = gauge("backstop_history_head_info", "1 for its newest hash", ["head"])
        self._echoed = gauge(
            "backstop_metadata_echoed", "1 while Slack returns messages with their metadata"
        )

    async def text(self) -> bytes:
        """All metrics in Prometheus' text format; what cannot be known now is NaN."""
        report = await self._health.report()
        self._show(report)
        async with self._turn:
            await self._count(reachable=report["database"] == OK)
        return generate_latest(self._registry)

    def _show(self, report: dict[str, Any]) -> None:
        self._ready.set(report["ready"])
        for part in PARTS:
            self._parts.labels(part).set(report[part] == OK)
        age = report["heartbeat_age"]
        self._age.set(nan if age is None else age)
        found = Counter(finding.trouble for finding in self._health.findings)
        for trouble in Trouble:
            self._found.labels(trouble.value).set(found[trouble])
        self._stopped.clear()
        for label in report["stopped"]:
            self._stopped.labels(label).set(1)

    async def _count(self, *, reachable: bool) -> None:
        """Count rows, seldom enough that counting takes a small part of the time."""
        began, now = self._seconds(), self._clock()
        if reachable and began < self._counted_until:
            return
        found = await self._read(now) if reachable else None
        self._set(found, now)
        took = self._seconds() - began
        self._counted_until = began + max(KEPT, took / SHARE)

    async def _read(self, now: datetime) -> Gauges | None:
        """Read from the database; None while it cannot be reached."""
        workspace = self._health.workspace
        if workspace is None:
            return None
        try:
            return await self._threads.run(gauges.read, workspace.context, now)
        except Exception:  # noqa: BLE001 - whatever a database raises, a scrape must not fail; /readyz reports why
            return None

    def _set(self, found: Gauges | None, now: datetime) -> None:
        for kind in Kind:
            self._items.labels(kind.value).set(found.open_items[kind] if found else nan)
        self._waiting.set(found.outbox.waiting if found else nan)
        self._due.set(found.outbox.due if found else nan)
        self._oldest.set(found.outbox.due_for(now).total_seconds() if found else nan)
        self._echoed.set(found.echoed if found else nan)
        self._events.set(found.history.events if found else nan)
        self._head.clear()  # one hash at a time
        if found:
            self._head.labels(found.history.head).set(1)
