"""Socket Mode: up to ten connections, each envelope to exactly one of them.

Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from playground.state.engine import Engine
from playground.state.signal import WITHIN
from playground.state.workspace import Json
from playground.wire.delivery import Envelope, NotAnswered

MOST_CONNECTIONS = 10
CLOSE_SECONDS = 0.5  # how long the bot may take to say goodbye


@dataclass(slots=True, kw_only=True, eq=False)
class Link:
    """One open connection of the bot."""

    socket: web.WebSocketResponse
    transport: asyncio.BaseTransport | None
    retiring: bool = False  # told to go; takes no new envelopes


@dataclass(slots=True, kw_only=True)
class Sockets:
    """The open connections, and what waits for an acknowledgement. `ack_seconds` is real time."""

    engine: Engine
    ack_seconds: float = 3.0
    links: list[Link] = field(default_factory=list)
    muted: bool = False  # answer no pings: a half-open link
    turning_away: int = 0  # so many connections more are refused, their tickets spent
    _next: int = 0
    _waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection of the bot until it ends."""
        if not self.engine.grants.spend_link(request.query.get("ticket", "")):
            return web.Response(status=403, text="this link was used or never issued")
        if self.turning_away:
            self.turning_away -= 1
            return web.Response(status=503, text="not now")
        socket = web.WebSocketResponse(autoping=False, timeout=CLOSE_SECONDS)
        await socket.prepare(request)
        link = Link(socket=socket, transport=request.transport)
        if len(self.links) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            return socket
        self.links.append(link)
        await socket.send_json(self._hello())
        self.engine.workspace.changed()
        try:
            await self._listen(link)
        finally:
            self.links.remove(link)
            self._give_up()
            self.engine.workspace.changed()
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.links),
            "connection_info": {"app_id": self.engine.workspace.app_id},
            "debug_info": {"host": "playground", "approximate_connection_time": 3600},
        }

    async def _listen(self, link: Link) -> None:
        async for message in link.socket:
            if message.type is WSMsgType.PING and not self.muted:
                await link.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT and message.data.startswith("{"):
                self._acknowledge(json.loads(message.data))

    def _give_up(self) -> None:
        """With the last connection goes every answer that is still awaited."""
        for waiting in () if self.links else self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("hung up"))

    def _acknowledge(self, answer: Json) -> None:
        waiting = self._waiting.get(answer.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload") or {})

    async def send(self, envelope: Envelope) -> Json:
        """Deliver to one connection; the acknowledgement may come on any."""
        link = self._choose()
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope.id] = waiting
        try:
            await link.socket.send_json(_wire(envelope))
            async with asyncio.timeout(self.ack_seconds):
                return await waiting
        except TimeoutError:
            raise NotAnswered("operation_timeout", reason="timeout") from None
        except ConnectionError:
            raise NotAnswered("dispatch_failed", reason="connection_failed") from None
        finally:
            del self._waiting[envelope.id]

    def _choose(self) -> Link:
        ready = [link for link in self.links if not link.retiring and not link.socket.closed]
        if not ready:
            raise NotAnswered("dispatch_failed", reason="connection_failed")
        self._next += 1
        return ready[self._next % len(ready)]

    async def refresh(self, reason: str = "refresh_requested", *, close: bool = True) -> None:
        """Announce to every connection that it will end; `warning` leaves them open."""
        for link in list(self.links):
            link.retiring = reason != "warning"
            await link.socket.send_json({"type": "disconnect", "reason": reason})
            if close and link.retiring:
                await link.socket.close()

    def drop(self) -> None:
        """Cut every connection without a word, as a lost network does."""
        for link in list(self.links):
            link.retiring = True
            if isinstance(link.transport, asyncio.Transport):
                link.transport.abort()

    async def connected(self, count: int = 1, *, within: float = WITHIN) -> bool:
        """Wait until so many usable connections are open; False after `within` real seconds."""
        signal = self.engine.workspace.signal
        found = await signal.until(
            lambda: sum(not link.retiring for link in self.links) >= count, within=within
        )
        return bool(found)

    async def stop(self) -> None:
        """Close every connection politely."""
        for link in list(self.links):
            link.retiring = True
            await link.socket.close()


def _wire(envelope: Envelope) -> Json:
    wire: Json = {
        "envelope_id": envelope.id,
        "type": envelope.type,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.type != "events_api",
    }
    if envelope.type == "events_api":
        wire |= {
            "retry_attempt": envelope.retry_attempt,
            "retry_reason": envelope.retry_reason or "",
        }
    return wire
