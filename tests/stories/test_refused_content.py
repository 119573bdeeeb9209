"""Slack refuses how a message is written: it comes as plain text, and no ladder climbs for that."""

import pytest

from bot.demo.sandbox import Town
from playground.state.workspace import Json
from tests.stories.hearing import berlin, heard, log, posted, set_up
from tests.stories.launch import move_in

pytestmark = pytest.mark.on_both_databases

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
POST = "chat.postMessage"


@pytest.fixture
async def watched_town(empty_town: Town) -> Town:
    """The town with its ladder; Bo is told what is wrong with Backstop."""
    move_in(empty_town.slack)
    empty_town.admins = frozenset({empty_town.slack.workspace.user("bo").id})
    await empty_town.start_bot()
    await set_up(empty_town)
    return empty_town


def has_blocks(args: Json) -> bool:
    return bool(args.get("blocks"))


async def test_everybody_is_told_in_plain_text_at_the_same_time(watched_town: Town) -> None:
    town = watched_town
    town.slack.faults.add("error", POST, code="invalid_blocks", times=None, when=has_blocks)
    town.slack.faults.add(
        "error", "chat.update", code="invalid_blocks", times=None, when=has_blocks
    )
    await log(town, TODAY, by="cem")
    await town.slack.expectations.expect_dm("bo", "Slack refused how a message is written")
    await town.advance_to(berlin(25, 17))
    assert heard(town, "maria") == ["Wed 25 10:30 B-1", "Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    assert heard(town, "lea") == ["Wed 25 16:00 B-1"]
    assert heard(town, "cem") == []
    assert posted(town) == ["Wed 25 16:00 B-1"]
    assert heard(town, "bo") == [], "once a day"
    said = [message for message in town.slack.workspace.messages if message.source == "post"]
    assert [message for message in said if message.blocks] == []
    assert not any("nobody to answer" in message.text for message in said)
    assert await town.bot.audit() == ()


async def test_what_nobody_can_be_told_escalates_no_sooner_and_an_operator_is_told(
    watched_town: Town,
) -> None:
    town = watched_town
    maria = town.slack.workspace.user("maria").id
    refused = town.slack.faults.add(
        *("error", POST),
        code="invalid_arguments",
        times=None,
        when=lambda args: args["channel"] == maria,
    )
    await log(town, TODAY, by="cem")
    alarm = await town.slack.expectations.expect_dm("bo", "Nobody got it")
    calls = [call for call in town.slack.recorder.calls(POST) if call["channel"] == maria]
    assert calls[0]["metadata"]["event_payload"]["token"] in alarm.text
    assert [len(calls), refused.used] == [2, 2], "once as it is, once as plain text"
    await town.advance_to(berlin(25, 15, 59))
    assert heard(town, "lea") == []
    await town.advance_to(berlin(25, 16))
    assert heard(town, "lea") == ["Wed 25 16:00 B-1"]
    assert heard(town, "cem") == [], "leadership has its own time"
    assert posted(town) == ["Wed 25 16:00 B-1"]


async def test_the_weekly_post_comes_as_plain_text_too(watched_town: Town) -> None:
    town = watched_town
    await log(town, "/blocker SSO fails owner @maria due apr 20 noon fallback use passwords")
    town.slack.faults.add("error", POST, code="msg_blocks_too_long", times=None, when=has_blocks)
    await town.advance_to(berlin(30, 9, 5))
    post = await town.slack.expectations.expect_post("#launch", "*Week of Mon 30 Mar*: 1 open item")
    assert "*B-1* SSO fails" in post.text
    assert post.blocks == []
    await town.slack.expectations.expect_dm("bo", "msg_blocks_too_long")
