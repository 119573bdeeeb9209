"""The HTTP side: the Web API, response URLs and the socket endpoint, on 127.0.0.1 only."""

from __future__ import annotations

import asyncio
import json
import socket as sockets_of_system
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from functools import partial

from aiohttp import web, web_app

from playground import methods
from playground.methods.call import Args
from playground.state.engine import Engine
from playground.state.errors import RateLimited, SlackError
from playground.state.faults import Fault, Faults, How
from playground.state.workspace import Json, Source
from playground.wire.replies import reply
from playground.wire.socket_mode import Sockets

HOST = "127.0.0.1"
LARGEST_REQUEST = 4 * 2**20
ACCEPT_TURNS = 5  # of the loop, until a connection just accepted is known


class Server:
    """One listening server. More routes may be added to `app` before `start`."""

    def __init__(self, engine: Engine, sockets: Sockets, faults: Faults) -> None:
        self.engine, self.sockets, self.faults = engine, sockets, faults
        self.busy = 0
        self.app = web.Application(client_max_size=LARGEST_REQUEST)
        self.app.on_response_prepare.append(self._date)
        self.app.router.add_route("*", "/api/{method}", self._api)
        self.app.router.add_get("/link/", sockets.accept)
        self.app.router.add_post("/response/{key}", self._response_url)
        self._runner: web.AppRunner | None = None
        self._listening: sockets_of_system.socket | None = None
        self._late: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        self._listening = sockets_of_system.create_server((HOST, port))
        await web.SockSite(self._runner, self._listening).start()
        self.engine.base_url = f"http://{HOST}:{self._listening.getsockname()[1]}"

    async def stop(self) -> None:
        """Stop listening and forget what was to happen late."""
        for task in self._late:
            task.cancel()
        await self.sockets.stop()
        if self._runner is None or self._listening is None:
            return
        # A connection accepted in the turn in which its server closes would never be closed.
        asyncio.get_running_loop().remove_reader(self._listening)
        for _ in range(ACCEPT_TURNS):
            await asyncio.sleep(0)
        await self._runner.cleanup()
        # aiohttp would keep the handlers, and with them the workspace, until the process ends.
        web_app._cached_build_middleware.cache_clear()  # noqa: SLF001 - it has no public way to clear it

    async def _date(self, _: web.Request, response: web.StreamResponse) -> None:
        """Every answer bears the virtual date, a failing one too."""
        response.headers["Date"] = format_datetime(self.engine.now(), usegmt=True)

    @contextmanager
    def _working(self) -> Iterator[None]:
        self.busy += 1
        try:
            yield
        finally:
            self.busy -= 1
            self.engine.workspace.signal.notify()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given, token = await _arguments(request)
        self.engine.recorder.call(method, given)
        answer = partial(self._answer, method, given, token=token)
        return await self._try(request, method, given=given, answer=answer)

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        body = _object(await request.text() or "{}")
        self.engine.recorder.response(str(request.url), body)
        answer = partial(self._reply, request.match_info["key"], body)
        return await self._try(request, "response_url", given=body, answer=answer)

    async def _try(
        self,
        request: web.Request,
        method: str,
        *,
        given: Json,
        answer: Callable[[], web.Response],
    ) -> web.StreamResponse:
        fault = self.faults.take(method, given)
        if fault is None:
            return answer()
        if fault.how is How.LATE:
            self._answer_late(fault, answer)
            return _reset(request)
        if fault.accepted:
            answer()
        return await self._fail(request, fault)

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.how is How.RATELIMITED:
            return self._ratelimited(fault.retry_after)
        if fault.how is How.ERROR:
            return self._json({"ok": False, "error": fault.code})
        if fault.how is How.STATUS:
            return web.Response(status=fault.status, text="something went wrong")
        if fault.how is How.HANG:
            await fault.wait()
        if fault.how in (How.HANG, How.RESET):
            return _reset(request)
        return await _garbled(request, fault.how)

    def _answer_late(self, fault: Fault, answer: Callable[[], web.Response]) -> None:
        async def wait_and_answer() -> None:
            await fault.wait()
            answer()

        task = asyncio.create_task(wait_and_answer())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    def _answer(self, method: str, given: Json, *, token: str | None) -> web.Response:
        with self._working():
            try:
                body = methods.answer(self.engine, method, Args(given), token=token)
            except RateLimited as refusal:
                return self._ratelimited(refusal.retry_after)
            except SlackError as refusal:
                body = refusal.answer()
        response = self._json(body)
        response.headers["x-accepted-oauth-scopes"] = ",".join(methods.accepted_scopes(method))
        return response

    def _reply(self, key: str, body: Json) -> web.Response:
        with self._working():
            try:
                url = self.engine.grants.use_url(key)
                reply(self.engine, url, body, source=Source.RESPONSE_URL)
            except SlackError as refusal:
                return web.json_response(refusal.answer(), status=404)
        return web.Response(text="ok")

    def _json(self, body: Json, status: int = 200) -> web.Response:
        response = web.json_response(body, status=status)
        if self.engine.names_scopes:
            response.headers["x-oauth-scopes"] = ",".join(sorted(self.engine.manifest.scopes))
        return response

    def _ratelimited(self, retry_after: int) -> web.Response:
        response = self._json({"ok": False, "error": "ratelimited"}, status=429)
        response.headers["Retry-After"] = str(retry_after)
        return response


async def _arguments(request: web.Request) -> tuple[Json, str | None]:
    """The arguments of a call (JSON, form or query) without the token, and the token."""
    given: Json = dict(request.query)
    raw = await request.text() if request.content_type == "application/json" else ""
    if raw:
        given |= _object(raw)
    elif request.content_type != "application/json":
        given |= dict(await request.post())
    header = request.headers.get("Authorization", "")
    token = given.pop("token", None)
    return given, header.removeprefix("Bearer ") or token


def _object(raw: str) -> Json:
    """A JSON object; anything else is refused with HTTP 400, as Slack does not read it."""
    try:
        found = json.loads(raw)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise web.HTTPBadRequest(text="invalid_payload")
    return found


def _reset(request: web.Request) -> web.Response:
    """Reset the connection (RST, not FIN); the response returned reaches nobody."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(sockets_of_system.SOL_SOCKET, sockets_of_system.SO_LINGER, linger)
        transport.abort()
    return web.Response()


async def _garbled(request: web.Request, how: How) -> web.StreamResponse:
    if how is How.HTML:
        return web.Response(text="<html><body>Bad gateway</body></html>", content_type="text/html")
    if how is How.HUGE:
        return web.json_response({"ok": True, "padding": "x" * (8 * 2**20)})
    if how is How.MALFORMED:
        return web.Response(text='{"ok": tru', content_type="application/json")
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = 1000
    await response.prepare(request)
    await response.write(b'{"ok": true, "ts": "')
    return _reset(request)
