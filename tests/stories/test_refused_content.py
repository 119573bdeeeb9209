"""Slack refuses how a message is written: it is sent as plain text, and no ladder climbs."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.state.workspace import Json
from tests.stories.heard import berlin, heard, log, posted, set_up
from tests.stories.people import add_people

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
POST = "chat.postMessage"


@pytest.fixture
async def watched_sandbox(empty_sandbox: Sandbox) -> Sandbox:
    """The sandbox with its ladder; Bo is the admin who is told what is wrong."""
    add_people(empty_sandbox.slack)
    empty_sandbox.admins = frozenset({empty_sandbox.slack.workspace.user("bo").id})
    await empty_sandbox.start_bot()
    await set_up(empty_sandbox)
    return empty_sandbox


def has_blocks(args: Json) -> bool:
    return bool(args.get("blocks"))


@pytest.mark.on_both_databases
async def test_everybody_is_told_in_plain_text_at_the_same_time(watched_sandbox: Sandbox) -> None:
    sandbox = watched_sandbox
    sandbox.slack.faults.add("error", POST, code="invalid_blocks", times=None, when=has_blocks)
    sandbox.slack.faults.add(
        "error", "chat.update", code="invalid_blocks", times=None, when=has_blocks
    )
    await log(sandbox, TODAY, by="cem")
    await sandbox.slack.expectations.expect_dm("bo", "Slack refused how a message is written")
    await sandbox.advance_to(berlin(25, 17))
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1", "Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "cem") == []
    assert posted(sandbox) == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "bo") == [], "once a day"
    said = [message for message in sandbox.slack.workspace.messages if message.source == "post"]
    assert [message for message in said if message.blocks] == []
    assert not any("nobody to answer" in message.text for message in said)
    assert await sandbox.bot.workspace.audit() == ()


async def test_what_nobody_can_be_told_escalates_no_sooner_and_an_operator_is_told(
    watched_sandbox: Sandbox,
) -> None:
    sandbox = watched_sandbox
    maria = sandbox.slack.workspace.user("maria").id
    refused = sandbox.slack.faults.add(
        *("error", POST),
        code="invalid_arguments",
        times=None,
        when=lambda args: args["channel"] == maria,
    )
    await log(sandbox, TODAY, by="cem")
    alarm = await sandbox.slack.expectations.expect_dm("bo", "Nobody got it")
    calls = [call for call in sandbox.slack.recorder.calls(POST) if call["channel"] == maria]
    assert calls[0]["metadata"]["event_payload"]["token"] in alarm.text
    assert [len(calls), refused.used] == [2, 2], "once as it is, once as plain text"
    await sandbox.advance_to(berlin(25, 15, 59))
    assert heard(sandbox, "lea") == []
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "cem") == [], "leadership has its own time"
    assert posted(sandbox) == ["Wed 25 16:00 B-1"]


async def test_the_weekly_post_comes_as_plain_text_too(watched_sandbox: Sandbox) -> None:
    sandbox = watched_sandbox
    await log(sandbox, "/blocker SSO fails owner @maria due apr 20 noon fallback use passwords")
    sandbox.slack.faults.add("error", POST, code="msg_blocks_too_long", times=None, when=has_blocks)
    await sandbox.advance_to(berlin(30, 9, 5))
    post = await sandbox.slack.expectations.expect_post("#launch", "*Week of Mon 30 Mar*: 1 open")
    assert "*B-1* SSO fails" in post.text
    assert post.blocks == []
    await sandbox.slack.expectations.expect_dm("bo", "msg_blocks_too_long")
