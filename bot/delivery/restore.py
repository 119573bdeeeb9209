"""Looks in Slack for everything that may have been sent since a backup was taken.

Runs once, at a start with `--recovered-at`, before anything is sent or answered.
"""

import asyncio
import logging
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

from bot.delivery.send import GIVE_UP_LOOKING
from bot.process.clock import Clock
from bot.process.worker_pool import WorkerPool
from bot.slack import responses
from bot.slack.message_search import Histories, Json, Place
from workflows.outbox import restore
from workflows.outbox.restore import Conversation, Seen
from workflows.outbox.result import Refused
from workflows.transaction.unit_of_work import WorkspaceContext

EARLIER = timedelta(minutes=10)
"""The backup may be older by this much than `--recovered-at` says."""
FIRST_REST, LONGEST_REST = timedelta(seconds=1), timedelta(seconds=60)

log = logging.getLogger("backstop.recovery")


class Restore:
    """One search of Slack, for a database that is back to its state at `recovered_at` (UTC)."""

    def __init__(
        self,
        context: WorkspaceContext,
        histories: Histories,
        *,
        recovered_at: datetime,
        clock: Clock,
        threads: WorkerPool,
    ) -> None:
        self._context, self._histories = context, histories
        self._clock, self._run = clock, threads.run
        self._since = recovered_at - EARLIER
        self._counts: Counter[str] = Counter()
        self._roots: dict[str, dict[str, Json]] = {}

    async def run(self) -> None:
        """Settle every doubt: note what was sent, and let the rest be sent."""
        begin = partial(restore.begin, since=self._since, now=self._clock())
        begun = await self._run(begin, self._context)
        for where in await self._run(
            restore.conversations, self._context, begun.rows, self._clock()
        ):
            channel, seen = await self._settle(where)
            if seen and channel == where.recipient:
                await self._lay_to_rest(channel, seen, after=begun.newest_item)
                follow = partial(restore.follow_cards, now=self._clock())
                await self._run(follow, self._context, channel, seen)
        for where in await self._run(restore.threads, self._context, begun.rows, self._clock()):
            await self._settle(where)
        log.warning(
            "action=looked_up found=%d unseen=%d unreadable=%d lost=%d",
            *(self._counts[word] for word in ("found", "unseen", "unreadable", "lost")),
        )

    async def _settle(self, where: Conversation) -> tuple[str, Seen | None]:
        """Settle every doubt in one place; returns what was read there."""
        channel, seen = await self._read(where)
        settle = partial(restore.settle, channel=channel, seen=seen, since=self._since)
        found = await self._run(settle, self._context, where, now=self._clock())
        left = "unreadable" if seen is None else "unseen"
        self._counts.update({"found": found, left: len(where.rows) - found})
        return channel, seen

    async def _lay_to_rest(self, channel: str, seen: Seen, *, after: int) -> None:
        lay = partial(restore.lay_to_rest, after=after, now=self._clock())
        lost = await self._run(lay, self._context, channel, seen)
        for item in lost:
            log.warning("action=lost item=%s channel=%s ts=%s", item.label, channel, item.card_ts)
        self._counts.update({"lost": len(lost)})

    async def _read(self, where: Conversation) -> tuple[str, Seen | None]:
        """A conversation's id and its messages by token; None if they cannot be read.

        Temporary faults are retried for as long as we would look for a lost answer.
        """
        rest, waited = FIRST_REST, timedelta(0)
        while True:
            try:
                return await self._messages(where)
            except Exception as fault:
                log.warning(
                    "action=unreadable channel=%s error=%s",
                    where.recipient,
                    responses.error_code(fault),
                    exc_info=not isinstance(fault, responses.FAULTS),
                )
                if isinstance(responses.failed(fault), Refused) or waited >= GIVE_UP_LOOKING:
                    return where.recipient, None
            await asyncio.sleep(rest.total_seconds())
            rest, waited = min(2 * rest, LONGEST_REST), waited + rest

    async def _messages(self, where: Conversation) -> tuple[str, Seen]:
        channel = await self._histories.conversation(where.recipient)
        place = Place(
            channel=channel,
            threads=where.threads,
            since=self._since,
            until=self._clock(),
        )
        search = await self._histories.everything(place)
        messages = {name: said for said, tokens in search.found for name in tokens}
        if where.threads:  # replies to a deleted card are in the channel itself
            messages = self._roots.get(channel, {}) | messages
        else:
            self._roots[channel] = {name: {"ts": said["ts"]} for name, said in messages.items()}
        return channel, Seen(messages=messages, certain=not search.nameless)
