"""The HTTP side reports its health, and lets in only what Slack has signed."""

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.process.clock import utc_now
from bot.slack import bolt
from bot.slack import client as slack_client
from bot.slack.objects import Identity
from bot.web.server import Web

SECRET = "test-signing-secret"
COMMAND = {
    "command": "/blocker",
    "text": "canary words",
    "user_id": "U1",
    "team_id": "T1",
    "channel_id": "C1",
    "trigger_id": "1.2",
}
IDENTITY = Identity(team="T1", team_name="Acme", bot_user="UBOT", bot_id="BBOT")


class Side:
    """The HTTP side with one command behind it, and what that command received."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {"ready": True}
        self.heard: list[str] = []
        self.hears, self.may_answer = asyncio.Event(), asyncio.Event()
        self.may_answer.set()
        self.web = Web(self.report, self.counted, signing_secret=SECRET)
        self.url = self.connection = ""

    async def report(self) -> dict[str, Any]:
        return self.state

    async def counted(self) -> bytes:
        return b"backstop_ready 1.0\n"

    def listen(self, app: bolt.App) -> None:
        @app.command("/blocker")
        async def blocker(ack: Any, command: dict[str, Any]) -> None:
            self.heard.append(command["text"])
            self.hears.set()
            await self.may_answer.wait()
            await ack("logged")

        self.web.serve(app)

    async def post(
        self, body: bytes, content_type: str = "application/x-www-form-urlencoded", **headers: str
    ) -> tuple[int, str]:
        form = {"Content-Type": content_type}
        renamed = {f"X-Slack-{name.replace('_', '-')}": value for name, value in headers.items()}
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{self.url}/slack/events", data=body, headers=form | renamed) as answer,
        ):
            self.connection = answer.headers.get("Connection", "")
            return answer.status, await answer.text()

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as http, http.get(self.url + path) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def side() -> AsyncIterator[Side]:
    side = Side()
    side.url = f"http://127.0.0.1:{await side.web.start('127.0.0.1', 0)}"
    async with slack_client.connected(token="xoxb-test", url="http://127.0.0.1:1/api/") as client:
        side.listen(bolt.make(client, identity=IDENTITY, signing_secret=SECRET))
        yield side
    await side.web.stop()


def _signed(body: bytes, *, secret: str = SECRET, age: int = 0) -> dict[str, str]:
    timestamp = str(int(utc_now().timestamp()) - age)
    base = b":".join([b"v0", timestamp.encode(), body])
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"Request_Timestamp": timestamp, "Signature": f"v0={digest}"}


async def test_what_slack_has_signed_is_heard(side: Side) -> None:
    body = urlencode(COMMAND).encode()
    assert await side.post(body, **_signed(body)) == (200, "logged")
    assert side.heard == ["canary words"]


async def test_what_is_heard_does_not_quieten_the_log(side: Side) -> None:
    body = urlencode(COMMAND).encode()
    await side.post(body, **_signed(body))
    assert logging.getLogger("backstop").level == logging.NOTSET


@pytest.mark.parametrize(
    "headers",
    [
        {},
        _signed(urlencode(COMMAND).encode(), secret="another-test-secret"),
        _signed(urlencode(COMMAND).encode(), age=301),
        _signed(urlencode(COMMAND).encode(), age=-3600),
        _signed(b"another body"),
        {"Request_Timestamp": "soon", "Signature": "v0=00"},
        {"Request_Timestamp": "1.5", "Signature": "v0=00"},
        {"Request_Timestamp": "", "Signature": "v0=00"},
        {"Request_Timestamp": "9" * 40, "Signature": "v0=00"},
        {"Request_Timestamp": "１２３", "Signature": "v0=00"},
        {**_signed(urlencode(COMMAND).encode()), "Signature": "v0=ü"},
    ],
)
async def test_anything_else_is_refused_without_a_trace(
    side: Side, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    status, _ = await side.post(urlencode(COMMAND).encode(), **headers)
    assert status == 401
    assert side.heard == []
    assert "canary" not in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_body_that_is_not_text_is_refused(side: Side) -> None:
    body = b"\xff\xfe"
    status, _ = await side.post(body, **_signed(body))
    assert status == 401


async def test_a_request_during_the_start_is_asked_to_come_again(side: Side) -> None:
    early = Web(side.report, side.counted, signing_secret=SECRET)
    side.url = f"http://127.0.0.1:{await early.start('127.0.0.1', 0)}"
    body = urlencode(COMMAND).encode()
    status, _ = await side.post(body, **_signed(body))
    probed, _ = await side.get("/slack/events")
    await early.stop()
    assert (status, probed) == (503, 503)


async def test_with_socket_mode_slack_is_not_let_in_by_http(side: Side) -> None:
    closed = Web(side.report, side.counted)
    side.url = f"http://127.0.0.1:{await closed.start('127.0.0.1', 0)}"
    status, _ = await side.post(b"", **_signed(b""))
    await closed.stop()
    assert status == 404


async def test_it_says_whether_it_is_alive_and_ready(side: Side) -> None:
    assert await side.get("/healthz") == (200, "ok\n")
    assert (await side.get("/readyz"))[0] == 200
    side.state = {"ready": False, "database": "OperationalError"}
    assert await side.get("/readyz") == (503, '{"ready": false, "database": "OperationalError"}')


async def test_slack_verifies_our_address_with_a_challenge(side: Side) -> None:
    body = json.dumps({"type": "url_verification", "token": "x", "challenge": "3eZ"}).encode()
    status, answer = await side.post(body, content_type="application/json", **_signed(body))
    assert (status, json.loads(answer)) == (200, {"challenge": "3eZ"})
    assert (await side.post(body, content_type="application/json"))[0] == 401


async def test_slack_may_look_at_our_certificate_and_learns_nothing(side: Side) -> None:
    assert await side.get("/slack/events?ssl_check=1&token=x") == (200, "")
    assert await side.post(b"ssl_check=1&token=x") == (200, "")
    assert await side.post(b"token=x&ssl_check=1&command=%2Fblocker&text=x") == (200, "")
    assert side.heard == []


async def test_before_it_stops_it_still_answers_for_a_while(side: Side) -> None:
    body = urlencode(COMMAND).encode()
    retiring = asyncio.create_task(side.web.retire())
    assert await side.get("/healthz") == (200, "ok\n")
    assert (await side.get("/slack/events"))[0] == 503, "a load balancer turns elsewhere"
    assert await side.post(body, **_signed(body)) == (200, "logged")
    assert side.connection == "close", "the next request needs another connection, so another bot"
    retiring.cancel()


async def test_what_is_in_hand_is_answered_and_nothing_new_is_taken(side: Side) -> None:
    body = urlencode(COMMAND).encode()
    side.may_answer.clear()
    asked = asyncio.create_task(side.post(body, **_signed(body)))
    await side.hears.wait()
    stopping = asyncio.create_task(side.web.stop())
    await asyncio.sleep(0)
    with pytest.raises(aiohttp.ClientConnectionError):
        await side.get("/healthz")
    assert not stopping.done()
    side.may_answer.set()
    assert await asked == (200, "logged")
    await stopping


async def test_a_load_balancer_goes_on_while_something_else_is_not_well(side: Side) -> None:
    side.state = {"ready": False, "delivery": "no_connection"}
    assert (await side.get("/slack/events"))[0] == 200


async def test_client_ids_in_the_environment_change_nothing(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With these two set, Bolt would look for installations and drop our token."""
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "test-client-secret")
    async with slack_client.connected(token="xoxb-test", url="http://127.0.0.1:1/api/") as client:
        side.listen(bolt.make(client, identity=IDENTITY, signing_secret=SECRET))
        body = urlencode(COMMAND).encode()
        assert await side.post(body, **_signed(body)) == (200, "logged")
