"""What the bot gives its handlers: where and how to run workflows, and what to ask of Slack."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, Protocol, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from workflows.transaction.unit_of_work import Desk

P = ParamSpec("P")
T = TypeVar("T")


class Run(Protocol):
    """Runs a synchronous workflow beside the event loop and waits for its answer."""

    async def __call__(self, workflow: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The workflow's answer; its errors are raised here."""
        ...


class Refresh(Protocol):
    """Reads people and channels from Slack again; no reading ever raises."""

    def later(self, reading: Coroutine[Any, Any, None]) -> None:
        """Run one of these readings after the request; callable from any thread."""

    async def refresh_person(self, user: str) -> None:
        """Read one person."""

    async def person_changed(self, told: Mapping[str, Any]) -> None:
        """Read one person, if what Slack says about them differs from what is known."""

    async def refresh_channel(self, channel: str) -> None:
        """Read one channel and its members."""

    async def refresh_members(self, channel: str) -> None:
        """Read one channel's members."""

    async def refresh_groups(self) -> None:
        """Read all user groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Where workflows happen and run; `wake` tells the delivery that something may be waiting."""

    desk: Desk
    clock: Callable[[], datetime]
    run: Run
    wake: Callable[[], None]
    refresh: Refresh
    client: AsyncWebClient
