"""Whoever writes to the bot in words is told what to type instead, never met with silence."""

from bot.demo.sandbox import Sandbox
from tests.stories.heard import heard, log

BLOCKER = "/blocker SSO login fails owner me due fri noon fallback use passwords"


async def test_a_reply_to_a_reminder_is_answered_with_what_to_type(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER)
    sandbox.slack.person("maria").writes("dm", "B-1 is done!")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_dm("maria", "I read commands and buttons")
    assert answer.text == (
        "I read commands and buttons, not messages. Nothing was changed.\n"
        "Type `/blocker B-1 ack`, `… note called them` or `… resolve restarted it`.\n"
        "`/backstop list mine` shows what you owe, `/backstop help` all that you can type, "
        "in any channel."
    )


async def test_a_decision_is_decided(sandbox: Sandbox) -> None:
    sandbox.slack.person("maria").writes("dm", "what about d-7?")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_dm("maria", "I read commands")
    assert "Type `/decision D-7 ack`, `… note called them` or `… decide plan b" in answer.text


async def test_a_mention_in_a_channel_is_answered_to_the_writer_alone(sandbox: Sandbox) -> None:
    sandbox.slack.person("bo").writes("#launch", "@backstop the import is stuck")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_dm("bo", "I read commands and buttons")
    assert "To log something type `/blocker SSO login fails owner @maria due fri 5pm" in answer.text


async def test_edits_bots_and_redelivered_words_are_not_answered(sandbox: Sandbox) -> None:
    said = sandbox.slack.person("maria").writes("dm", "hello")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_dm("maria", "I read commands and buttons")
    again = {"type": "message", "channel_type": "im", "channel": said.channel, "ts": said.ts}
    maria = sandbox.slack.person("maria").id
    engine = sandbox.slack.engine
    engine.emit("message.im", {**again, "user": maria, "text": "hello"})
    edit = {**again, "ts": "1.0", "subtype": "message_changed", "message": {"text": "hullo"}}
    engine.emit("message.im", edit)
    engine.emit("message.im", {**again, "ts": "2.0", "user": maria, "bot_id": "B1", "text": "hi"})
    await sandbox.settle()
    assert heard(sandbox, "maria") == []
