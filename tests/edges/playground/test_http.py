"""The playground can also reach the bot by signed HTTP requests, with the same results."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler
from slack_bolt.async_app import AsyncApp

from playground.slack import Playground
from playground.state.errors import NotPossible
from playground.wire import handshakes
from playground.wire.delivery import NotAnswered
from playground.wire.http import HttpDelivery
from tests.support.bots.playground_bot import a_client, a_manifest, a_modal, a_slack

URL = "https://bot.example.com/slack/events"


def for_http() -> dict[str, Any]:
    """The small bot's manifest without Socket Mode."""
    manifest = a_manifest()
    for command in manifest["features"]["slash_commands"]:
        command["url"] = URL
    settings = manifest["settings"]
    settings["event_subscriptions"]["request_url"] = URL
    return manifest | {
        "settings": settings
        | {"socket_mode_enabled": False, "interactivity": {"is_enabled": True, "request_url": URL}}
    }


def a_slack_for_http(**options: Any) -> AbstractAsyncContextManager[Playground]:
    return a_slack(manifest=for_http(), **options)


@asynccontextmanager
async def a_server(slack: Playground, got: list[Any]) -> AsyncIterator[str]:
    """A Bolt app behind its own HTTP server; yields its address."""
    app = AsyncApp(
        client=a_client(slack), signing_secret=slack.signing_secret, process_before_response=True
    )

    @app.command("/echo")
    async def on_echo(ack: Any, command: Any) -> None:
        await ack(f"heard {command['text']}")

    @app.view("form")
    async def on_form(ack: Any) -> None:
        await ack(response_action="errors", errors={"what": "No."})

    @app.event("app_mention")
    async def on_mention(body: Any, request: Any) -> None:
        got.append((body["event_id"], request.headers.get("x-slack-retry-num")))
        if len(got) < 3:
            raise RuntimeError("this listener fails on purpose")

    runner = web.AppRunner(app.web_app(path="/slack/events"))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@asynccontextmanager
async def over_http(slack: Playground, got: list[Any]) -> AsyncIterator[None]:
    """The playground posting to that server."""
    async with a_server(slack, got) as address:
        await slack.found_at(address)
        yield


@asynccontextmanager
async def sent_wrongly(slack: Playground, **options: Any) -> AsyncIterator[None]:
    """Sends that server requests that are not quite Slack's."""
    async with a_server(slack, []) as address:
        delivery = HttpDelivery(lambda _: f"{address}/slack/events", **options)
        slack.deliver_over(delivery)
        yield
        await delivery.close()


async def test_commands_and_forms_are_answered_over_http() -> None:
    async with a_slack_for_http() as slack, over_http(slack, []):
        maria = slack.person("maria")
        assert (await maria.types("#launch", "/echo a & b")).text == "heard a &amp; b"
        trigger = slack.engine.grants.issue_trigger(maria.id)
        await a_client(slack).views_open(trigger_id=trigger, view=a_modal())
        await maria.fills({"What": "x"})
        assert (await maria.submits()).errors == {"What": "No."}


async def test_the_record_is_the_same_as_with_a_socket() -> None:
    async with a_slack_for_http() as slack, over_http(slack, []):
        await slack.person("maria").types("#launch", "/echo x")
        assert [command["text"] for command in slack.recorder.calls("in.slash_commands")] == ["x"]
        assert slack.recorder.calls("ack.slash_command") == [{"text": "heard x"}]


async def test_events_are_sent_again_with_slacks_headers_until_answered() -> None:
    got: list[Any] = []
    async with a_slack_for_http(event_retry_seconds=(0, 0, 0)) as slack, over_http(slack, got):
        slack.person("maria").writes("#launch", "@echo hello")
        assert await slack.workspace.signal.until(lambda: len(got) == 3)
        await slack.settled()
        sent = [one for one in slack.deliveries.sent if one.type == "events_api"]
        assert [attempt for _, attempt in got] == [None, ["1"], ["2"]]
        assert len({event_id for event_id, _ in got}) == 1
        assert [one.retry_reason for one in sent] == [None, "http_error", "http_error"]


async def test_an_app_that_wants_no_retry_gets_none() -> None:
    got: list[str] = []

    async def refuse(request: web.Request) -> web.Response:
        body = await request.json()
        if "challenge" in body:
            return web.Response(text=body["challenge"])
        got.append(body["event_id"])
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    async with (
        a_slack_for_http(event_retry_seconds=(0, 0, 0)) as slack,
        served(refuse) as address,
    ):
        await slack.found_at(address)
        slack.person("maria").writes("#launch", "@echo hello")
        await slack.workspace.signal.until(lambda: bool(got))
        await slack.settled()
        assert len(got) == 1


async def test_a_server_that_is_too_slow_fails_as_slack_says_and_is_asked_once() -> None:
    never = asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        await never.wait()
        return web.Response()

    async with a_slack() as slack, served(wait) as address:
        delivery = HttpDelivery(lambda _: f"{address}/slack/events", ack_seconds=0.05)
        slack.deliver_over(delivery)
        seen = await slack.person("maria").types("#launch", "/echo x")
        await delivery.close()
        assert seen.error == '/echo failed with the error "operation_timeout"'
        assert len(slack.recorder.calls("in.slash_commands")) == 1


async def test_several_servers_get_their_turn() -> None:
    first: list[Any] = []
    second: list[Any] = []
    async with (
        a_slack_for_http(event_retry_seconds=()) as slack,
        a_server(slack, first) as one,
        a_server(slack, second) as other,
    ):
        await slack.found_at(one, other)
        for words in ("@echo a", "@echo b", "@echo c", "@echo d"):
            slack.person("maria").writes("#launch", words)
        await slack.workspace.signal.until(lambda: len(first + second) == 4)
        assert (len(first), len(second)) == (2, 2)


async def test_a_request_url_has_to_give_the_challenge_back() -> None:
    async def welcome(_: web.Request) -> web.Response:
        return web.Response(text="welcome")

    async with a_slack_for_http() as slack, served(welcome) as address:
        with pytest.raises(NotPossible, match="challenge"):
            await slack.found_at(address)


async def test_slack_looks_at_the_certificate_without_a_signature() -> None:
    async with a_slack_for_http() as slack, over_http(slack, []):
        await handshakes.check_certificate(slack.deliveries)


async def test_a_wrong_signature_or_an_old_one_is_refused_by_the_bot() -> None:
    async with a_slack() as slack:
        maria = slack.person("maria")
        async with sent_wrongly(slack, secret="another"):
            seen = await maria.types("#launch", "/echo x")
            assert seen.error == '/echo failed with the error "dispatch_failed"'
        async with sent_wrongly(slack, unix_seconds=lambda: 1_700_000_000):
            assert (await maria.types("#launch", "/echo x")).error is not None


@pytest.mark.parametrize("servers", [[], ["http://127.0.0.1:9"]])
async def test_a_bot_that_is_not_there_fails_at_once(servers: list[str]) -> None:
    async with a_slack_for_http() as slack:
        if servers:
            with pytest.raises(NotAnswered, match="dispatch_failed"):
                await slack.found_at(*servers)
        seen = await slack.person("maria").types("#launch", "/echo x")
        assert seen.error == '/echo failed with the error "dispatch_failed"'


@asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[str]:
    """A server that answers every request with this handler; yields its address."""
    app = web.Application()
    app.router.add_post("/slack/events", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
