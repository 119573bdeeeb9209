"""A mention of the bot or a message to it is read like a command, and answered privately."""

import re

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from tests.stories.heard import berlin, buttons, heard, ignore_rest, log, posted

WHOLE = "SSO login fails owner me due fri noon fallback use passwords"
BLOCKER = f"/blocker {WHOLE}"


async def mentions(sandbox: Sandbox, who: str, line: str, *words: str) -> str:
    """Mention the bot in #launch, and get what only the writer is shown."""
    sandbox.slack.person(who).writes("#launch", line)
    await sandbox.settle()
    return message_words(await sandbox.slack.expectations.expect_ephemeral(who, *words))


async def says(sandbox: Sandbox, who: str, line: str, *words: str) -> str:
    """Write to the bot, and get its direct message."""
    sandbox.slack.person(who).writes("dm", line)
    await sandbox.settle()
    return message_words(await sandbox.slack.expectations.expect_dm(who, *words))


@pytest.mark.both_ways
async def test_a_whole_line_in_a_mention_is_logged_and_its_writer_alone_is_told(
    sandbox: Sandbox,
) -> None:
    await mentions(sandbox, "maria", f"@backstop blocker {WHOLE}", "Logged *B-1*: SSO login fails")
    await sandbox.slack.expectations.expect_post("#launch", "*B-1* Blocked: SSO login fails")
    await mentions(sandbox, "bo", "@backstop list", "1 open item", "SSO login fails")


@pytest.mark.parametrize(
    "line",
    ["@backstop B-1 ack", "hey @backstop: B-1 ack", "Hi @backstop, ack B-1", "B-1 ack @backstop"],
)
async def test_the_mention_stands_anywhere_and_a_greeting_before_it(
    sandbox: Sandbox, line: str
) -> None:
    await log(sandbox, BLOCKER)
    await mentions(sandbox, "maria", line, "*B-1*", "acknowledged it")
    ignore_rest(sandbox, "#launch")


@pytest.mark.parametrize(
    "line",
    ["do not @backstop B-1 done", "> @backstop B-1 done", "is it over? @backstop B-1 done"],
)
async def test_half_a_sentence_and_the_words_of_others_do_nothing(
    sandbox: Sandbox, line: str
) -> None:
    card = await log(sandbox, BLOCKER)
    answer = "@Backstop blocker" if line.startswith(">") else "I don't know what to do with"
    await mentions(sandbox, "maria", line, answer)
    assert "Blocked" in message_words(card)


async def test_a_direct_message_is_a_line_too(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER)
    await says(sandbox, "maria", "B-1 note the vendor is on it", "*B-1*", "noted: the vendor")
    await says(sandbox, "maria", "list mine", "SSO login fails")
    await says(sandbox, "maria", "done", "Which item?")
    await says(sandbox, "maria", "@backstop B-1 done", "*B-1*", "resolved it")
    ignore_rest(sandbox, "#launch")


async def test_what_a_direct_message_says_names_people(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    maria.writes("dm", "blocker SSO down @lea by fri else passwords, ask @cem")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_dm("maria", "ask @Cem Aydin")
    assert "*Blocker:* SSO down @Lea Roth" in answer.text
    assert "Is Lea Roth the owner?" in answer.text
    await maria.clicks("Complete it", message=answer)
    form = await maria.sees_form("Is Lea Roth the owner?", "SSO down @Lea Roth")
    assert re.search(r"(?<!<)@U0", view_words(form)) is None
    await maria.closes()
    maria.writes("dm", "frobnicate @cem")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_dm("maria", "I did not understand `frobnicate @Cem")


async def test_help_is_the_same_however_it_is_asked_for(sandbox: Sandbox) -> None:
    said = {
        await how(sandbox, "bo", line, "@Backstop blocker")
        for how in (mentions, says)
        for line in ("@backstop", "@backstop help")
    }
    seen = await sandbox.slack.person("bo").types("#launch", "/backstop help")
    assert said == {message_words(seen.messages[0])}


async def test_in_the_thread_of_an_item_its_label_may_be_left_out(sandbox: Sandbox) -> None:
    card = await log(sandbox, BLOCKER)
    await log(sandbox, BLOCKER)
    maria = sandbox.slack.person("maria")
    maria.writes("#launch", "@backstop ack", thread=card)
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_ephemeral("maria", "*B-1*", "acknowledged it")
    assert answer.thread_ts == card.ts
    maria.writes("#launch", "@backstop B-2 ack", thread=card)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("maria", "*B-2*", "acknowledged it")
    maria.writes("#launch", "@backstop frobnicate", thread=card)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("maria", "frobnicate", "B-1 help")
    ignore_rest(sandbox, "#launch")


@pytest.mark.parametrize(
    ("line", "label"),
    [("done", "Resolve"), ("fallback", "Use the fallback"), ("close", "Resolve")],
)
async def test_what_would_close_the_item_of_a_thread_asks_first(
    sandbox: Sandbox, line: str, label: str
) -> None:
    card, maria = await log(sandbox, BLOCKER), sandbox.slack.person("maria")
    maria.writes("#launch", f"@backstop {line}", thread=card)
    await sandbox.settle()
    asked = await sandbox.slack.expectations.expect_ephemeral(
        "maria", "SSO login fails", "would close"
    )
    assert "Blocked" in message_words(card)
    assert buttons(asked, label, "Leave it") == [True, True]
    await maria.clicks(label, message=asked)
    await sandbox.settle()
    assert "Blocked" not in message_words(card)
    ignore_rest(sandbox, "#launch")


async def test_a_closing_that_would_be_refused_is_refused_at_once(sandbox: Sandbox) -> None:
    card = await log(sandbox, BLOCKER)
    sandbox.slack.person("bo").writes("#launch", "@backstop done", thread=card)
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_ephemeral("bo", "Only Maria Silva")
    assert not any(buttons(answer, "Resolve"))


async def test_the_thread_of_a_reminder_is_about_its_item(sandbox: Sandbox) -> None:
    await log(sandbox, f"/blocker {WHOLE.replace('owner me', 'owner @bo')}")
    await sandbox.advance_to(berlin(27, 13))
    told = await sandbox.slack.expectations.expect_dm("bo", "B-1")
    sandbox.slack.person("bo").writes("dm", "ack", thread=told)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_dm("bo", "*B-1*", "acknowledged it")
    ignore_rest(sandbox, "#launch", "bo", "maria")


async def test_without_a_mention_nothing_said_in_a_channel_is_read(sandbox: Sandbox) -> None:
    card = await log(sandbox, BLOCKER)
    before = len(sandbox.slack.deliveries.sent)
    sandbox.slack.person("maria").writes("#launch", "B-1 done", thread=card)
    sandbox.slack.person("maria").writes("#launch", "B-1 done")
    await sandbox.settle()
    assert len(sandbox.slack.deliveries.sent) == before
    assert posted(sandbox) == []


async def test_edits_bots_and_redelivered_words_are_not_answered(sandbox: Sandbox) -> None:
    maria, engine = sandbox.slack.person("maria"), sandbox.slack.engine
    said = maria.writes("dm", "hello")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_dm("maria", "I did not understand")
    again = {"type": "message", "channel_type": "im", "channel": said.channel, "ts": said.ts}
    engine.emit("message.im", {**again, "user": maria.id, "text": "hello"})
    engine.emit("message.im", {**again, "ts": "2.0", "user": maria.id, "bot_id": "B1", "text": "h"})
    maria.edits(said, "hullo")
    here = maria.writes("#launch", f"@backstop blocker {WHOLE}")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("maria", "Logged *B-1*")
    maria.edits(here, "@backstop B-1 done")
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1*")
    assert "Blocked" in message_words(card)
    assert heard(sandbox, "maria") == []


async def test_where_slack_refuses_it_is_a_direct_message(sandbox: Sandbox) -> None:
    sandbox.slack.faults.add("error", "chat.postEphemeral", code="user_not_in_channel")
    sandbox.slack.person("bo").writes("#launch", f"@backstop blocker {WHOLE}")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_dm("bo", "Logged *B-1*")
    ignore_rest(sandbox, "#launch")


async def test_people_of_another_company_get_one_sentence_and_no_item(sandbox: Sandbox) -> None:
    sandbox.slack.add_person("eve", is_stranger=True, team_id="TOTHER")
    sandbox.slack.person("maria").invites("eve", "#launch")
    await sandbox.settle()
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person("eve").id)
    only = "Only people in this workspace can use Backstop. Ask one of the team."
    for line in (f"blocker {WHOLE}", "list", "help", "setup", ""):
        assert await mentions(sandbox, "eve", f"@backstop {line}") == only


async def test_what_a_mention_logs_links_to_it(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    root = maria.writes("#launch", f"@backstop blocker {WHOLE}")
    await sandbox.settle()
    channel, ts = root.channel, root.ts.replace(".", "")
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1*")
    link = f"https://playground.slack.com/archives/{channel}/p{ts}"
    assert f"<{link}|where it came up>" in str(card.blocks)
    reply = maria.writes("#launch", f"@backstop decision which DPA {WHOLE}", thread=root)
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "*D-1*")
    within = f"?thread_ts={root.ts}&amp;cid={channel}|where it came up>"
    assert f"/p{reply.ts.replace('.', '')}{within}" in str(card.blocks)
    for label in ("B-1", "D-1"):
        await sandbox.slack.expectations.expect_ephemeral("maria", f"Logged *{label}*")


async def test_what_a_mentions_form_logs_links_to_it(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    said = maria.writes("#launch", "@backstop blocker SSO login fails")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_ephemeral("maria", "for 24 hours")
    await maria.clicks("Complete it", message=answer)
    plan = "What happens if nobody acts in time?"
    await maria.fills({"Who owns it?": "maria", plan: "use passwords"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1*")
    assert f"/p{said.ts.replace('.', '')}|where it came up>" in str(card.blocks)


async def test_what_a_direct_message_logs_has_no_link(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    maria.writes("dm", f"blocker {WHOLE}")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_dm("maria", "for 24 hours")
    await maria.clicks("Complete it", message=answer)
    await maria.fills({"In which channel?": "#launch"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1*")
    assert "where it came up" not in str(card.blocks)


@pytest.mark.both_ways
async def test_an_error_nobody_foresaw_is_told_to_the_writer(sandbox: Sandbox) -> None:
    with sandbox.bot.workspace.context.database.write_all() as tx:
        tx.exec_driver_sql("ALTER TABLE inbox RENAME TO outbox_of_nobody")
    wrong = ("Something went wrong on our side", "give your admin this reference")
    shown = await mentions(sandbox, "maria", f"@backstop blocker {WHOLE}", *wrong)
    assert WHOLE in shown
    sandbox.slack.person("maria").writes("dm", "B-1 ack")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("maria", *wrong, "B-1 ack")
    assert len(sandbox.slack.expectations.ephemerals_to("maria")) == 2, "Slack sends neither again"
    with sandbox.bot.workspace.context.database.write_all() as tx:
        tx.exec_driver_sql("ALTER TABLE outbox_of_nobody RENAME TO inbox")
