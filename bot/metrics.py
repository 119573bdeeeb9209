"""Metrics: what the bot counts and times while it works, in Prometheus' terms.

Labels are our own words and Slack's method names: no people, no channels, nothing that anybody
wrote. Values that can be looked up on demand, such as the outbox's depth, are in
`bot/runtime/scrape.py`.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    Summary,
    disable_created_metrics,
)

from bot.process.clock import stopwatch
from escalation.notices.notice import NoticeState
from workflows.transaction.unit_of_work import Committed, End

ANSWERED = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Buckets in seconds, as are the others; Slack waits for three."""
BEATEN = (0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0)
CALLED = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LATE = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 14400.0, 86400.0)


class Metrics:
    """One bot's own registry, with one method for each thing worth counting.

    The methods may be called from any thread and take a few microseconds.
    """

    def __init__(self) -> None:
        # Else every series would be there twice, to say when the bot started.
        disable_created_metrics()
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        counter = partial(Counter, registry=self.registry)
        histogram = partial(Histogram, registry=self.registry)
        self._requests = histogram(
            "backstop_request_duration_seconds",
            "From a request of Slack's to its acknowledgement",
            ["kind", "outcome"],
            buckets=ANSWERED,
        )
        self._turned_away = counter(
            "backstop_http_turned_away_total", "Requests by HTTP that were not let in", ["status"]
        )
        self._unread = counter(
            "backstop_requests_unread_total", "Signed requests of an unknown shape", ["kind"]
        )
        self._changes = counter(
            "backstop_changes_total", "What people and the clock did, as in the history", ["move"]
        )
        self._notices = counter(
            "backstop_notices_total", "Notices that ended, or came into doubt", ["kind", "state"]
        )
        self._lateness = histogram(
            "backstop_notice_lateness_seconds",
            "From when a notice was due to when Slack had it",
            ["kind"],
            buckets=LATE,
        )
        self._watch_the_bot(counter, histogram)

    def _watch_the_bot(
        self, counter: Callable[..., Counter], histogram: Callable[..., Histogram]
    ) -> None:
        self._next_beat = float("inf")
        self._beats = histogram(
            "backstop_heartbeat_duration_seconds",
            "How long a pass took",
            ["outcome"],
            buckets=BEATEN,
        )
        self._lag = histogram(
            "backstop_heartbeat_lag_seconds",
            "How much later than planned a pass began",
            buckets=BEATEN,
        )
        self._answers = counter(
            "backstop_slack_answers_total", "What became of each try at a message", ["answer"]
        )
        self._calls = histogram(
            "backstop_slack_call_duration_seconds",
            "How long Slack took to answer a call",
            ["method", "status"],
            buckets=CALLED,
        )
        self._waits = Summary(
            "backstop_rate_limit_wait_seconds",
            "The pauses that Slack asked for with answers 429",
            registry=self.registry,
        )
        self._reconnects = counter(
            "backstop_socket_reconnects_total", "Socket Mode connections after the first"
        )

    def turned_away(self, status: int) -> None:
        """Count an HTTP request that was rejected before it was known to be Slack's."""
        self._turned_away.labels(str(status)).inc()

    def unread(self, kind: str) -> None:
        """Count a request signed by Slack whose shape we do not know."""
        self._unread.labels(kind).inc()

    def answered(self, kind: str, outcome: str, *, seconds: float) -> None:
        """Count a request that was acknowledged to Slack."""
        self._requests.labels(kind, outcome).observe(seconds)

    def saved(self, committed: Committed) -> None:
        """Count a committed transaction."""
        for change in committed.changes:
            self._changes.labels(change.move).inc()
        for end in committed.ends:
            self._ended(end)

    def _ended(self, end: End) -> None:
        kind = end.notice.kind.value
        self._notices.labels(kind, end.state.value).inc()
        if end.state is NoticeState.SENT:
            late = end.at - (end.notice.bundle_at or end.notice.not_before)
            self._lateness.labels(kind).observe(max(0.0, late.total_seconds()))

    @asynccontextmanager
    async def beating(self, pause: timedelta) -> AsyncIterator[None]:
        """Time the heartbeat pass inside the block; the next is planned after `pause`."""
        began = stopwatch()
        self._lag.observe(max(0.0, began - self._next_beat))
        self._next_beat = began + pause.total_seconds()
        outcome = "failed"
        try:
            yield
            outcome = "ok"
        finally:
            self._beats.labels(outcome).observe(stopwatch() - began)

    def tried(self, answer: str) -> None:
        """Count an attempt at a message by Slack's answer, or by the lack of one."""
        self._answers.labels(answer).inc()

    def called(self, method: str, status: str, *, seconds: float) -> None:
        """Count a finished Web API call."""
        self._calls.labels(method, status).observe(seconds)

    def waited(self, seconds: float) -> None:
        """Count a pause that Slack asked for."""
        self._waits.observe(seconds)

    def reconnected(self) -> None:
        """Count a new connection of the socket."""
        self._reconnects.inc()
