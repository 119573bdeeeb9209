"""Mentions reach a real Bolt app as Slack sends them: members only, edits as new events."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from playground.state.errors import NotPossible
from tests.support.bots.playground_bot import a_bot, a_slack

Got = list[dict[str, Any]]


def hear(app: AsyncApp, got: Got) -> None:
    @app.event("app_mention")
    async def on_mention(event: Any) -> None:
        got.append(event)

    @app.event("message")
    async def on_message(event: Any) -> None:
        got.append(event)


async def test_a_mention_names_its_writer_place_and_thread() -> None:
    async with a_slack() as slack, a_bot(slack, hear) as bot:
        maria = slack.person("maria")
        root = maria.writes("#launch", "lunch?")
        said = maria.writes("#launch", "@echo <hello> & more", thread=root)
        await slack.settled()
        (event,) = bot.got
        assert event["text"] == f"<@{slack.workspace.bot_user}> &lt;hello&gt; &amp; more"
        assert (event["user"], event["channel"]) == (maria.id, slack.channel("#launch").id)
        assert (event["ts"], event["thread_ts"]) == (said.ts, root.ts)
        assert "edited" not in event


async def test_an_edited_mention_is_sent_again_and_says_so() -> None:
    async with a_slack() as slack, a_bot(slack, hear) as bot:
        maria = slack.person("maria")
        said = maria.writes("#launch", "hello")
        maria.edits(said, "@echo hello")
        await slack.settled()
        (event,) = bot.got
        assert (event["ts"], event["edited"]["user"]) == (said.ts, maria.id)
        with pytest.raises(NotPossible):
            slack.person("tom").edits(said, "mine")


async def test_an_app_gets_no_mention_in_dms_or_where_it_is_not_a_member() -> None:
    async with a_slack() as slack, a_bot(slack, hear) as bot:
        maria = slack.person("maria")
        maria.invites("tom", "#launch")
        slack.add_channel("#apart", ["maria"], with_bot=False)
        maria.writes("#apart", "@echo hello")
        said = maria.writes("dm", "@echo hello")
        maria.edits(said, "@echo hullo")
        await slack.settled()
        assert [event["type"] for event in bot.got] == ["message", "message"]
        assert (bot.got[1]["subtype"], bot.got[1]["message"]["text"][-5:]) == (
            "message_changed",
            "hullo",
        )
        assert bot.got[1]["previous_message"]["ts"] == said.ts
