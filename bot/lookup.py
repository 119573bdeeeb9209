"""Looking for a message whose answer was lost, by the token in its metadata (reliability §4.5)."""

from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot import paging
from workflows.deliver import Errand
from workflows.outcomes import Sent

MARGIN = timedelta(minutes=5)
"""How far before our own first try the search starts: Slack's clock is not ours."""


async def find(client: AsyncWebClient, errand: Errand) -> Sent | None:
    """Where Slack has the errand's message; None if it does not have it.

    Raises one of `answers.FAULTS` when the history cannot be read.
    """
    channel = await _conversation(client, errand.channel)
    oldest = (errand.parcel.first_try_at - MARGIN).timestamp()
    asked: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{oldest:.6f}",
        "include_all_metadata": True,
    }
    method = "conversations.history"
    if thread := errand.args.get("thread_ts"):
        method = "conversations.replies"
        asked["ts"] = thread
    async for message in paging.each(client, method, asked, key="messages"):
        if _token(message) == errand.token:
            return Sent(channel, message["ts"])
    return None


async def _conversation(client: AsyncWebClient, channel: str) -> str:
    """The id under which the history can be read; a person's is their conversation with us."""
    if not channel.startswith(("U", "W")):
        return channel
    opened = await client.conversations_open(users=channel)
    return str(opened["channel"]["id"])


def _token(message: dict[str, Any]) -> object:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("token")
