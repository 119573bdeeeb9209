"""Slack's answers are read as sent, later, refused or unknown: never as more than they prove."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.slack import client as slack_client
from bot.slack import responses
from workflows.outbox.result import DeliveryResult, Later, Refused, Sent, Unknown

JSON = "application/json"
CASES = [
    # status, content type, body, extra headers -> outcome
    (200, JSON, '{"ok":true,"channel":"C1","ts":"1.2"}', {}, Sent("C1", "1.2")),
    (200, JSON, '{"ok":true}', {}, Unknown("malformed_answer")),
    (200, JSON, '{"ok":true,"channel":"C1","ts":null}', {}, Unknown("malformed_answer")),
    (200, JSON, '{"ok":fal', {}, Unknown("malformed_answer")),
    (200, JSON, '{"ok":false}', {}, Unknown("malformed_answer")),
    (200, JSON, "", {}, Unknown("malformed_answer")),
    (200, "text/html", "<h1>hello</h1>", {}, Unknown("malformed_answer")),
    (200, "text/plain", "hello", {}, Unknown("AttributeError")),
    (200, JSON, '["ok"]', {}, Unknown("AttributeError")),
    (429, JSON, '{"ok":false,"error":"ratelimited"}', {"Retry-After": "7"}, "7 s"),
    (429, "text/html", "slow down", {"Retry-After": "3"}, "3 s"),
    (429, JSON, '{"ok":false,"error":"ratelimited"}', {}, "30 s"),
    (429, JSON, '{"ok":false,"error":"ratelimited"}', {"Retry-After": "0"}, "1 s"),
    (429, JSON, '{"ok":false,"error":"ratelimited"}', {"Retry-After": "soon"}, "30 s"),
    (429, JSON, '{"ok":false,"error":"ratelimited"}', {"Retry-After": "9" * 40}, "3600 s"),
    (200, JSON, '{"ok":false,"error":"rate_limited"}', {"Retry-After": "2"}, "2 s"),
    (200, JSON, '{"ok":false,"error":"message_limit_exceeded"}', {}, "30 s"),
    (200, JSON, '{"ok":false,"error":"internal_error"}', {}, Unknown("internal_error")),
    (200, JSON, '{"ok":false,"error":"fatal_error"}', {}, Unknown("fatal_error")),
    (200, JSON, '{"ok":false,"error":"request_timeout"}', {}, Unknown("request_timeout")),
    (200, JSON, '{"ok":false,"error":"service_unavailable"}', {}, Unknown("service_unavailable")),
    (500, JSON, '{"ok":false,"error":"not_in_channel"}', {}, Unknown("not_in_channel")),
    (503, "text/html", "<h1>later</h1>", {}, Unknown("http_503")),
    (404, "text/html", "<h1>what?</h1>", {}, Unknown("http_404")),
    (200, JSON, '{"ok":false,"error":"channel_not_found"}', {}, Refused("channel_not_found")),
    (200, JSON, '{"ok":false,"error":"is_archived"}', {}, Refused("is_archived")),
    (200, JSON, '{"ok":false,"error":"not_in_channel"}', {}, Refused("not_in_channel")),
    (200, JSON, '{"ok":false,"error":"missing_scope"}', {}, Refused("missing_scope")),
    (200, JSON, '{"ok":false,"error":"account_inactive"}', {}, Refused("account_inactive")),
    (200, JSON, '{"ok":false,"error":"msg_too_long"}', {}, Refused("msg_too_long")),
]


@dataclass
class Line:
    """A loopback Slack that gives one canned answer, hangs up, or stays silent."""

    url: str = ""
    answer: web.Response | None = None
    hang_up: bool = False
    heard: int = 0
    silence: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, request: web.Request) -> web.StreamResponse:
        self.heard += 1
        await request.read()
        if self.hang_up:
            assert request.transport is not None
            request.transport.close()
        elif self.answer is None:
            await self.silence.wait()
        return self.answer or web.Response()


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    line = Line()
    app = web.Application()
    app.router.add_post("/api/{method}", line.hear)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    line.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield line
    line.silence.set()
    await runner.cleanup()


async def _post(url: str, patience: timedelta = timedelta(seconds=5)) -> DeliveryResult:
    async with slack_client.connected(token="xoxb-1", url=url, patience=patience) as client:
        try:
            said = await client.api_call("chat.postMessage", json={"channel": "C1", "text": "hi"})
        except responses.FAULTS as fault:
            return responses.failed(fault)
        return responses.accepted(said.data)


@pytest.mark.parametrize(("status", "kind", "body", "headers", "expected"), CASES)
async def test_an_answer_is_read_for_what_it_proves(
    line: Line,
    status: int,
    kind: str,
    body: str,
    headers: dict[str, str],
    expected: DeliveryResult | str,
) -> None:
    line.answer = web.Response(status=status, text=body, content_type=kind, headers=headers)
    if isinstance(expected, str):
        expected = Later(timedelta(seconds=int(expected.removesuffix(" s"))), "ratelimited")
    assert await _post(line.url) == expected
    assert line.heard == 1


async def test_a_line_that_breaks_after_the_request_proves_nothing(line: Line) -> None:
    line.hang_up = True
    assert await _post(line.url) == Unknown("ServerDisconnectedError")
    assert line.heard == 1, "the client sent it again by itself"


async def test_silence_proves_nothing(line: Line) -> None:
    assert await _post(line.url, timedelta(seconds=0.2)) == Unknown("timeout")
    assert line.heard == 1


async def test_no_connection_proves_that_nothing_was_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    outcome = await _post(f"http://127.0.0.1:{port}/api/")
    assert outcome == Later(error="no_connection")


async def test_a_connection_that_takes_too_long_proves_that_nothing_was_sent() -> None:
    fault = aiohttp.ConnectionTimeoutError()
    assert responses.failed(fault) == Later(error="no_connection")
