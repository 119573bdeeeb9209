"""Repair: looks for messages that are there once too often and deletes them (reliability §4.7)."""

import logging
from collections.abc import AsyncIterator
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot import answers, lookup
from bot.clock import Clock
from bot.threads import Threads
from workflows import repair
from workflows.desk import Desk
from workflows.outcomes import Refused
from workflows.repair import Search

log = logging.getLogger("backstop.delivery")


async def settle_due(client: AsyncWebClient, desk: Desk, *, clock: Clock, threads: Threads) -> None:
    """Look at every message in doubt whose hour is over: one copy stays of what was to be said."""
    for search in await threads.run(repair.due, desk, clock()):
        try:
            channel = await lookup.conversation(client, search.channel)
            kept, *extra = await _found(client, search, channel)
            if not kept:
                extra = await threads.run(repair.unowned, desk, channel, copies=extra, now=clock())
            if extra:
                await threads.run(repair.intend, desk, search, copies=extra, now=clock())
            for ts in extra:
                await _delete(client, channel, ts)
        except answers.FAULTS as fault:
            error = answers.error_code(fault)
            log.warning("action=unrepaired token=%s error=%s", search.doubt.token, error)
            await threads.run(repair.unreadable, desk, search, clock())
            continue
        if extra:
            log.warning("action=repaired channel=%s token=%s", channel, search.doubt.token)
        await threads.run(
            repair.settled, desk, search, kept=kept, deleted=tuple(extra), now=clock()
        )


async def _found(client: AsyncWebClient, search: Search, channel: str) -> list[str]:
    """Where the copies are, first the one that stays: what people have answered in a thread.

    It is "" if none stays.
    """
    copies = [message async for message in _copies(client, search, channel)]
    copies.sort(key=lambda message: (not message.get("reply_count"), float(message["ts"])))
    found = [str(message["ts"]) for message in copies]
    return (found or [search.ts]) if search.ts else ["", *found]


def _copies(client: AsyncWebClient, search: Search, channel: str) -> AsyncIterator[dict[str, Any]]:
    return lookup.each(
        client,
        channel,
        token=search.doubt.token,
        threads=search.threads,
        since=search.doubt.first_try_at,
    )


async def _delete(client: AsyncWebClient, channel: str, ts: str) -> None:
    """Delete one message, which may be gone already."""
    try:
        await client.chat_delete(channel=channel, ts=ts)
    except answers.FAULTS as fault:
        if answers.failed(fault) != Refused("message_not_found"):
            raise
