"""Whoever mentions the bot, or writes to it, is read like a command, and answered alone."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words
from tests.stories.heard import heard, ignore_rest

LINE = "SSO login fails owner me due fri noon fallback use passwords"


async def test_a_complete_line_in_a_mention_is_logged_and_its_writer_alone_is_told(
    sandbox: Sandbox,
) -> None:
    sandbox.slack.person("maria").writes("#launch", f"@backstop blocker {LINE}")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_ephemeral("maria", "Logged *B-1*")
    assert answer.thread_ts is None
    await sandbox.slack.expectations.expect_post("#launch", "*B-1* Blocked: SSO login fails")


async def test_an_incomplete_line_waits_for_complete_it(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    maria.writes("#launch", "@backstop blocker SSO login fails due tomorrow noon")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_ephemeral("maria", "Almost there")
    assert "SSO login fails" in message_words(answer)
    assert buttons(answer.blocks) == ["Complete it"]
    await maria.clicks("Complete it", message=answer)
    form = await maria.sees_form("What is blocked?")
    assert "2026-03-26 12:00" in str(form.blocks)
    await maria.fills({"Who owns it?": "maria", "What happens if nobody acts in time?": "wait"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "*B-1* Blocked: SSO login fails")
    assert heard(sandbox, "maria") == []
