"""The HTTP side: health for the operator, and Slack's requests where there is no Socket Mode."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp

from bot.manifest import EVENTS
from bot.refusals import CannotRun
from bot.signatures import is_genuine

Readiness = Callable[[], Awaitable[dict[str, Any]]]
"""Answers what is well and what is not; its `ready` says whether all is."""

SHUTDOWN = 1.0
"""Requests in hand may take twice these seconds when the server stops: aiohttp waits two times."""

NOTICE = timedelta(seconds=1.5)
"""How long a load balancer has to see that we are going, while we still answer."""


class Web:
    """The server; serves Slack's requests once `serve` was called with an app."""

    def __init__(self, readiness: Readiness, *, signing_secret: str = "") -> None:
        self._readiness = readiness
        self._secret = signing_secret
        self._bolt: AsyncApp | None = None
        self._runner: web.AppRunner | None = None
        self._retiring = False

    async def start(self, host: str, port: int) -> int:
        """Listen; port 0 takes a free one. Answers the port; raises CannotRun when it is taken."""
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        if self._secret:
            app.router.add_post(EVENTS, self._slack)
            app.router.add_get(EVENTS, self._certificate)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as taken:
            raise CannotRun(
                f"HOST, PORT: cannot listen on {host}:{port} ({taken.strerror}). "
                "To mend it, stop what uses it or set another PORT."
            ) from None
        return int(self._runner.addresses[0][1])

    def serve(self, app: AsyncApp) -> None:
        """Give Slack's requests to this app from now on."""
        self._bolt = app

    async def retire(self) -> None:
        """Be not ready from now on, and give a load balancer time to turn elsewhere."""
        self._retiring = True
        if self._bolt is not None:
            await asyncio.sleep(NOTICE.total_seconds())

    async def stop(self) -> None:
        """Listen no more, and answer what is in hand."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _readyz(self, _: web.Request) -> web.Response:
        state = {"ready": False, "stopping": True} if self._retiring else await self._readiness()
        return web.json_response(state, status=200 if state["ready"] else 503)

    async def _certificate(self, _: web.Request) -> web.Response:
        """Slack looks at our certificate now and then and reads nothing (its page on commands)."""
        return web.Response()

    async def _slack(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not is_genuine(request.headers, body, secret=self._secret):
            if b"ssl_check=1" in body.split(b"&"):
                return await self._certificate(request)
            return web.json_response({"error": "invalid request"}, status=401)
        if self._bolt is None:
            return web.Response(status=503)
        answer = await self._bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)
