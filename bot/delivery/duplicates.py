"""Finds messages that were sent twice and deletes the copies."""

import logging
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.process.clock import Clock
from bot.process.worker_pool import WorkerPool
from bot.slack import responses
from bot.slack.message_search import Histories, NotYet, Place
from workflows.outbox import duplicates
from workflows.outbox.duplicates import Search
from workflows.outbox.result import Refused
from workflows.transaction.unit_of_work import WorkspaceContext

log = logging.getLogger("backstop.delivery")


async def settle_due(
    client: AsyncWebClient,
    context: WorkspaceContext,
    *,
    histories: Histories,
    clock: Clock,
    threads: WorkerPool,
) -> None:
    """Check every message that has been in doubt for an hour, and keep one copy of it."""
    for search in await threads.run(duplicates.due, context, clock()):
        try:
            await _settle(
                client, context, search, histories=histories, clock=clock, threads=threads
            )
        except NotYet as yet:
            if not yet.hopeless:
                until = clock() + yet.wait
                await threads.run(duplicates.postpone, context, search, until=until, now=clock())
                return
            await threads.run(duplicates.unreadable, context, search, clock())
        except Exception as fault:
            log.warning(
                "action=unrepaired token=%s error=%s",
                search.duplicate.token,
                responses.error_code(fault),
                exc_info=not isinstance(fault, responses.FAULTS),
            )
            await threads.run(duplicates.unreadable, context, search, clock())


async def _settle(
    client: AsyncWebClient,
    context: WorkspaceContext,
    search: Search,
    *,
    histories: Histories,
    clock: Clock,
    threads: WorkerPool,
) -> None:
    channel = await histories.conversation(search.channel)
    kept, *extra = await _found(histories, search, channel, now=clock())
    if not kept:
        extra = await threads.run(duplicates.unowned, context, channel, copies=extra, now=clock())
    if extra:
        await threads.run(duplicates.intend, context, search, copies=extra, now=clock())
    for ts in extra:
        await _delete(client, channel, ts)
    if extra:
        log.warning("action=repaired channel=%s token=%s", channel, search.duplicate.token)
    await threads.run(
        duplicates.settled, context, search, kept=kept, deleted=tuple(extra), now=clock()
    )


async def _found(histories: Histories, search: Search, channel: str, *, now: datetime) -> list[str]:
    """The `ts` of each copy, the one to keep first: one with replies, or "" to keep none.

    A frozen process may have sent a copy at any time since the first try.
    """
    since = search.duplicate.first_try_at
    place = Place(channel=channel, threads=search.threads, adrift=True, since=since, until=now)
    copies = await histories.copies(search.duplicate.token, place)
    copies.sort(key=lambda message: (not message.get("reply_count"), float(message["ts"])))
    found = [str(message["ts"]) for message in copies]
    return (found or [search.ts]) if search.ts else ["", *found]


async def _delete(client: AsyncWebClient, channel: str, ts: str) -> None:
    """Delete one message, which may already be gone."""
    try:
        await client.chat_delete(channel=channel, ts=ts)
    except responses.FAULTS as fault:
        if responses.failed(fault) != Refused("message_not_found"):
            raise
