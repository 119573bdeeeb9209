"""Finds our messages in Slack, by the token in their metadata.

Slack may allow as little history as one call a minute and 15 messages. So a search reads only
around the instants of the attempts, all searches share one bucket of calls, and a search that has
to wait resumes where it stopped. Its position is kept in memory: there is seldom more than a page
to read, so a kill costs a call or two, while saving each page would cost a write.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.process.clock import stopwatch
from bot.slack import paging, responses
from bot.slack.bucket import Bucket
from messages.slack.api_calls import METADATA_EVENT
from workflows.outbox.dispatch import OutgoingCall
from workflows.outbox.duplicates import REPAIR_AFTER
from workflows.outbox.result import Later, Refused, Sent

Json = dict[str, Any]

MARGIN = timedelta(minutes=5)
"""How far around the tries a search reads: our clock may differ from Slack's
(`clock_guard.APART`)."""
NO_THREAD = "thread_not_found"
"""Slack's error when the root of a thread was deleted and nobody had replied."""
MOST_KEPT = 1000
"""Searches to keep; beyond that all are dropped, for some are never resumed."""


class NotYet(Exception):
    """No call may be made for `wait`; `hopeless` if Slack has refused too many in a row."""

    def __init__(self, wait: timedelta, *, hopeless: bool) -> None:
        super().__init__()
        self.wait, self.hopeless = wait, hopeless


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What to read: a channel, or the threads under these messages in it, between two instants.

    With `adrift` read both: Slack posts a reply to a deleted message in the channel itself.
    """

    channel: str
    threads: tuple[str, ...] = ()
    adrift: bool = False
    since: datetime
    until: datetime

    def asked(self, thread: str) -> Json:
        """The arguments of a call; with both ends given, the newest messages come first."""
        asked = {
            "channel": self.channel,
            "oldest": f"{(self.since - MARGIN).timestamp():.6f}",
            "latest": f"{(self.until + MARGIN).timestamp():.6f}",
            "include_all_metadata": True,
            "limit": paging.PAGE,
        }
        return asked | ({"ts": thread} if thread else {})


@dataclass(slots=True)
class Search:
    """How far a search has come: our messages by token; `nameless` if one has no token."""

    place: Place
    left: list[str] = field(init=False)
    """The threads still to read, "" for the channel."""
    cursor: str = ""
    found: list[tuple[Json, tuple[str, ...]]] = field(default_factory=list)
    nameless: bool = False

    def __post_init__(self) -> None:
        place = self.place
        self.left = [*place.threads, ""] if place.adrift or not place.threads else [*place.threads]

    def under(self, names: frozenset[str]) -> Json | None:
        """A message with one of these tokens, if there is any."""
        return next((said for said, tokens in self.found if names.intersection(tokens)), None)


class Histories:
    """Reads Slack's histories for the bot `bot_id`; all searches share one.

    `seconds` only ever rise.
    """

    def __init__(
        self, client: AsyncWebClient, bot_id: str, *, seconds: Callable[[], float] = stopwatch
    ) -> None:
        self._client, self.bot_id = client, bot_id
        self.bucket = Bucket(seconds)
        self._kept: dict[str, Search] = {}
        self._refused = 0

    async def conversation(self, channel: str) -> str:
        """The id under which the history can be read; a person's is their conversation with us."""
        if not channel.startswith(("U", "W")):
            return channel
        opened = await self._client.conversations_open(users=channel)
        return str(opened["channel"]["id"])

    async def find(self, call: OutgoingCall, *, now: datetime) -> Sent | bool:
        """Find the call's message; if it is not there, return whether that is certain.

        Raises NotYet, and every fault of reading the history.
        """
        message = call.message
        key = f"{call.token} {message.tried_until}"  # read everything again after another try
        search = self._kept.get(key) or Search(
            Place(
                channel=await self.conversation(call.channel),
                threads=call.threads,
                adrift=True,
                since=message.first_try_at,
                until=message.tried_until or now,
            )
        )
        await self._read(key, search, enough=lambda: search.under(message.names))
        if said := search.under(message.names):
            adrift = bool(call.threads) and responses.is_root(said)
            return Sent(search.place.channel, said["ts"], adrift=adrift)
        return message.echoed and not search.nameless

    async def copies(self, name: str, place: Place) -> list[Json]:
        """Every message that was sent under this token; raises as `find` does."""
        key = f"copies {name}"
        search = self._kept.get(key)
        if search is None or place.until - search.place.until >= REPAIR_AFTER:  # an old doubt
            search = Search(place)
        await self._read(key, search)
        copies = {said["ts"]: said for said, tokens in search.found if name == tokens[0]}
        return list(copies.values())

    async def everything(self, place: Place) -> Search:
        """All our messages in a place; waits whenever no call may be made."""
        search = Search(place)
        while True:
            try:
                await self._read("", search)
            except NotYet as yet:
                if yet.hopeless:
                    raise
                await asyncio.sleep(yet.wait.total_seconds())
            else:
                return search

    async def _read(
        self, key: str, search: Search, *, enough: Callable[[], object] = lambda: None
    ) -> None:
        """Read on, page by page; the position is kept if the search cannot go on."""
        self._keep(key, search)
        while search.left and not enough():
            if wait := self.bucket.take():
                raise self._not_yet(wait)
            page = await self._page(key, search)
            self._take_in(search, page)
            search.cursor = _next(page)
            if not search.cursor:
                del search.left[0]
        self._kept.pop(key, None)

    def _keep(self, key: str, search: Search) -> None:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = search

    async def _page(self, key: str, search: Search) -> Json:
        thread = search.left[0]
        method = "conversations.replies" if thread else "conversations.history"
        asked = search.place.asked(thread) | ({"cursor": search.cursor} if search.cursor else {})
        try:
            page = (await self._client.api_call(method, params=asked)).data
        except responses.FAULTS as fault:
            outcome = responses.failed(fault)
            if isinstance(outcome, Later) and outcome.retry_after:
                self._refused += 1
                self.bucket.hold(outcome.retry_after)
                raise self._not_yet(outcome.retry_after) from fault
            if thread and outcome == Refused(NO_THREAD):
                return {"messages": []}
            if isinstance(outcome, Refused):  # its cursor may have expired
                self._kept.pop(key, None)
            raise
        self._refused = 0
        if not isinstance(page, dict) or not isinstance(page.get("messages"), list):
            raise ValueError("no messages")  # not the same as none
        return page

    def _not_yet(self, wait: timedelta) -> NotYet:
        return NotYet(wait, hopeless=self._refused >= paging.PATIENCE)

    def _take_in(self, search: Search, page: Json) -> None:
        for said in page["messages"]:
            if not _is_by(said, self.bot_id):
                continue
            if names := tokens(said):
                search.found.append((said, names))
            elif said["ts"] not in search.place.threads:
                search.nameless = True


def _is_by(said: object, bot_id: str) -> bool:
    """True if it is a well-formed message of this bot."""
    return (
        isinstance(said, dict) and said.get("bot_id") == bot_id and isinstance(said.get("ts"), str)
    )


def tokens(said: Json) -> tuple[str, ...]:
    """The tokens of the notices in a message; the one it was sent under comes first.

    Only metadata that we could have written counts: a token, with the others in one string or, from
    older versions, in a list.
    """
    payload = _payload(said)
    first, also = payload.get("token"), payload.get("also", "")
    others = also.split() if isinstance(also, str) else also
    if not isinstance(others, list):
        return ()
    names = (first, *others)
    return names if all(isinstance(name, str) and name for name in names) else ()


def is_echo(answer: Json, *, sent: Json, bot_id: str) -> bool:
    """True if Slack's answer shows the message as our bot's, with the payload we sent."""
    said, told = answer.get("message"), answer.get("response_metadata")
    warnings = told.get("warnings") if isinstance(told, dict) else None
    warned = isinstance(warnings, list) and any("metadata" in str(one) for one in warnings)
    return _is_by(said, bot_id) and _payload(said) == _payload({"metadata": sent}) and not warned


def _payload(said: Any) -> Json:
    """The payload of our metadata; {} if the metadata is not ours."""
    metadata = said.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != METADATA_EVENT:
        return {}
    payload = metadata.get("event_payload")
    return payload if isinstance(payload, dict) else {}


def _next(page: Json) -> str:
    """The cursor of the next page; "" after the last one."""
    told = page.get("response_metadata")
    cursor = told.get("next_cursor") if isinstance(told, dict) else None
    return cursor if isinstance(cursor, str) else ""
