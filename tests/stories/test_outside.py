"""The ladder of a private channel reaches people outside it, who read no word of its items.

#board is private to Maria and Bo. Its lead, Cem, is not in it, nor is its leadership, everybody in
#leads. A canary is in every word that anybody types in #board.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import product

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import berlin, ignore_rest, log, set_up, types
from tests.stories.test_customers import make
from tests.support.greeted import count_as_greeted

CANARY = "zebrafinch"
LINE = (
    f"/blocker {CANARY} merger owner @maria due fri noon fallback {CANARY} plan "
    f"impact {CANARY} Inc customer: {CANARY} AG https://docs.test/{CANARY}"
)
OUTSIDE = ("cem", "lea")
ASKS = (
    *("/backstop list", "/backstop list all", f"/backstop list {CANARY[:5]}", "/backstop summary"),
    *("/backstop customers", f"/backstop customer {CANARY[:-1]}", "/backstop ladder"),
    *(f"/blocker B-1{move}" for move in ("", " plan", " note hello", " follow", " edit")),
    *(f"/blocker B-1 {move} because so" for move in ("resolve done", "give me", "move mon noon")),
)
ASKS_ALONE = (
    *("/backstop list gaps", "/backstop list overdue", "/backstop list following"),
    *("/backstop list @maria", "/backstop quiet", "/backstop replay", "/backstop setup"),
    *("/backstop hand over @maria to @lea because so", "/backstop away @maria until mon"),
    *(f"/blocker B-1 {move}" for move in ("ack", "remind", "take", "needs B-2", "same as B-2")),
    *("/blocker B-2 needs B-1", "/blocker B-2 same as B-1", "/blocker B-1 history"),
    "/blocker Mail is down again owner @maria due fri noon fallback wait",
)
"""Asked in a direct message, where somebody is alone with the bot."""


LADDER = {"Lead: people": ["cem"], "Leadership: people": [], "Leadership: channel": "#leads"}


@pytest.fixture
async def board(sandbox: Sandbox) -> Sandbox:
    return await a_board(sandbox, LADDER)


async def a_board(sandbox: Sandbox, ladder: Mapping[str, object]) -> Sandbox:
    slack = sandbox.slack
    slack.add_channel("#board", ["maria", "bo"], private=True, with_bot=False)
    slack.add_channel("#leads", ["lea", "cem"], with_bot=False)
    count_as_greeted(slack, sandbox.settings())
    slack.person("bo").invites("backstop", "#board")
    slack.person("lea").invites("backstop", "#leads")
    await sandbox.settle()
    await set_up(sandbox, ladder, channel="#board")
    await make(sandbox, LINE, by="bo", channel="#board")
    for move in (f"note {CANARY} called", f"link https://{CANARY}.test {CANARY} contract"):
        await types(sandbox, "maria", f"/blocker B-1 {move}", channel="#board")
    await log(sandbox, "/blocker Mail is down owner @maria due fri noon fallback wait", by="cem")
    ignore_rest(sandbox)
    return sandbox


def shown_to(sandbox: Sandbox, name: str) -> Iterator[str]:
    """All that Slack holds for somebody, with values of buttons and metadata, as JSON."""
    workspace, person = sandbox.slack.workspace, sandbox.slack.workspace.user(name)
    for message in sandbox.slack.expectations.transcript():
        inside = person.id in workspace.channels[message.channel].members
        if inside and message.ephemeral_to in (None, person.id):
            yield json.dumps([message.text, message.blocks, message.attachments, message.metadata])
    for view in (workspace.homes.get(person.id), workspace.modal(person.id)):
        if view is not None:
            yield json.dumps(view.body)


def nothing_shows(sandbox: Sandbox) -> None:
    for who in OUTSIDE:
        assert not [text for text in shown_to(sandbox, who) if CANARY in text]


def about(messages: list[Message], label: str = "B-1") -> Message:
    """The newest of these messages that names the item."""
    return next(one for one in reversed(messages) if label in message_words(one))


async def to_the_date(sandbox: Sandbox) -> Message:
    """The lead is told that the date has passed; by default Cem."""
    await sandbox.advance_to(berlin(27, 16, 58))
    await sandbox.advance_to(berlin(27, 17))  # noon in New York, where Bo logged it
    return about(sandbox.slack.expectations.dms_to("cem"), label="")


async def test_no_word_reaches_anybody_who_was_only_told_its_number(board: Sandbox) -> None:
    sandbox, slack = board, board.slack
    told = message_words(await to_the_date(sandbox))
    assert "B-1 is overdue" in told.replace("*", "")
    assert f"Owner <@{slack.person('maria').id}>" in told or "Owner @" in told
    nothing_shows(sandbox)
    for who in OUTSIDE:
        await slack.person(who).opens_home()
        asked = product(("dm", "#launch", "#leads"), ASKS)
        for where, line in (*asked, *(("dm", line) for line in ASKS_ALONE)):
            await types(sandbox, who, line, channel=where)
            nothing_shows(sandbox)
            if slack.person(who).form:
                await slack.person(who).closes(everything=True)
    moves = (f"move tue 10am because {CANARY} says so", f"fallback now {CANARY} B because {CANARY}")
    for move in moves:
        await types(sandbox, "maria", f"/blocker B-1 {move}", channel="#board")
    await sandbox.advance_to(berlin(31, 9, 58))
    for day in (31, 32, 33, 34):
        month, day_of = (3, day) if day < 32 else (4, day - 31)
        await sandbox.advance_to(berlin(day_of, 10, month=month))
        nothing_shows(sandbox)
    leads = slack.expectations.messages_in("#leads")
    assert "B-1" in message_words(about(leads))
    await sandbox.advance_to(berlin(14, 10, month=4))  # the last question, and two weekly posts
    await types(sandbox, "maria", f"/blocker B-1 resolve {CANARY} restarted", channel="#board")
    assert "is closed" in message_words(about(slack.expectations.dms_to("cem")))
    await types(sandbox, "bo", f"/blocker B-1 reopen because {CANARY}", channel="#board")
    nothing_shows(sandbox)
    assert [text for text in shown_to(sandbox, "bo") if CANARY in text], "the control"
    ignore_rest(sandbox)


async def test_they_acknowledge_call_the_next_step_and_ask_to_be_invited(board: Sandbox) -> None:
    sandbox, cem = board, board.slack.person("cem")
    dm = await to_the_date(sandbox)
    await cem.clicks("Ask to be invited", message=dm)
    assert "Bo O'Neill was asked" in view_words(await cem.sees_form("Done"))
    await cem.closes()
    await cem.clicks("Ask to be invited", message=dm)
    assert "already asked" in view_words(await cem.sees_form("Done"))
    await cem.closes()
    await cem.clicks("Escalate now", message=dm)
    await cem.sees_form("Escalate")
    nothing_shows(sandbox)
    await cem.fills({"Why?": "Nobody answers"})
    assert (await cem.submits()).errors == {}
    await cem.clicks("Acknowledge", message=dm)
    await sandbox.settle()
    card = about(sandbox.slack.expectations.messages_in("#board"))
    assert "Cem" in "".join(map(message_words, sandbox.slack.expectations.messages_in("#board")))
    assert card is not None
    assert "B-1" in message_words(about(sandbox.slack.expectations.messages_in("#leads")))
    asked = sandbox.slack.expectations.dms_to("bo")
    assert [one for one in asked if "asks to be invited" in message_words(one)]
    nothing_shows(sandbox)
    ignore_rest(sandbox)


async def test_in_a_channel_that_was_told_the_number_people_may_do_the_same(
    sandbox: Sandbox,
) -> None:
    lea, expected = sandbox.slack.person("lea"), sandbox.slack.expectations
    ladder = {"Lead: people": [], "Lead: channel": "#leads", "Leadership: people": ["cem"]}
    await a_board(sandbox, ladder)
    await to_the_date(sandbox)
    await lea.clicks("Escalate now", message=about(expected.messages_in("#leads")))
    await lea.fills({"Why?": "Nobody answers"})
    seen = await lea.submits()
    assert (seen.errors, seen.error) == ({}, None)
    await sandbox.settle()
    assert "B-1" in message_words(about(expected.dms_to("cem")))
    for line in ("/blocker B-1", "/blocker B-1 note hello", "/blocker B-1 resolve because done"):
        assert "There is no B-1" in await types(sandbox, "lea", line, channel="#leads")
    nothing_shows(sandbox)
    ignore_rest(sandbox)


async def test_an_owner_who_is_removed_is_told_once_and_shown_nothing_more(
    board: Sandbox,
) -> None:
    sandbox, slack, maria = board, board.slack, board.slack.person("maria")
    before = len(slack.expectations.dms_to("maria"))
    slack.person("bo").removes("maria", "#board")
    await sandbox.settle()
    new = [message_words(one) for one in slack.expectations.dms_to("maria")[before:]]
    assert [one for one in new if "You cannot see" in one] == new
    assert len(new) == 1
    assert f"<@{slack.person('bo').id}> will name a new owner" in new[0], "Cem cannot"
    for line in ("/backstop list mine", "/blocker B-1", "/blocker B-1 ack", "/backstop list all"):
        assert CANARY not in await types(sandbox, "maria", line, channel="dm")
    home = await maria.opens_home()
    assert home is not None
    assert CANARY not in view_words(home)
    cem = about(slack.expectations.dms_to("cem"))
    assert "has nobody to answer for it" in message_words(cem)
    await sandbox.advance_to(berlin(25, 15))  # nine in New York
    bo = about(slack.expectations.dms_to("bo"))
    assert "cannot see its channel" in message_words(bo), "Cem can be told, not act"
    await sandbox.advance_to(berlin(30, 10))
    new = [message_words(one) for one in slack.expectations.dms_to("maria")[before:]]
    assert not [one for one in new if CANARY in one]
    assert len([one for one in new if "You cannot see" in one]) == 1
    nothing_shows(sandbox)
    ignore_rest(sandbox)


async def test_a_new_date_at_night_does_not_keep_the_loss_of_the_owner_quiet(
    sandbox: Sandbox,
) -> None:
    slack, expected = sandbox.slack, sandbox.slack.expectations
    slack.add_person("ida", real_name="Ida Berg", tz="Europe/Berlin")
    await sandbox.bot.workspace.directory.refresh_person(slack.person("ida").id)
    slack.add_channel("#board", ["maria", "bo", "ida"], private=True, with_bot=False)
    count_as_greeted(slack, sandbox.settings())
    slack.person("bo").invites("backstop", "#board")
    await sandbox.settle()
    await set_up(sandbox, {"Lead: people": ["ida"], "Leadership: people": []}, channel="#board")
    line = "/blocker a merger owner @maria due fri noon fallback wait"
    await log(sandbox, line, by="bo", channel="#board")
    await sandbox.advance_to(berlin(25, 20))
    slack.person("bo").removes("maria", "#board")
    await sandbox.settle()
    await types(sandbox, "bo", "/blocker B-1 move mon noon because so", channel="#board")
    await sandbox.advance_to(berlin(26, 9))
    assert "You cannot see *B-1*" in expected.dms_to("maria")[-1].text
    assert "has nobody to answer for it" in message_words(expected.dms_to("ida")[-1])
    ignore_rest(sandbox)


async def test_saving_asks_once_what_those_outside_are_sent(sandbox: Sandbox) -> None:
    slack, maria = sandbox.slack, sandbox.slack.person("maria")
    slack.add_channel("#board", ["maria", "bo"], private=True, with_bot=False)
    count_as_greeted(slack, sandbox.settings())
    slack.person("bo").invites("backstop", "#board")
    await sandbox.settle()
    await maria.types("#board", "/backstop setup")
    await maria.fills({"Lead: people": ["cem"], "Leadership: people": ["maria"]})
    await maria.submits()
    await maria.sees_form("This channel is private", "is not in this channel, and will read the")
    await maria.fills({"What are they sent?": "Send everything"})
    await maria.submits()
    await maria.sees_form("Saved")
    await maria.closes(everything=True)
    await sandbox.settle()
    post = next(one for one in slack.expectations.messages_in("#board") if "set up" in one.text)
    assert "everything" in post.text
    await make(sandbox, LINE, by="bo", channel="#board")
    assert CANARY in message_words(await to_the_date(sandbox))
    await maria.types("#board", "/backstop setup")
    await maria.submits()
    await maria.sees_form("Saved")
    await maria.closes(everything=True)
    ignore_rest(sandbox)


async def test_what_they_are_sent_can_be_chosen_again(board: Sandbox) -> None:
    """Lead and leadership are outside, so everybody in the channel can still change its setup."""
    sandbox, slack = board, board.slack
    maria = slack.person("maria")

    async def chooses(answer: str) -> str:
        await maria.types("#board", "/backstop setup")
        await maria.sees_form("*This channel is private*, and some who are notified are not in it.")
        await maria.fills({"What are they sent?": answer})
        await maria.submits()
        await maria.sees_form("Saved")
        await maria.closes(everything=True)
        await sandbox.settle()
        return slack.expectations.messages_in("#board")[-1].text

    sent = "People who cannot see this channel are sent:"
    assert f"{sent} everything (was number" in await chooses("Send everything")
    assert f"{sent} number, owner and due date only (was everything)" in await chooses(
        "Send number, owner and due only"
    )
    await log(sandbox, LINE.replace("merger", "other"), by="bo", channel="#board")
    assert CANARY not in message_words(await to_the_date(sandbox))
    nothing_shows(sandbox)
    ignore_rest(sandbox)
