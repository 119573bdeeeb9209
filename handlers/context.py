"""What we need to answer a request: the bot's services, the instant and the typed line."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ParamSpec, Protocol, Self, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from escalation.errors import NotAllowed
from escalation.facts.shape import Facts
from escalation.items import Item
from escalation.people import Person
from escalation.refusals import UNKNOWN
from grammar.line.about.customers import mentions
from messages.reader import Reader
from workflows.customers import names
from workflows.items import queries
from workflows.items.queries import Reading
from workflows.transaction import guards
from workflows.transaction.unit_of_work import Request, WorkspaceContext

P = ParamSpec("P")
T = TypeVar("T")


class Run(Protocol):
    """Runs a synchronous workflow in a worker thread and waits for its answer."""

    async def __call__(self, workflow: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The workflow's answer; its errors are raised here."""
        ...


class Refresh(Protocol):
    """Reads people and channels from Slack again. None of these methods raise."""

    def later(self, reading: Coroutine[Any, Any, None]) -> None:
        """Run one of these coroutines after the request; call it from any thread."""

    async def refresh_person(self, user: str) -> None:
        """Read one person."""

    async def person_changed(self, told: Mapping[str, Any]) -> None:
        """Read one person if Slack's event differs from what we know about them."""

    async def refresh_channel(self, channel: str) -> None:
        """Read one channel and its members."""

    async def refresh_members(self, channel: str) -> None:
        """Read one channel's members."""

    async def refresh_groups(self) -> None:
        """Read all user groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What handlers call; `wake` tells delivery that something may be waiting."""

    context: WorkspaceContext
    clock: Callable[[], datetime]
    run: Run
    wake: Callable[[], None]
    refresh: Refresh
    client: AsyncWebClient


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What we need besides the request to answer it; `now` is UTC.

    Unknown people and channels are read from Slack after the request, ready for the next one.
    """

    services: Services
    now: datetime

    @property
    def context(self) -> WorkspaceContext:
        """The context to pass to workflows."""
        return self.services.context

    def reading(self, actor: str, channel: str, *, at: datetime | None = None) -> Reading:
        """How to read what this person types in this channel ("" for none), or typed `at`.

        Raises NotAllowed while the person is unknown: we would read dates in the wrong time zone.
        """
        refresh = self.services.refresh
        found = queries.reading(self.context, actor, channel, now=at or self.now)
        if found.person is None:
            refresh.later(refresh.refresh_person(actor))
        in_it = found.channel is not None and found.channel.member
        if not in_it and not guards.is_direct(channel):
            refresh.later(refresh.refresh_channel(channel))
        if found.person is None:
            raise NotAllowed(UNKNOWN)
        return found

    def person(self, user: str) -> Person | None:
        """One person, if we know them."""
        refresh = self.services.refresh
        found = queries.person(self.context, user, now=self.now)
        if found is None:
            refresh.later(refresh.refresh_person(user))
        return found

    def named(self, text: str) -> str:
        """What somebody wrote, with the name beside everybody whom Slack only names by id.

        Every text passes here before it is read, so that what is kept of it says names too.
        """
        return queries.labelled(self.context, text, now=self.now)

    def customers(self, actor: str, text: str) -> Mapping[str, str]:
        """The names by key of the customers that this person may be shown and a line may name."""
        if not mentions(text):
            return {}
        return names.known_in(self.context, actor, text, now=self.now)

    def reader(
        self,
        user: str,
        items: Sequence[Item] = (),
        *,
        said: Iterable[Facts] = (),
        named: Iterable[str] = (),
    ) -> Reader:
        """How to write privately to this person about these items, and what is `said` of them.

        `named` are more people whom it names, by id.
        """
        return queries.reader_of(self.context, user, items, said=said, named=named, now=self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`text` is what to read, `typed` everything that was typed, returned if reading fails.

    `waited` means that it was typed some time ago: `reading` is as of then, and a list in it is
    `kept_as` the draft of this name. `permalink` links to the message that it stands in, "" for a
    command.
    """

    request: Request
    typed: str
    text: str
    reading: Reading
    waited: bool = False
    permalink: str = ""
    kept_as: str = ""

    @property
    def actor(self) -> str:
        """Who typed it (a user id)."""
        return self.request.actor

    def as_if(self, text: str) -> Self:
        """The same line with another text."""
        return replace(self, text=text)
