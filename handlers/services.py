"""What the handlers are given by the bot that runs them, and may set in motion."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec, Protocol, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from workflows.desk import Desk

P = ParamSpec("P")
T = TypeVar("T")


class Run(Protocol):
    """Runs a synchronous workflow beside the event loop and waits for its answer."""

    async def __call__(self, workflow: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The workflow's answer; its errors are raised here."""
        ...


class Refresh(Protocol):
    """Reads Slack anew; no method ever raises."""

    async def refresh_person(self, user: str) -> None:
        """Read one person."""

    async def refresh_channel(self, channel: str) -> None:
        """Read one channel and its members."""

    async def refresh_members(self, channel: str) -> None:
        """Read one channel's members."""

    async def refresh_groups(self) -> None:
        """Read all user groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Made inside the running loop; `wake` tells the delivery that something may be waiting."""

    desk: Desk
    clock: Callable[[], datetime]
    run: Run
    wake: Callable[[], None]
    refresh: Refresh
    client: AsyncWebClient
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Let this run behind the request, which does not wait for it; from any thread."""
        self.loop.call_soon_threadsafe(self._start, work)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(work)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)
