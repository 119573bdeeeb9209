"""Nobody can block the HTTP side: not by volume, slowness or nonsense."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.process.clock import utc_now
from bot.web import body as request_body
from bot.web import limits as http_limits
from bot.web.server import Web
from playground.wire.http import signature
from tests.support.bots.http_bot import EVENTS, LONG, a_request, status

SECRET = "test-signing-secret"
PATIENCE = timedelta(seconds=0.3)


async def ready() -> dict[str, Any]:
    return {"ready": True}


async def nothing_counted() -> bytes:
    return b""


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """The port of a server with little patience."""
    web = Web(ready, nothing_counted, signing_secret=SECRET, patience=PATIENCE)
    yield await web.start("127.0.0.1", 0)
    await web.stop()


async def heard(port: int, sent: bytes) -> bytes:
    """Everything that comes back for these bytes until the server hangs up."""
    async with asyncio.timeout(LONG):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(sent)
            return await reader.read()
        finally:
            writer.close()


def sealed(body: str) -> list[tuple[bytes, bytes]]:
    timestamp = str(int(utc_now().timestamp()))
    return [
        (b"X-Slack-Request-Timestamp", timestamp.encode()),
        (b"X-Slack-Signature", signature(SECRET, timestamp, body).encode()),
    ]


def announced(length: int) -> bytes:
    """The headers of a well-formed request that claims a body of this length."""
    head = a_request(EVENTS, b"", sealed(""))
    return head.replace(b"Content-Length: 0", b"Content-Length: %d" % length)


async def test_a_body_over_the_limit_is_refused_by_its_length_alone(port: int) -> None:
    answer = await heard(port, announced(http_limits.BODY + 1))
    assert status(answer) == 413
    assert str(http_limits.BODY).encode() in answer


async def test_a_body_that_does_not_say_how_long_it_is_is_read_up_to_the_limit(port: int) -> None:
    head = announced(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    chunk = b"%x\r\n%s\r\n" % (2**16, b"x" * 2**16)
    answer = await heard(port, head + chunk * (http_limits.BODY // 2**16 + 1) + b"0\r\n\r\n")
    assert status(answer) == 413


async def test_a_body_at_the_limit_is_read(port: int) -> None:
    body = "x" * http_limits.BODY
    answer = await heard(port, a_request(EVENTS, body.encode(), sealed(body)))
    assert status(answer) == 503  # it is Slack's, and there is no app yet


async def test_without_a_seal_the_body_is_not_even_waited_for(port: int) -> None:
    unsigned = a_request(EVENTS, b"", []).replace(b"Length: 0", b"Length: 1001")
    assert status(await heard(port, unsigned)) == 401


async def test_a_compressed_body_is_not_decompressed(port: int) -> None:
    """A few bytes of gzip can be a gigabyte, and packed bytes have another signature anyway."""
    head = a_request(EVENTS, b"\x1f\x8b\x08", [*sealed("x"), (b"Content-Encoding", b"gzip")])
    assert status(await heard(port, head)) == 401


async def test_a_connection_that_never_asks_is_hung_up_on(port: int) -> None:
    assert await heard(port, b"") == b""


async def test_headers_that_never_end_are_not_waited_for(port: int) -> None:
    assert await heard(port, EVENTS + b"\r\nHost: x\r\nX-Slow: ") == b""


async def test_a_body_that_never_ends_is_not_waited_for(port: int) -> None:
    assert status(await heard(port, announced(1000) + b"part of it")) == 408


async def test_whoever_asks_in_time_may_ask_again_later(port: int) -> None:
    """Load balancers keep connections open; only the first request has to come soon."""
    async with asyncio.timeout(LONG):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readuntil(b"ok\n")).startswith(b"HTTP/1.1 200")
            await wait_out_patience(port)
        writer.close()


async def wait_out_patience(port: int) -> None:
    """Wait as long as a silent connection is kept."""
    assert await heard(port, b"") == b""


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(nonsense=st.binary(max_size=300))
async def test_what_is_not_http_is_never_our_fault(
    port: int, caplog: pytest.LogCaptureFixture, nonsense: bytes
) -> None:
    head = EVENTS + b"\r\nHost: x\r\nConnection: close\r\n"
    try:
        answer = await heard(port, head + nonsense + b"\r\n\r\n")
    except ConnectionError:
        return
    assert status(answer) in {0, 400, 401, 408, 413}
    assert caplog.text == ""  # or anybody could fill the log


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"command=%2Fblocker&text=the+payload+is+lost", "the payload is lost"),
        (b'payload={"text":"a"}', "a"),
        (b'{"text":"b"}', "b"),
        (b"text=", ""),
    ],
)
def test_every_body_of_slacks_is_read(body: bytes, read: str) -> None:
    assert request_body.read(body)["text"] == read


@pytest.mark.parametrize(
    "body",
    [b"{", b"payload={", b"payload=[]", b"payload=", b"\xff", b"a=1&" * 51, b'{"a":' * 9999],
    ids=lambda body: repr(body[:9]),
)
def test_a_body_that_slack_does_not_send_is_unreadable(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        request_body.read(body)
