"""Looking for a message whose answer was lost, by the token in its metadata (reliability §4.5)."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot import paging
from workflows.deliver import Errand
from workflows.outcomes import Sent

MARGIN = timedelta(days=1)
"""How far before our own first try the search starts: our clock may have been ahead of Slack's, by
hours where its zone was set wrong. What lies behind is read only if the message is not there."""


async def find(client: AsyncWebClient, errand: Errand) -> Sent | None:
    """Where Slack has the errand's message; None if it does not have it.

    Raises one of `answers.FAULTS` when the history cannot be read.
    """
    channel = await _conversation(client, errand.channel)
    copies = each(
        client,
        channel,
        token=errand.token,
        thread=errand.args.get("thread_ts", ""),
        since=errand.parcel.first_try_at,
    )
    async for message in copies:
        return Sent(channel, message["ts"])
    return None


async def each(
    client: AsyncWebClient, channel: str, *, token: str, thread: str, since: datetime
) -> AsyncIterator[dict[str, Any]]:
    """Every message with this token, in a channel's history or under the message at `thread`.

    Raises one of `answers.FAULTS` when the history cannot be read, at once if it is asked too fast.
    """
    asked: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{(since - MARGIN).timestamp():.6f}",
        "include_all_metadata": True,
    }
    method = "conversations.replies" if thread else "conversations.history"
    asked |= {"ts": thread} if thread else {}
    async for message in paging.each(client, method, asked, key="messages", patience=1):
        if _token(message) == token:
            yield message


async def _conversation(client: AsyncWebClient, channel: str) -> str:
    """The id under which the history can be read; a person's is their conversation with us."""
    if not channel.startswith(("U", "W")):
        return channel
    opened = await client.conversations_open(users=channel)
    return str(opened["channel"]["id"])


def _token(message: dict[str, Any]) -> object:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("token")
