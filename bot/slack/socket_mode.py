"""Socket Mode: how Slack reaches a bot that has no public address.

The aiohttp client with a short ping notices a dead link within seconds and connects again by
itself; the builtin one stays deaf for up to a minute.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from aiohttp import WSMessage, WSMsgType
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack.bolt import App
from bot.slack.client import is_direct

PING = timedelta(seconds=2)
"""How often the connection is checked; after four checks without an answer we connect again."""
PINGS_OF_A_LINK = 4
"""For how many of these one link of Slack's is tried: it is good for one connection, made soon."""
IN_HAND = 1.5
"""Seconds that requests in hand may still take when the socket is to be closed."""
LONGEST_GOODBYE = 200
"""Characters of the message that ends a connection: its type, its reason, its host."""

log = logging.getLogger("backstop.socket")


class Socket:
    """One connection to Slack, kept up until `close`."""

    def __init__(
        self,
        app: App,
        app_token: str,
        reconnected: Callable[[], None],
        *,
        ping: timedelta = PING,
    ) -> None:
        self._handler = _Handler(app, app_token, ping)
        self._handler.client.message_listeners.append(self._received)
        self._handler.client.on_message_listeners.append(_complain)
        self._reconnected, self._greeted = reconnected, False
        if is_direct(app.client.base_url):
            self._handler.client.proxy = None

    async def connect(self) -> None:
        """Return once Slack can reach us."""
        await self._handler.client.connect()
        log.info("action=connected")

    async def _received(self, _client: object, message: dict[str, Any], _raw: str | None) -> None:
        """Slack greets each connection; every greeting after the first means a reconnection."""
        if message.get("type") != "hello":
            return
        if self._greeted:
            log.info("action=reconnected")
            self._reconnected()
        self._greeted = True

    async def is_connected(self) -> bool:
        """True if Slack can reach us now."""
        return await self._handler.client.is_connected()

    async def close(self) -> None:
        """Answer what is in progress, then hang up."""
        if self._handler.in_hand:
            await asyncio.wait(self._handler.in_hand, timeout=IN_HAND)
        await self._handler.client.close()


async def _complain(message: WSMessage) -> None:
    """Log what only somebody on Slack's page can fix; the SDK just keeps reconnecting."""
    if message.type is WSMsgType.TEXT and '"link_disabled"' in message.data[:LONGEST_GOODBYE]:
        log.error("action=switched_off")


class _Handler(AsyncSocketModeHandler):
    """Knows which requests are in progress; its client is one of ours."""

    app: App

    def __init__(self, app: App, app_token: str, ping: timedelta) -> None:
        self.app, self.app_token = app, app_token
        self.client = _Client(app, app_token, ping)
        self.client.socket_mode_request_listeners.append(self.handle)
        self.in_hand: set[asyncio.Future[None]] = set()

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        work = asyncio.ensure_future(self._answer(client, req))
        self.in_hand.add(work)
        work.add_done_callback(self.in_hand.discard)
        await work

    async def _answer(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        answer = await self.app.answered(req.payload)
        await send_async_response(client, req, answer, 0)  # 0: the start, for a debug log only


class _Client(SocketModeClient):
    """Opens one new connection for each that ends, however many signs of the end there are.

    Slack says goodbye and then hangs up. The SDK acts on both: a second new connection would cut
    off the first, which may already carry a request.
    """

    def __init__(self, app: App, app_token: str, ping: timedelta) -> None:
        super().__init__(
            app_token,
            logger=app.logger,
            web_client=app.client,
            ping_interval=ping.total_seconds(),
        )
        self._renewal = asyncio.Lock()

    async def connect(self) -> None:
        """Return once connected; the SDK would try the first link for ever, expired or not."""
        while not self.closed:
            try:
                async with asyncio.timeout(PINGS_OF_A_LINK * self.ping_interval):
                    await SocketModeClient.connect(self)
                return
            except TimeoutError:
                self.wss_uri = None

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        ending = self.current_session
        async with self._renewal:
            if self.current_session is ending:
                await super().connect_to_new_endpoint(force)
