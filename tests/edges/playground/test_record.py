"""The record shows a maintainer what Slack would see, without tokens."""

import json
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncApp

from tests.support.bots.playground_bot import (
    a_bot,
    a_button,
    a_client,
    a_modal,
    a_slack,
    actions,
    an_input,
    refusal,
)


def answering(app: AsyncApp, got: list[dict[str, Any]]) -> None:
    @app.command("/echo")
    async def on_echo(ack: Any, command: Any, respond: Any) -> None:
        await ack("heard")
        await respond("and more")
        got.append(command)

    @app.action("open")
    async def on_open(ack: Any, body: Any, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=a_modal())
        await ack()

    @app.view("form")
    async def on_form(ack: Any) -> None:
        await ack(response_action="errors", errors={"what": "No."})

    @app.event("member_joined_channel")
    async def on_join() -> None:
        pass


async def a_day(path: Path) -> tuple[str, str]:
    """Record one of everything; return the id of #launch and the command's response_url."""
    async with a_slack(record=path) as slack, a_bot(slack, answering) as bot:
        client, maria = a_client(slack), slack.person("maria")
        launch = slack.channel("#launch").id
        await maria.types("#launch", "/echo hello")
        await slack.expectations.expect_ephemeral("maria", "and more")
        await client.chat_postMessage(
            channel=launch, text="go", blocks=[actions(a_button("Open", "open"))]
        )
        await maria.clicks("Open")
        await maria.fills({"What": "x"})
        await maria.submits()
        await refusal(client.chat_postMessage(channel="C404", text="x"))
        slack.person("ines").joins("#launch")
        await slack.settled()
        return launch, bot.got[0]["response_url"]


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


async def test_every_call_payload_and_answer_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    launch, url = await a_day(path)
    lines = lines_of(path)
    by_method = {line["method"]: line for line in lines}
    assert by_method["in.slash_commands"]["args"]["text"] == "hello"
    assert by_method["ack.slash_command"]["args"] == {"text": "heard"}
    assert by_method["response_url"]["args"] == {"text": "and more", "url": url}
    posts = [line["args"] for line in lines if line["method"] == "chat.postMessage"]
    assert [post["channel"] for post in posts] == [launch, "C404"]
    assert posts[0]["blocks"][0]["block_id"] == "acts"
    assert by_method["in.block_actions"]["args"]["actions"][0]["action_id"] == "open"
    assert by_method["views.open"]["args"]["view"]["callback_id"] == "form"
    answer = by_method["ack.view_submission"]
    assert answer["args"]["errors"] == {"what": "No."}
    assert answer["args"]["view"]["blocks"][0]["block_id"] == "what"
    event = by_method["in.event_callback"]["args"]["event"]
    assert event["type"] == "member_joined_channel"
    assert {tuple(line) for line in lines} == {("method", "args")}


async def test_no_token_is_ever_written(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    async with a_slack(record=path) as slack, a_bot(slack, answering):
        await a_client(slack).api_call("auth.test", params={"token": slack.bot_token})
        await slack.person("maria").types("#launch", "/echo hello")
        await slack.expectations.expect_ephemeral("maria", "and more")
    written = path.read_text(encoding="utf-8")
    assert "auth.test" in written
    for secret in (slack.bot_token, slack.app_token, slack.signing_secret, '"token"'):
        assert secret not in written


async def test_no_payload_carries_slacks_retired_token() -> None:
    """It proves nothing, so nobody should come to rely on it."""
    async with a_slack() as slack, a_bot(slack, answering):
        maria = slack.person("maria")
        await maria.types("#launch", "/echo hello")
        await slack.expectations.expect_ephemeral("maria", "and more")
        trigger = slack.engine.grants.issue_trigger(maria.id)
        await a_client(slack).views_open(trigger_id=trigger, view=a_modal())
        await maria.fills({"What": "x"})
        await maria.submits()
        slack.person("ines").joins("#launch")
        await slack.settled()
        payloads = {envelope.kind: envelope.payload for envelope in slack.deliveries.sent}
    assert set(payloads) >= {"slash_commands", "view_submission", "event_callback"}
    assert [kind for kind, payload in payloads.items() if "token" in payload] == []


async def test_an_answer_with_a_view_of_its_own_tells_that_one() -> None:
    def pushing(app: AsyncApp, _: list[dict[str, Any]]) -> None:
        @app.view("form")
        async def on_form(ack: Any) -> None:
            await ack(response_action="update", view=a_modal(an_input("New", "new")))

    async with a_slack() as slack, a_bot(slack, pushing):
        maria = slack.person("maria")
        trigger = slack.engine.grants.issue_trigger(maria.id)
        await a_client(slack).views_open(trigger_id=trigger, view=a_modal())
        await maria.fills({"What": "x"})
        await maria.submits()
        line = next(x for x in slack.recorder.lines if x["method"] == "ack.view_submission")
        assert line["args"]["view"]["blocks"][0]["block_id"] == "new"
