"""The HTTP side: health for the operator, and Slack's requests where there is no Socket Mode."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp

from bot.refusals import CannotRun
from bot.signatures import is_genuine

Readiness = Callable[[], Awaitable[dict[str, Any]]]
"""Answers what is well and what is not; its `ready` says whether all is."""

SHUTDOWN = 1.5
"""Seconds that requests in hand may still take when the server stops."""


class Web:
    """The server; serves Slack's requests once `serve` was called with an app."""

    def __init__(self, readiness: Readiness, *, signing_secret: str = "") -> None:
        self._readiness = readiness
        self._secret = signing_secret
        self._bolt: AsyncApp | None = None
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; port 0 takes a free one. Answers the port; raises CannotRun when it is taken."""
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        if self._secret:
            app.router.add_post("/slack/events", self._slack)
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

    async def stop(self) -> None:
        """Answer what is in hand, then listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _readyz(self, _: web.Request) -> web.Response:
        state = await self._readiness()
        return web.json_response(state, status=200 if state["ready"] else 503)

    async def _slack(self, request: web.Request) -> web.Response:
        if not is_genuine(request.headers, await request.read(), secret=self._secret):
            return web.json_response({"error": "invalid request"}, status=401)
        if self._bolt is None:
            return web.Response(status=503)
        answer = await self._bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)
