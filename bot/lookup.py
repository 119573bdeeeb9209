"""Looking for a message whose answer was lost, by the token in its metadata (reliability §4.5)."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import answers, paging
from workflows.deliver import Errand
from workflows.outcomes import Sent

MARGIN = timedelta(days=1)
"""How far before our own first try the search starts: our clock may have been ahead of Slack's, by
hours where its zone was set wrong. What lies behind is read only if the message is not there."""

NO_THREAD = "thread_not_found"
"""The message at its root was deleted, and nothing was said under it."""


async def find(client: AsyncWebClient, errand: Errand) -> Sent | None:
    """Where Slack has the errand's message; None if it does not have it.

    Raises one of `answers.FAULTS` when the history cannot be read.
    """
    channel = await conversation(client, errand.channel)
    since = errand.parcel.first_try_at
    async for message in everywhere(client, channel, threads=errand.threads, since=since):
        if errand.token in tokens(message):
            adrift = bool(errand.threads) and answers.is_root(message)
            return Sent(channel, message["ts"], adrift=adrift)
    return None


async def each(
    client: AsyncWebClient, channel: str, *, token: str, threads: Collection[str], since: datetime
) -> AsyncIterator[dict[str, Any]]:
    """Every message sent under this token, in a channel or under the messages at `threads`.

    Raises one of `answers.FAULTS` when the history cannot be read, at once if it is asked too fast.
    """
    async for message in everywhere(client, channel, threads=threads, since=since):
        if token in tokens(message)[:1]:
            yield message


async def everywhere(
    client: AsyncWebClient, channel: str, *, threads: Collection[str], since: datetime
) -> AsyncIterator[dict[str, Any]]:
    """Each message under `threads` once, and then of the channel: there go replies to what is gone.

    Raises one of `answers.FAULTS` when the history cannot be read, at once if it is asked too fast.
    """
    seen = set()
    for thread in (*threads, ""):
        async for message in _readable(client, channel, thread=thread, since=since):
            if message["ts"] not in seen:
                seen.add(message["ts"])
                yield message


async def _readable(
    client: AsyncWebClient, channel: str, *, thread: str, since: datetime
) -> AsyncIterator[dict[str, Any]]:
    """What was said there; nothing where the thread is gone."""
    try:
        async for message in messages(client, channel, thread=thread, since=since, patience=1):
            yield message
    except SlackApiError as fault:
        if answers.error_code(fault) != NO_THREAD:
            raise


async def messages(
    client: AsyncWebClient,
    channel: str,
    *,
    thread: str = "",
    since: datetime,
    patience: int = paging.PATIENCE,
) -> AsyncIterator[dict[str, Any]]:
    """What was said in a channel, or under the message at `thread`, since MARGIN before `since`.

    Raises one of `answers.FAULTS` when the history cannot be read.
    """
    asked: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{(since - MARGIN).timestamp():.6f}",
        "include_all_metadata": True,
    }
    method = "conversations.replies" if thread else "conversations.history"
    asked |= {"ts": thread} if thread else {}
    async for message in paging.each(client, method, asked, key="messages", patience=patience):
        yield message


async def conversation(client: AsyncWebClient, channel: str) -> str:
    """The id under which the history can be read; a person's is their conversation with us."""
    if not channel.startswith(("U", "W")):
        return channel
    opened = await client.conversations_open(users=channel)
    return str(opened["channel"]["id"])


def tokens(message: dict[str, Any]) -> tuple[str, ...]:
    """The tokens of the notices that a message brought, the one it was sent under first."""
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return tuple(str(name) for name in (payload.get("token"), *payload.get("also", ())) if name)
