"""The HTTP side: health for the operator, and Slack's requests unless Socket Mode is used."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from slack_bolt.adapter.aiohttp import to_aiohttp_response

from bot.app_manifest import EVENTS
from bot.errors import cannot_listen
from bot.slack.bolt import App
from bot.web import body as request_body
from bot.web import signatures
from bot.web.limits import PATIENCE, Doorkeeper

Readiness = Callable[[], Awaitable[dict[str, Any]]]
"""Answers what is well and what is not; its `ready` says whether all is."""

Measurements = Callable[[], Awaitable[bytes]]
"""Answers what was counted, as Prometheus reads it."""

SHUTDOWN = 1.0
"""Requests in hand may take twice these seconds when the server stops: aiohttp waits two times."""

NOTICE = timedelta(seconds=1.5)
"""How long a load balancer has to see that we are going, while we still answer."""

PROBE = 1000
"""Bytes that a request without a seal may have: enough for a look at our certificate."""


class Web:
    """The server; serves Slack's requests once `serve` has been called with an app.

    `patience` bounds how long a request may take to arrive; `turned_away` gets the status of each
    request that is rejected.
    """

    def __init__(
        self,
        readiness: Readiness,
        measurements: Measurements,
        *,
        signing_secret: str = "",
        patience: timedelta = PATIENCE,
        turned_away: Callable[[int], None] | None = None,
    ) -> None:
        self._readiness, self._measurements = readiness, measurements
        self._turned_away = turned_away or _uncounted
        self._secret = signing_secret
        self._door = Doorkeeper(patience)
        self._bolt: App | None = None
        self._runner: web.AppRunner | None = None
        self._retiring = False

    async def start(self, host: str, port: int) -> int:
        """Listen; port 0 takes a free one. Returns the port; raises CannotRun if it is taken."""
        app = self._door.application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        if self._secret:
            app.router.add_post(EVENTS, self._slack)
            app.router.add_get(EVENTS, self._takes_requests)
        self._runner = self._door.runner(app, shutdown=SHUTDOWN)
        await self._runner.setup()
        try:
            return await self._door.listen(self._runner, host, port)
        except OSError as taken:
            raise cannot_listen(host, port, taken) from None

    def serve(self, app: App) -> None:
        """Pass Slack's requests to this app from now on."""
        self._bolt = app

    async def retire(self) -> None:
        """Give load balancers time to notice and send requests elsewhere."""
        self._retiring = True
        if self._bolt is not None:
            await asyncio.sleep(NOTICE.total_seconds())

    async def stop(self) -> None:
        """Stop listening, and answer what is in progress."""
        self._door.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _readyz(self, _: web.Request) -> web.Response:
        state = await self._readiness()
        return web.json_response(state, status=200 if state["ready"] else 503)

    async def _metrics(self, _: web.Request) -> web.Response:
        text = await self._measurements()
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    async def _takes_requests(self, _: web.Request) -> web.Response:
        """Answer load balancers: what people type is stored even while `/readyz` is red.

        Slack also checks now and then, for our certificate, and ignores the answer (its page on
        commands).
        """
        takes = self._bolt is not None and not self._retiring
        return web.Response(status=200 if takes else 503)

    async def _slack(self, request: web.Request) -> web.Response:
        try:
            payload = await self._admitted(request)
        except web.HTTPException as refused:
            self._turned_away(refused.status)
            self._part_after(refused)
            raise
        answer = await self._answer(payload)
        self._part_after(answer)
        return answer

    async def _admitted(self, request: web.Request) -> dict[str, Any] | None:
        """Slack's payload, or None for a certificate check; raises the answer to anybody else.

        The cheapest checks come first: a request that does not even claim a signature is cut short.
        """
        seal = signatures.seal(request.headers.items())
        if seal is None and (request.content_length or 0) > PROBE:
            raise web.HTTPUnauthorized
        body = await self._door.body(request)
        if seal is None or not signatures.is_genuine(seal, body, secret=self._secret):
            if b"ssl_check=1" in body.split(b"&"):
                return None
            raise web.HTTPUnauthorized
        if self._bolt is None:
            raise web.HTTPServiceUnavailable
        try:
            return request_body.read(body)
        except ValueError:
            raise web.HTTPBadRequest from None

    async def _answer(self, payload: dict[str, Any] | None) -> web.Response:
        if self._bolt is None or payload is None:
            return web.Response()
        # Verified and parsed by now, so from here on it is handled like one from the socket.
        return await to_aiohttp_response(await self._bolt.answered(payload))

    def _part_after(self, answer: web.StreamResponse) -> None:
        """Hang up if we are stopping: the next request might find the port closed."""
        if self._retiring:
            answer.force_close()


def _uncounted(_: int) -> None:
    """Default hook: counts nothing."""
