"""Health and scrape without a whole bot, and a workspace that is not started."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import Metrics
from bot.process.worker_pool import WorkerPool
from bot.runtime.health import Health, State
from bot.slack.clock_guard import ClockGuard
from bot.slack.objects import Identity
from bot.timing import Timing
from bot.workspaces.runtime import Process, WorkspaceRuntime
from tests.support.bots.playground_bot import SteppedClock
from workflows.clock.audit import Replica
from workflows.transaction.unit_of_work import WorkspaceContext

US = Identity(team="T0PLAY", team_name="Play", bot_user="U0BOT", bot_id="B0BOT")


async def well() -> str:
    """What a database answers when all is well."""
    return "ok"


def a_health(
    clock: SteppedClock, database: Callable[[], Awaitable[str]] = well, **more: Any
) -> Health:
    guard = ClockGuard(clock, clock.seconds)
    pause = timedelta(seconds=5)
    return Health(lambda: State.STARTING, database, clock_guard=guard, pause=pause, **more)


def a_workspace(
    context: WorkspaceContext, clock: SteppedClock, threads: WorkerPool
) -> WorkspaceRuntime:
    """Its auditor looks at every pass; nothing in it talks to Slack."""
    now = clock()
    process = Process(
        timing=Timing(clock=clock, seconds=clock.seconds),
        threads=threads,
        clock_guard=ClockGuard(clock, clock.seconds),
        metrics=Metrics(),
        me=Replica(replica="here", started_at=now, last_at=now, version="1"),
    )
    return WorkspaceRuntime(context, AsyncWebClient(), identity=US, process=process)
