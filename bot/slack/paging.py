"""Reads a Slack list to its end, patiently."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import responses
from workflows.outbox.result import Later

PAGE = 200
"""Entries per page, as Slack recommends."""
PATIENCE = 5
"""How often in a row one page may be refused as too fast before the whole list is."""


async def each(
    client: AsyncWebClient,
    method: str,
    asked: Mapping[str, Any],
    *,
    key: str,
    patience: int = PATIENCE,
    size: int = PAGE,
) -> AsyncIterator[Any]:
    """Every entry under `key`, page after page; raises one of `responses.FAULTS`."""
    cursor = ""
    while True:
        this = {**asked, "limit": size, "cursor": cursor}
        page = await _page(client, method, this, patience=patience)
        for entry in page.get(key) or []:
            yield entry
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


async def _page(
    client: AsyncWebClient, method: str, asked: Mapping[str, Any], *, patience: int
) -> dict[str, Any]:
    """One page; a 429 is waited out."""
    filled = {name: value for name, value in asked.items() if value != ""}
    for left in reversed(range(patience)):
        try:
            found = (await client.api_call(method, params=filled)).data
        except SlackApiError as refused:
            outcome = responses.failed(refused)
            if not left or not isinstance(outcome, Later):
                raise
            await asyncio.sleep(outcome.retry_after.total_seconds())
        else:
            return found if isinstance(found, dict) else {}
    return {}
