"""The playground can also reach the bot by signed HTTP requests, with the same acts and answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp

from playground.http_delivery import HttpDelivery
from playground.slack import Playground
from tests.edges.playground_bot import a_client, a_modal, a_slack


@asynccontextmanager
async def over_http(
    slack: Playground, got: list[Any], *, secret: str | None = None, **options: Any
) -> AsyncIterator[HttpDelivery]:
    """A Bolt app behind its own HTTP server, and the playground posting to it."""
    signing_secret = slack.signing_secret
    app = AsyncApp(
        client=a_client(slack), signing_secret=signing_secret, process_before_response=True
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
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    async with HttpDelivery(url, secret=secret or signing_secret, **options) as delivery:
        slack.deliver_over(delivery)
        yield delivery
    await runner.cleanup()


async def test_commands_and_forms_are_answered_over_http() -> None:
    async with a_slack() as slack, over_http(slack, []):
        maria = slack.person("maria")
        assert (await maria.types("#launch", "/echo a & b")).text == "heard a &amp; b"
        trigger = slack.engine.grants.issue_trigger(maria.id)
        await a_client(slack).views_open(trigger_id=trigger, view=a_modal())
        await maria.fills({"What": "x"})
        assert (await maria.submits()).errors == {"What": "No."}


async def test_events_are_sent_again_with_slacks_headers_until_answered() -> None:
    got: list[Any] = []
    async with a_slack(event_retry_seconds=(0, 0, 0)) as slack, over_http(slack, got):
        slack.person("maria").writes("#launch", "@echo hello")
        assert await slack.workspace.signal.until(lambda: len(got) == 3, within=3)
        await slack.settled()
        assert [attempt for _, attempt in got] == [None, ["1"], ["2"]]
        assert len({event_id for event_id, _ in got}) == 1
        assert [e.retry_reason for e in slack.deliveries.sent] == [None, "http_error", "http_error"]


async def test_a_wrong_signature_or_an_old_one_is_refused_by_the_bot() -> None:
    async with a_slack() as slack:
        maria = slack.person("maria")
        async with over_http(slack, [], secret="another"):
            seen = await maria.types("#launch", "/echo x")
            assert seen.error == '/echo failed with the error "dispatch_failed"'
        async with over_http(slack, [], unix_seconds=lambda: 1_700_000_000):
            assert (await maria.types("#launch", "/echo x")).error is not None


async def test_a_bot_that_is_not_there_fails_at_once() -> None:
    async with a_slack() as slack, HttpDelivery("http://127.0.0.1:9/") as delivery:
        slack.deliver_over(delivery)
        seen = await slack.person("maria").types("#launch", "/echo x")
        assert seen.error == '/echo failed with the error "dispatch_failed"'
