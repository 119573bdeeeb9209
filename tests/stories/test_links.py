"""Links: kept from what was logged, added and removed by typing, and shown with their host."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from tests.stories.heard import ignore_rest, log, types
from tests.stories.test_message_shortcuts import filled
from tests.stories.test_spoken_to import mentions

DOCS = "https://docs.google.com/document/d/1"
JIRA = "https://acme.atlassian.net/browse/HAR-12"
LINE = f"/blocker SSO login fails, see {JIRA} owner @bo due fri noon fallback use passwords"
SHOWN = f"*Links:* 1. <{JIRA}|HAR-12 (acme.atlassian.net)>"


async def test_a_link_in_a_logged_line_is_kept_and_stays_in_its_words(sandbox: Sandbox) -> None:
    card = await log(sandbox, LINE)
    said = message_words(card)
    assert f"SSO login fails, see <{JIRA}>" in said
    assert SHOWN in said
    for words in ("har-12", "HAR-12 fails", "atlassian.net"):
        assert "1 open item" in await types(sandbox, "maria", f"/backstop list {words}")
    ignore_rest(sandbox)


async def test_everybody_in_the_channel_adds_links_and_those_who_may_edit_remove_them(
    sandbox: Sandbox,
) -> None:
    card = await log(sandbox, LINE)
    added = await types(sandbox, "lea", f"/backstop B-1 link {DOCS} contract")
    assert "added the link contract (docs.google.com)" in added
    assert f"2. <{DOCS}|contract (docs.google.com)>" in message_words(card)
    refused = await types(sandbox, "lea", "/backstop B-1 unlink 1")
    assert "You cannot remove a link of B-1. Only Bo O'Neill, Maria Silva" in refused
    removed = await types(sandbox, "maria", "/decision unlink B-1 1")
    assert "removed the link HAR-12 (acme.atlassian.net)" in removed
    assert f"*Links:* 2. <{DOCS}|contract (docs.google.com)>" in message_words(card)
    history = await types(sandbox, "bo", "/backstop B-1")
    assert "added the link contract (docs.google.com)" in history
    assert "removed the link HAR-12 (acme.atlassian.net)" in history
    assert "No open item" in await types(sandbox, "bo", "/backstop list google sheets")
    ignore_rest(sandbox)


async def test_an_address_in_corrected_words_is_kept_too(sandbox: Sandbox) -> None:
    card = await log(sandbox, LINE)
    await types(sandbox, "bo", f"/backstop B-1 impact two firms wait, see {DOCS} and {JIRA}")
    assert f"{SHOWN} · 2. <{DOCS}|Google Docs (docs.google.com)>" in message_words(card)
    await types(sandbox, "bo", "/backstop B-1 impact none")
    assert f"2. <{DOCS}|Google Docs (docs.google.com)>" in message_words(card)
    assert "1 open item" in await types(sandbox, "bo", "/backstop list google docs")
    ignore_rest(sandbox)


async def test_links_are_typed_in_mentions_and_threads_too(sandbox: Sandbox) -> None:
    card = await log(sandbox, LINE)
    answer = await mentions(sandbox, "lea", f"@backstop B-1 link {DOCS} contract", "added the link")
    assert f"<{DOCS}|contract (docs.google.com)>" in answer
    lea = sandbox.slack.person("lea")
    lea.writes("#launch", "@backstop link https://status.acme.test/7?a=1&b=2", thread=card)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("lea", "added the link status.acme.test/7")
    assert "3. <https://status.acme.test/7?a=1&amp;b=2|status.acme.test/7" in message_words(card)
    sandbox.slack.person("bo").writes("#launch", "@backstop unlink 3", thread=card)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("bo", "removed the link status.acme.test/7")
    ignore_rest(sandbox)


async def test_the_form_lists_links_adds_and_removes_them(sandbox: Sandbox) -> None:
    card, bo = await log(sandbox, LINE), sandbox.slack.person("bo")
    await bo.clicks("Edit …", message=card)
    assert filled(await bo.sees_form("Links"))["links"] == JIRA
    await types(sandbox, "lea", f"/backstop B-1 link {DOCS}")  # which the open form does not show
    await bo.fills({"Links": "nonsense"})
    assert (await bo.submits()).errors == {
        "Links": "A link begins with https:// or http://. Copy the whole address."
    }
    await bo.fills({"Links": f"{JIRA}\n{JIRA}"})
    assert "Nothing was changed" in (await bo.submits()).errors["Title"]
    await bo.fills({"Links": "https://a.test/7 the log"})
    assert (await bo.submits()).errors == {}
    await sandbox.settle()
    shown = f"2. <{DOCS}|Google Docs (docs.google.com)> · 3. <https://a.test/7|the log (a.test)>"
    assert f"*Links:* {shown}" in message_words(card)
    history = await types(sandbox, "bo", "/backstop B-1")
    assert "removed the link HAR-12 (acme.atlassian.net)" in history
    assert "added the link the log (a.test)" in history
    ignore_rest(sandbox)


async def test_a_form_that_a_typed_edit_opens_keeps_the_links(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card, lea = await log(sandbox, LINE), sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop B-1 title SSO is down")
    form = await lea.sees_form("Why?")
    assert (filled(form)["title"], filled(form)["links"]) == ("SSO is down", JIRA)
    await lea.fills({"Why?": "it is all of SSO"})
    assert (await lea.submits()).errors == {}
    await sandbox.settle()
    assert "Blocked: SSO is down" in message_words(card)
    assert SHOWN in message_words(card)
    ignore_rest(sandbox)


BAD = (
    (f"link https://a.test/{'x' * 2985}", "That address has 3,000 characters; at most 2,000 fit."),
    ("link javascript:alert(1)", "A link begins with https:// or http://."),
    ("link docs.google.com/document/d/1", "A link begins with https:// or http://."),
    ("link https://bo:secret@a.test/", "That address contains a name or a password."),
    ("link https://evil.test log in at bank.com", "Those words look like another address."),
    (f"link {JIRA} again", "B-1 has that link already, as number 1."),
    ("link", "Which address? For example, type `/blocker B-1 link https://…`"),
    ("link is broken", "Which address?"),
    ("unlink 99", "B-1 does not have link 99. It has 1 (HAR-12)."),
    (
        "unlink",
        "Which link? Its number stands before it. For example, type `/blocker B-1 unlink 2`",
    ),
)


async def test_bad_input_changes_nothing_and_says_what_to_type(sandbox: Sandbox) -> None:
    card = await log(sandbox, LINE)
    before = message_words(card)
    for line, why in BAD:
        assert why in await types(sandbox, "bo", f"/backstop B-1 {line}"), line[:40]
    assert message_words(card) == before
    ignore_rest(sandbox)


async def test_the_eleventh_is_refused_and_a_closed_item_still_takes_one(sandbox: Sandbox) -> None:
    await log(sandbox, LINE)
    for n in range(2, 11):
        assert "added" in await types(sandbox, "bo", f"/backstop B-1 link https://a.test/{n}")
    full = await types(sandbox, "bo", "/backstop B-1 link https://a.test/11")
    assert "B-1 has 10 links, and no more fit. Remove one first: `/blocker B-1 unlink 1`" in full
    await types(sandbox, "bo", "/backstop B-1 unlink 1")
    await types(sandbox, "bo", "/backstop B-1 resolve restarted it")
    assert "added" in await types(sandbox, "bo", "/backstop B-1 link https://a.test/review")
    closed = await types(sandbox, "bo", "/backstop B-1 unlink 2")
    assert "B-1 was resolved. If it still matters: `/blocker B-1 reopen because …`" in closed
    ignore_rest(sandbox)


async def test_the_host_stands_beside_whatever_the_words_say(sandbox: Sandbox) -> None:
    card = await log(sandbox, LINE)
    words = "*sign* here|now> <!channel> \u202eevil"
    await types(sandbox, "lea", f"/backstop B-1 link https://b\u0430nk.com/a {words}")
    said = message_words(card)
    shown = "∗sign∗ here¦now&gt; @channel evil (xn--bnk-6cd.com)"
    assert f"2. <https://xn--bnk-6cd.com/a|{shown}>" in said
    ignore_rest(sandbox)


async def test_without_a_reason_a_lead_gets_the_form_with_the_number(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, LINE)
    lea = sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop B-1 unlink 1")
    assert filled(await lea.sees_form("Remove a link")) == {"links": "1"}
    await lea.fills({"Why?": "it moved"})
    await lea.submits()
    await sandbox.settle()
    assert "*Links:*" not in message_words(card)
    ignore_rest(sandbox)


@pytest.mark.both_ways
async def test_the_shortcut_lists_the_links_of_a_message_and_logs_none_by_itself(
    sandbox: Sandbox,
) -> None:
    maria, bo = sandbox.slack.person("maria"), sandbox.slack.person("bo")
    message = bo.writes("#launch", f"The import is stuck, see {JIRA} and {DOCS}")
    await maria.uses_shortcut("Log a blocker", message)
    form = await maria.sees_form("Log a blocker")
    assert filled(form)["links"] == f"{JIRA}\n{DOCS}"
    assert "💬 From the message. Change it if it is wrong." in view_words(form)
    await maria.fills({"What is blocked?": "The import is stuck", "Who owns it?": "maria"})
    await maria.fills({"What happens if nobody acts in time?": "by hand", "Links": "nonsense"})
    seen = await maria.submits()
    assert seen.errors == {
        "Links": "A link begins with https:// or http://. Copy the whole address."
    }
    await maria.fills({"Links": f"{DOCS} contract\n{DOCS}"})
    assert (await maria.submits()).errors == {}
    await maria.closes()
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "The import is stuck")
    assert f"*Links:* 1. <{DOCS}|contract (docs.google.com)>" in message_words(card)
    ignore_rest(sandbox)


async def test_people_of_another_company_add_nothing(sandbox: Sandbox) -> None:
    card = await log(sandbox, LINE)
    sandbox.slack.add_person("eve", is_stranger=True, team_id="TOTHER")
    sandbox.slack.person("maria").invites("eve", "#launch")
    await sandbox.settle()
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person("eve").id)
    only = "Only people in this workspace can use Backstop. Ask one of the team."
    assert await mentions(sandbox, "eve", f"@backstop B-1 link {DOCS}") == only
    assert SHOWN in message_words(card)
    ignore_rest(sandbox)
