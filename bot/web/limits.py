"""Limits of the HTTP side: how large a request may be, and how long it may take to arrive.

They hold before anybody is trusted, so a stranger costs next to nothing.
"""

import asyncio
import logging
from datetime import timedelta

from aiohttp import web, web_response
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler

BODY = 2 * 1024**2
"""Bytes of a body. A click brings along the message it was made on, which fits several times."""

PATIENCE = timedelta(seconds=10)
"""How long the headers of a connection's first request may take, and how long a body may."""

IDLE = timedelta(seconds=75)
"""How long a connection is kept for its next request; longer than load balancers keep theirs."""

LINGERING = timedelta(seconds=2)
"""How long the rest of a refused body is thrown away, so that whoever sends it hears why."""

log = logging.getLogger("backstop.http")


def is_worth_a_line(record: logging.LogRecord) -> bool:
    """False for input that is not HTTP: anybody could fill the log with it."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


class Doorkeeper:
    """Accepts connections, and drops those that send too much or keep us waiting.

    aiohttp by itself would wait for ever for the first request of a connection.
    """

    def __init__(self, patience: timedelta = PATIENCE) -> None:
        self._seconds = patience.total_seconds()
        self._silent: dict[object, asyncio.TimerHandle] = {}
        self._listener: asyncio.Server | None = None

    def application(self) -> web.Application:
        """An app without routes whose requests are bounded."""
        return web.Application(client_max_size=BODY, middlewares=[self._arrived])

    def runner(self, app: web.Application, *, shutdown: float) -> web.AppRunner:
        """A runner for the app; on shutdown, requests in progress may take `shutdown` more seconds.

        Bodies are not decompressed: Slack compresses none, and a small one could become huge. The
        `Server` header names no version, even in answers to requests that are not HTTP.
        """
        vars(web_response)["SERVER_SOFTWARE"] = "backstop"  # aiohttp has no option for the header
        log.addFilter(is_worth_a_line)
        return web.AppRunner(
            app,
            logger=log,
            access_log=None,
            auto_decompress=False,
            keepalive_timeout=IDLE.total_seconds(),
            lingering_time=min(self._seconds, LINGERING.total_seconds()),
            shutdown_timeout=shutdown,
        )

    async def listen(self, runner: web.AppRunner, host: str, port: int) -> int:
        """Accept connections and return the port; raises OSError if it is taken."""
        loop, server = asyncio.get_running_loop(), runner.server
        if server is None:
            raise RuntimeError("set the runner up first")

        def connection() -> asyncio.Protocol:
            made = server()
            self._silent[made] = loop.call_later(self._seconds, self._hang_up, made)
            return made

        self._listener = await loop.create_server(connection, host, port)
        return int(self._listener.sockets[0].getsockname()[1])

    def close(self) -> None:
        """Accept no more connections."""
        if self._listener is not None:
            self._listener.close()
        for timer in self._silent.values():
            timer.cancel()

    async def body(self, request: web.Request) -> bytes:
        """The whole body; raises the answer to one that is too large or too slow."""
        try:
            if (request.content_length or 0) > BODY:
                raise web.HTTPRequestEntityTooLarge(BODY)
            async with asyncio.timeout(self._seconds):
                return await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout(text="That took too long.") from None

    @web.middleware
    async def _arrived(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Check every request; one that has broken a limit ends its connection."""
        if timer := self._silent.pop(request.protocol, None):
            timer.cancel()
        try:
            return await handler(request)
        except (web.HTTPRequestEntityTooLarge, web.HTTPRequestTimeout) as broken:
            broken.force_close()
            raise

    def _hang_up(self, connection: web.RequestHandler) -> None:
        self._silent.pop(connection, None)
        connection.force_close()
