"""The playground drops metadata as Slack does, and returns as little history as Slack may."""

from typing import Any

import pytest

from playground.rules.metadata import DROPPED
from tests.support.bots.playground_bot import SteppedClock, a_client, a_slack, refusal

KEPT: list[dict[str, Any]] = [
    {"token": "t-1"},
    {"token": "t-1", "count": 2, "share": 0.5, "sure": True},
    {"token": {"of": "t-1"}, "also": [{"of": "t-2"}, {}]},
    {},
]
ODD: list[dict[str, Any]] = [
    {"token": "t-1", "also": ["t-2"]},
    {"token": None},
    {"token": [1]},
    {"token": {"of": {"of": "t-1"}}},
    {"also": [{"of": ["t-1"]}]},
]


def of(payload: dict[str, Any], kind: str = "backstop_notice") -> dict[str, Any]:
    return {"event_type": kind, "event_payload": payload}


@pytest.mark.parametrize("payload", KEPT, ids=str)
async def test_what_slack_likes_comes_back_in_its_answer_with_who_said_it(
    payload: dict[str, Any],
) -> None:
    async with a_slack() as slack:
        launch = slack.channel("#launch").id
        posted = await a_client(slack).chat_postMessage(
            channel=launch, text="hello", metadata=of(payload)
        )
        assert posted["message"]["metadata"] == of(payload)
        assert posted["message"]["bot_id"] == slack.workspace.bot_id
        assert "warning" not in posted.data


@pytest.mark.parametrize("metadata", [*map(of, ODD), of({"token": "t-1"}, "a.b c!")], ids=str)
async def test_what_slack_dislikes_is_dropped_with_a_warning_and_the_rest_posted(
    metadata: dict[str, Any],
) -> None:
    async with a_slack() as slack:
        client, launch = a_client(slack), slack.channel("#launch").id
        posted = await client.chat_postMessage(channel=launch, text="hello", metadata=metadata)
        assert posted["response_metadata"]["warnings"] == [DROPPED]
        assert "metadata" not in posted["message"]
        [kept] = (await client.conversations_history(channel=launch, include_all_metadata=True))[
            "messages"
        ]
        assert (kept["text"], "metadata" in kept) == ("hello", False)


async def test_an_edit_with_metadata_that_slack_dislikes_keeps_the_old() -> None:
    async with a_slack() as slack:
        client, launch = a_client(slack), slack.channel("#launch").id
        posted = await client.chat_postMessage(
            channel=launch, text="hello", metadata=of({"token": "t-1"})
        )
        edited = await client.chat_update(
            channel=launch, ts=posted["ts"], text="again", metadata=of({"token": None})
        )
        assert edited["warning"] == DROPPED
        assert edited["message"]["metadata"] == of({"token": "t-1"})


async def test_a_slack_can_be_told_to_keep_no_metadata_at_all() -> None:
    async with a_slack() as slack:
        slack.engine.drops_metadata = True
        posted = await a_client(slack).chat_postMessage(
            channel=slack.channel("#launch").id, text="hello", metadata=of({"token": "t-1"})
        )
        assert (posted["warning"], "metadata" in posted["message"]) == (DROPPED, False)
        [message] = slack.expectations.messages_in("#launch")
        assert message.dropped_metadata == of({"token": "t-1"})


async def test_another_app_posts_under_its_own_name_with_any_metadata() -> None:
    async with a_slack() as slack:
        launch, app = slack.channel("#launch"), slack.add_app("deploys")
        app.posts(launch, "deployed", metadata=of({"also": None}))
        app.posts(launch, "and again", metadata={})
        read = a_client(slack).conversations_history
        again, said = (await read(channel=launch.id, include_all_metadata=True))["messages"]
        assert said["metadata"] == of({"also": None})
        assert said["bot_id"] == app.user.bot_id != slack.workspace.bot_id
        plain = (await read(channel=launch.id))["messages"]
        assert [m["metadata"]["event_type"] for m in plain] == ["", "backstop_notice"]
        assert again["metadata"] == {}


async def test_with_the_oldest_instant_alone_the_pages_begin_at_the_old_end() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        read, launch = a_client(slack).conversations_history, slack.channel("#launch").id
        for number in range(5):
            slack.person("tom").writes("#launch", f"line {number}")
            clock.advance(minutes=1)
        first = await read(channel=launch, oldest="1", limit=2)
        assert [m["text"] for m in first["messages"]] == ["line 1", "line 0"]
        cursor = first["response_metadata"]["next_cursor"]
        second = await read(channel=launch, oldest="1", limit=2, cursor=cursor)
        assert [m["text"] for m in second["messages"]] == ["line 3", "line 2"]
        newest = await read(channel=launch, oldest="1", latest="9999999999", limit=2)
        assert [m["text"] for m in newest["messages"]] == ["line 4", "line 3"]


async def test_history_can_be_one_call_a_minute_and_fifteen_messages() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        client, launch = a_client(slack), slack.channel("#launch").id
        for number in range(20):
            slack.person("tom").writes("#launch", f"line {number}")
        slack.limit_history()
        first = await client.conversations_history(channel=launch, limit=200)
        assert (len(first["messages"]), first["has_more"]) == (15, True)
        assert await refusal(client.conversations_history(channel=launch)) == "ratelimited"
        ts = first["messages"][0]["ts"]
        assert (await client.conversations_replies(channel=launch, ts=ts))["ok"], "counted alone"
        clock.advance(minutes=1)
        rest = await client.conversations_history(
            channel=launch, cursor=first["response_metadata"]["next_cursor"]
        )
        assert len(rest["messages"]) == 5
        assert (await client.conversations_info(channel=launch))["ok"]
