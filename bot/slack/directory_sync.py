"""The directory sync: keeps people, groups and channels up to date in the database.

No request and no heartbeat waits for it; if it fails, what was known before stays.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.process.clock import Clock, stopwatch
from bot.process.jitter import jitter
from bot.process.worker_pool import WorkerPool
from bot.slack import objects, paging, responses
from bot.slack.bucket import Bucket
from bot.slack.objects import Identity
from workflows.channels import membership
from workflows.items import queries
from workflows.outbox.result import RATELIMITED, Later
from workflows.people import sync
from workflows.transaction.unit_of_work import WorkspaceContext

PEOPLE_EVERY = timedelta(hours=6)
"""Events tell of changes at once; this catches the ones that were missed."""
CHANNELS_EVERY = timedelta(seconds=45)
"""Slack sends no event when a public channel becomes private, and we must know within a minute. It
takes one call for each CHANNELS_PAGE, of the fifty a minute that Slack allows."""
CHANNELS_PAGE = 999
LISTING_RESTS = (1, 2, 4, 8, 16, 32)  # seconds
AGAIN_AFTER = timedelta(minutes=1)
"""How soon either is read again if that failed."""
MEMBERS_AT_ONCE = 20
MEMBERS_PAGE = 999
PEOPLE_BATCH = 200
NO_GROUPS = "plan_upgrade_required"
"""Slack's error on a plan without user groups: any that we know reach nobody any more."""

log = logging.getLogger("backstop.directory")


class Directory:
    """Reads Slack and writes through workflows; every method tolerates Slack's failures."""

    def __init__(
        self,
        context: WorkspaceContext,
        client: AsyncWebClient,
        *,
        identity: Identity,
        clock: Clock,
        threads: WorkerPool,
        seconds: Callable[[], float] = stopwatch,
        random: Random | None = None,
    ) -> None:
        self._context, self._client, self._identity = context, client, identity
        self._clock, self._threads, self._seconds = clock, threads, seconds
        self._channels_turn = asyncio.Lock()  # or an older answer might be saved after a newer one
        each = timedelta(minutes=1) / membership.A_MINUTE
        self._members = Bucket(seconds, size=MEMBERS_AT_ONCE, every=each)
        self._members_wanted: set[str] = set()
        self._unlisted: dict[str, float] = {}
        self._random = random or jitter()
        self._due: dict[str, float] = {}
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._behind: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()

    def freshen(self) -> None:
        """Start reading what has grown stale, unless that is in progress; returns at once.

        People are read beside the channels: listing many thousands of them takes minutes.
        """
        self._unless_under_way("people", self._freshen_people)
        self._unless_under_way("channels", self._freshen_channels)

    def _unless_under_way(self, what: str, read: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if what not in self._reading or self._reading[what].done():
            self._reading[what] = asyncio.create_task(read())

    def later(self, reading: Coroutine[Any, Any, None]) -> None:
        """Read something in the background; callable from any thread."""
        self._loop.call_soon_threadsafe(self._start, reading)

    def _start(self, reading: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(reading)
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    async def settled(self, at_most: timedelta | None = None) -> None:
        """Wait until the reading in progress has ended, or for `at_most`."""
        if under_way := self._under_way():
            await asyncio.wait(under_way, timeout=at_most.total_seconds() if at_most else None)

    async def stop(self) -> None:
        """Stop reading."""
        for task in (under_way := self._under_way()):
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _under_way(self) -> list[asyncio.Task[None]]:
        return [*self._behind, *self._reading.values()]

    async def list_channels(self) -> None:
        """Read all channels now; if Slack fails, try again for about a minute."""
        for rest in (*LISTING_RESTS, None):
            async with self._channels_turn:
                if await self._tolerant("channels", self._read_channels):
                    return
            if rest:
                await asyncio.sleep(rest)

    async def refresh_person(self, user: str) -> None:
        """Read one person again."""
        await self._tolerant("person", lambda: self._read_person(user))

    async def person_changed(self, told: Mapping[str, Any]) -> None:
        """Read one person again, unless only things that we do not keep have changed."""
        await self._tolerant("person", lambda: self._read_changed(told))

    async def refresh_channel(self, channel: str) -> None:
        """Read one channel and its members again."""
        async with self._channels_turn:
            await self._tolerant("channel", lambda: self._read_channel(channel))

    async def refresh_members(self, channel: str) -> None:
        """Read one channel's members again if a call is left; otherwise they wait their turn.

        Does nothing while another reading of the same channel waits to begin.
        """
        if channel not in self._members_wanted and not self._members.take():
            await self._list_members(channel)

    async def _list_members(self, channel: str) -> None:
        self._members_wanted.add(channel)
        async with self._channels_turn:
            self._members_wanted.remove(channel)
            if not await self._tolerant("members", lambda: self._read_members(channel)):
                self._unlisted[channel] = self._seconds() + membership.EVERY.total_seconds()

    async def refresh_groups(self) -> None:
        """Read all user groups again; a workspace on the free plan has none."""
        await self._tolerant("groups", self._read_groups)

    async def _freshen_people(self) -> None:
        await self._if_due("people", self._read_everybody, every=PEOPLE_EVERY)

    async def _freshen_channels(self) -> None:
        async with self._channels_turn:
            await self._if_due("channels", self._read_channels, every=CHANNELS_EVERY)
        await self._tolerant("members", self._read_stale_members)

    async def _if_due(
        self, what: str, read: Callable[[], Awaitable[None]], *, every: timedelta
    ) -> None:
        begun = self._seconds()
        if begun >= self._due.get(what, 0.0):
            was_read = await self._tolerant(what, read)
            again = begun + every.total_seconds()
            self._due[what] = again if was_read else self._seconds() + AGAIN_AFTER.total_seconds()

    async def _read_stale_members(self) -> None:
        """List the members of channels that are due, while calls are left.

        The database says which are due, because other bots read them too. Channels that have just
        failed are skipped.
        """
        while True:
            now = self._seconds()
            self._unlisted = {one: until for one, until in self._unlisted.items() if until > now}
            due = await self._threads.run(
                membership.due, self._context, self._clock(), but=[*self._unlisted]
            )
            if not due or self._members.take():
                return
            await self._list_members(self._random.choice(due))

    async def _tolerant(self, what: str, read: Callable[[], Awaitable[None]]) -> bool:
        """True if it could be read."""
        try:
            await read()
        except responses.FAULTS as fault:
            log.warning("action=unread what=%s error=%s", what, responses.error_code(fault))
            return False
        except Exception:
            log.exception("action=unread what=%s", what)
            return False
        return True

    async def _read_everybody(self) -> None:
        await self._read_people()
        await self.refresh_groups()

    async def _read_people(self) -> None:
        batch = []
        listed = paging.each(self._client, "users.list", {"include_locale": True}, key="members")
        async for user in listed:
            batch.append(objects.person(user, identity=self._identity))
            if len(batch) == PEOPLE_BATCH:
                await self._save(sync.save_people, batch)
                batch = []
        await self._save(sync.save_people, batch)

    async def _read_changed(self, told: Mapping[str, Any]) -> None:
        found = objects.person(told, identity=self._identity)
        known = await self._threads.run(queries.person, self._context, found.id, now=self._clock())
        if known is None or known != replace(
            found, locale=found.locale or known.locale, absences=known.absences
        ):
            await self._read_person(found.id)

    async def _read_person(self, user: str) -> None:
        found = await self._client.users_info(user=user, include_locale=True)
        person = objects.person(found["user"], identity=self._identity)
        await self._save(sync.person_changed, person)

    async def _read_channels(self) -> None:
        asked = {"types": "public_channel,private_channel"}
        run, context = self._threads.run, self._context
        before = await run(sync.channels_joined, context, self._clock())
        listed = paging.each(
            self._client, "users.conversations", asked, key="channels", size=CHANNELS_PAGE
        )
        found = [objects.channel(channel) async for channel in listed]
        await run(sync.channels_listed, context, found, before=before, now=self._clock())

    async def _read_channel(self, channel: str) -> None:
        try:
            found = await self._client.conversations_info(channel=channel)
        except SlackApiError as refused:
            if responses.error_code(refused) != "channel_not_found":
                raise
            await self._save(sync.channel_hidden, channel)
            return
        facts = objects.channel(found["channel"])
        if facts.id != channel:  # we missed the event with its new id
            change = sync.channel_id_changed
            await self._threads.run(change, self._context, channel, facts.id, now=self._clock())
        await self._save(sync.save_channels, [facts])
        if facts.member and not facts.archived and not self._members.take():
            await self._read_members(facts.id)

    async def _read_members(self, channel: str) -> None:
        run, asked_at = self._threads.run, self._clock()
        before = await run(membership.checked_at, self._context, channel, asked_at)
        asked, size = {"channel": channel}, MEMBERS_PAGE
        listed = paging.each(
            self._client, membership.METHOD, asked, key="members", size=size, patience=1
        )
        try:
            members = [member async for member in listed]
        except SlackApiError as refused:
            outcome = responses.failed(refused)
            if isinstance(outcome, Later) and outcome.error == RATELIMITED:
                self._members.hold(outcome.retry_after)
                until = asked_at + outcome.retry_after
                await run(membership.too_fast, self._context, asked_at, until=until)
            raise
        await run(membership.listed, self._context, channel, members, before=before, now=asked_at)

    async def _read_groups(self) -> None:
        groups = {
            group["id"]: (group.get("handle") or group["id"], tuple(group.get("users") or ()))
            for group in await self._groups_listed()
            if not group.get("date_delete")
        }
        await self._save(sync.save_groups, groups)

    async def _groups_listed(self) -> list[dict[str, Any]]:
        try:
            answer = await self._client.usergroups_list(include_users=True)
        except SlackApiError as refused:
            if responses.error_code(refused) != NO_GROUPS:
                raise
            return []
        return answer.get("usergroups") or []

    async def _save(self, workflow: Callable[..., None], found: Any) -> None:
        await self._threads.run(workflow, self._context, found, self._clock())
