"""The playground as one object: start it, fill it with people and channels, drive them, read what
happened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self

from playground.expectations import Expectations
from playground.person.other_apps import OtherApp
from playground.person.person import Person
from playground.person.stage import Stage
from playground.state import membership
from playground.state.engine import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Engine
from playground.state.faults import Faults
from playground.state.grants import Grants
from playground.state.manifest import Manifest
from playground.state.signal import WITHIN
from playground.state.throttle import Throttle
from playground.state.workspace import Channel, ChannelKind, Group, Json, User, Workspace
from playground.wire import envelopes, handshakes
from playground.wire.delivery import Deliveries, Transport
from playground.wire.http import HttpDelivery
from playground.wire.request_urls import RequestUrls
from playground.wire.server import Server
from playground.wire.socket_mode import Sockets


class Playground:
    """A loopback Slack workspace on 127.0.0.1.

    The manifest says whether the bot is reached by Socket Mode or by HTTP (see `found_at`).
    `clock` gives the virtual instant (aware UTC). `seconds` measures what ages (triggers, response
    URLs, rate limits); by default it is the virtual clock plus the real time gone by since the
    start, because a virtual clock stands still between fast-forwards. For `ack_seconds` of real
    time Slack waits for an acknowledgement, and for the form that a trigger is for.
    `post_gap` is the seconds Slack wants between two posts to one channel; a demo may hurry.
    `team_id` tells two playgrounds apart. Everything runs on the loop that calls `start`.
    """

    bot_token, app_token, signing_secret = BOT_TOKEN, APP_TOKEN, SIGNING_SECRET

    def __init__(
        self,
        manifest: str | Path | Json,
        *,
        clock: Callable[[], datetime],
        seconds: Callable[[], float] | None = None,
        ack_seconds: float = 3.0,
        event_retry_seconds: Sequence[float] = (0.0, 60.0, 300.0),
        record: str | Path | None = None,
        post_gap: float = 1.0,
        team_id: str = "T0PLAY",
    ) -> None:
        started = monotonic()
        measured = seconds or (lambda: clock().timestamp() + monotonic() - started)
        self.workspace = Workspace(clock=clock, team_id=team_id)
        self.faults = Faults()
        self.engine = Engine(
            workspace=self.workspace,
            manifest=Manifest.read(manifest),
            grants=Grants(seconds=measured, trigger_seconds=ack_seconds),
            throttle=Throttle(seconds=measured, post_gap=post_gap),
            seconds=measured,
        )
        self.recorder = self.engine.recorder
        if record is not None:
            self.recorder.open(record)
        self.sockets = Sockets(engine=self.engine, ack_seconds=ack_seconds)
        self.server = Server(self.engine, self.sockets, self.faults)
        self._request_urls = RequestUrls(manifest=self.engine.manifest)
        self._http = HttpDelivery(self._request_urls.next, ack_seconds=ack_seconds)
        self.deliveries = Deliveries(
            transport=self.sockets if self.engine.manifest.socket_mode else self._http,
            recorder=self.recorder,
            signal=self.workspace.signal,
            retry_seconds=event_retry_seconds,
        )
        self.stage = Stage(engine=self.engine, deliveries=self.deliveries)
        self.engine.send_event = self.stage.event
        self.expectations = Expectations(self.workspace)
        name = self.engine.manifest.bot_name
        self._add(User(id=self.workspace.bot_user, name=name.lower(), real_name=name, is_bot=True))

    @property
    def api_url(self) -> str:
        """Base of the Web API; ends in /api/."""
        return f"{self.engine.base_url}/api/"

    def deliver_over(self, transport: Transport) -> None:
        """Reach the bot another way than the manifest asks for."""
        self.deliveries.transport = transport

    async def found_at(self, *servers: str) -> None:
        """Find the public host of the manifest's request URLs at these servers, each in its turn,
        such as `http://127.0.0.1:3000`; each has to answer Slack's challenge first.
        """
        self._request_urls.servers = servers
        for _ in servers:
            await handshakes.verify(self.deliveries)

    async def start(self, port: int = 0) -> Self:
        """Listen on 127.0.0.1."""
        await self.server.start(port)
        return self

    async def stop(self) -> None:
        """Let go what hangs, stop listening, close the record."""
        self.faults.clear()
        await self.deliveries.stop()
        await self._http.close()
        await self.server.stop()
        self.recorder.close()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def _add(self, user: User) -> User:
        user.team_id = user.team_id or self.workspace.team_id
        self.workspace.users[user.id] = user
        self.workspace.changed()
        return user

    def add_person(
        self, name: str, *, real_name: str = "", tz: str | None = "UTC", **more: Any
    ) -> Person:
        """A new member; `more` are fields of User (is_admin, is_stranger, …)."""
        user = User(
            id=self.workspace.next_id("U"),
            name=name,
            real_name=real_name or name.title(),
            tz=tz,
            **more,
        )
        return Person(self.stage, self._add(user))

    def add_app(self, name: str) -> OtherApp:
        """Another app, with a bot of its own."""
        bot_id, user_id = (self.workspace.next_id(letter) for letter in "BU")
        bot = User(id=user_id, name=name, real_name=name, is_bot=True, bot_id=bot_id)
        return OtherApp(self.workspace, self._add(bot))

    def limit_history(self, *, calls_a_minute: int = 1, messages: int = 15) -> None:
        """Give as little history as Slack gives to apps sold outside its Marketplace."""
        for method in ("conversations.history", "conversations.replies"):
            self.engine.throttle.per_minute[method] = calls_a_minute
        self.engine.longest_history = messages

    def add_channel(
        self,
        name: str,
        members: Sequence[str] = (),
        *,
        private: bool = False,
        with_bot: bool = True,
        is_ext_shared: bool = False,
    ) -> Channel:
        """A new channel with these people, by name, and the bot."""
        ids = [self.workspace.user(one).id for one in members]
        if with_bot:
            ids.append(self.workspace.bot_user)
        channel = Channel(
            id=self.workspace.next_id("C"),
            name=name.removeprefix("#"),
            kind=ChannelKind.PRIVATE if private else ChannelKind.PUBLIC,
            creator=ids[0] if ids else "",
            created_at=self.workspace.clock(),
            members=ids,
            is_ext_shared=is_ext_shared,
        )
        self.workspace.channels[channel.id] = channel
        self.workspace.changed()
        return channel

    def add_group_message(self, *people: str) -> Channel:
        """A conversation of these people, by name, which no app can join."""
        name = f"mpdm-{'--'.join(people)}-1"
        channel = self.add_channel(name, people, with_bot=False)
        channel.kind = ChannelKind.MPIM
        return channel

    def add_group(self, handle: str, members: Sequence[str] = (), *, name: str = "") -> Group:
        """A new user group of these people, by name."""
        ids = [self.workspace.user(one).id for one in members]
        group = Group(
            id=self.workspace.next_id("S"), handle=handle, name=name or handle, members=ids
        )
        self.workspace.groups[group.id] = group
        return group

    def person(self, name: str) -> Person:
        """Somebody by handle or id."""
        return Person(self.stage, self.workspace.user(name))

    def channel(self, name: str) -> Channel:
        """A channel by #name or id."""
        return self.workspace.channel(name)

    def deactivate(self, name: str) -> None:
        """Switch an account off."""
        membership.deactivate(self.engine, self.workspace.user(name))

    def archive(self, channel: str, *, by: str | None = None) -> None:
        """Archive a channel."""
        place = self.workspace.channel(channel)
        membership.archive_channel(self.engine, place, self.workspace.user(by or place.creator).id)

    def unarchive(self, channel: str, *, by: str | None = None) -> None:
        """Open an archived channel again."""
        place = self.workspace.channel(channel)
        by_whom = self.workspace.user(by or place.creator).id
        membership.unarchive_channel(self.engine, place, by_whom)

    def uninstall(self) -> None:
        """Take the app out of the workspace: its token is dead from now on."""
        self.engine.emit("app_uninstalled", {"type": "app_uninstalled"})
        tokens = {"oauth": [], "bot": [self.workspace.bot_user]}
        self.engine.emit("tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})
        self.engine.token_error = "account_inactive"

    def reinstall(self) -> None:
        """Put the app back."""
        self.engine.token_error = None

    def set_group(self, handle: str, members: Sequence[str]) -> None:
        """Replace the members of a user group, by name."""
        group = next(g for g in self.workspace.groups.values() if g.handle == handle)
        membership.set_group(self.engine, group, [self.workspace.user(m).id for m in members])

    def disable_group(self, handle: str) -> None:
        """Switch a user group off."""
        group = next(g for g in self.workspace.groups.values() if g.handle == handle)
        membership.disable_group(self.engine, group)

    async def settled(self, *, within: float = WITHIN) -> None:
        """Wait until no payload awaits its answer and no Web API call is being worked on.

        A bot that acknowledges first and works later is not seen: wait for what it does instead.
        """
        idle = await self.workspace.signal.until(
            lambda: self.deliveries.in_flight == 0 and self.server.busy == 0, within=within
        )
        if idle is None:
            raise TimeoutError(f"still {self.deliveries.in_flight} payloads without an answer")

    def send_event(self, body: Json) -> None:
        """Send any event to the bot, subscribed or not."""
        self.deliveries.start_event(envelopes.event(self.engine, body))
