"""First words: invited into a channel, Backstop says once what it does and how to begin."""

import asyncio
from typing import Any

import pytest

from playground.rules.seen import message_words, view_words
from playground.state import membership
from playground.state.workspace import Message
from storage.tables.items import ITEM
from tests.stories.conftest import NewSandbox
from tests.stories.heard import buttons, fresh, ignore_rest, log, set_up, types
from tests.stories.people import add_people
from tests.stories.test_restored_backup import back_up, restore
from tests.support.greeted import StorySandbox

SET_UP, EXAMPLE = "Set up this channel", "Show me an example"
HELLO = (
    "Hi, I'm Backstop. I make sure no blocker or decision is forgotten: each has an owner, a due "
    "date, and a fallback if nobody acts.\n"
    "I remind the owner. If the date passes, I tell the next person.\n"
    "Log one: `/blocker SSO login fails owner @maria due fri 5pm fallback use passwords`"
)
LINE = "/blocker staging is down owner @maria due fri 4pm fallback use the replica"
POST = "chat.postMessage"


async def invite(sandbox: StorySandbox, channel: str = "#ops") -> None:
    sandbox.slack.person("maria").invites("backstop", channel)
    await sandbox.settle()


async def remove(sandbox: StorySandbox, channel: str = "#ops") -> None:
    sandbox.slack.person("maria").removes("backstop", channel)
    await sandbox.settle()


def said(sandbox: StorySandbox, channel: str = "#ops") -> list[str]:
    """What the channel got since the last call."""
    return [one.text for one in fresh(sandbox, sandbox.slack.expectations.messages_in(channel))]


@pytest.fixture
def ops(sandbox: StorySandbox) -> StorySandbox:
    """The sandbox, and #ops of Maria and Lea, into which nobody has invited the bot."""
    sandbox.slack.add_channel("#ops", ["maria", "lea"], with_bot=False)
    sandbox.greeted = False
    return sandbox


@pytest.fixture
async def hello(ops: StorySandbox) -> Message:
    """What #ops is greeted with."""
    await invite(ops)
    (found,) = fresh(ops, ops.slack.expectations.messages_in("#ops"))
    return found


async def test_invited_it_says_what_it_does_and_how_to_begin(hello: Message) -> None:
    assert hello.text == HELLO
    assert HELLO in message_words(hello)
    assert buttons(hello, SET_UP, EXAMPLE) == [True, True]


async def test_it_speaks_in_a_private_channel_too(ops: StorySandbox) -> None:
    ops.slack.add_channel("#board", ["maria"], private=True, with_bot=False)
    await invite(ops, "#board")
    assert said(ops, "#board") == [HELLO]


async def test_where_apps_may_not_post_it_does_not_insist(ops: StorySandbox) -> None:
    code = "restricted_action_read_only_channel"
    refused = ops.slack.faults.add("error", POST, code=code, times=None)
    await invite(ops)
    await ops.advance(days=1)
    assert refused.used == 1
    assert said(ops) == []


@pytest.mark.on_both_databases
async def test_it_says_so_once_however_often_it_is_invited_or_started(ops: StorySandbox) -> None:
    await invite(ops)
    await remove(ops)
    await invite(ops)
    assert said(ops) == [HELLO]
    await ops.stop_bot()
    await ops.start_bot()
    await ops.advance(days=1)
    await remove(ops)
    await invite(ops)
    assert said(ops) == []


async def test_removed_before_it_could_speak_it_speaks_when_it_is_back(ops: StorySandbox) -> None:
    late = ops.slack.faults.add("ratelimited", POST, times=None, retry_after=30)
    await invite(ops)
    await remove(ops)
    late.times = 0
    await ops.advance(minutes=1)
    assert said(ops) == []
    await invite(ops)
    assert said(ops) == [HELLO]


@pytest.mark.on_both_databases
async def test_invited_while_it_is_down_it_speaks_when_it_is_up(ops: StorySandbox) -> None:
    await ops.stop_bot()
    ops.slack.person("maria").invites("backstop", "#ops")
    await ops.start_bot()
    assert said(ops) == [HELLO]


async def test_a_greeting_that_slack_took_without_saying_so_is_not_said_again(
    ops: StorySandbox,
) -> None:
    ops.slack.faults.add("reset", POST, accepted=True)
    await invite(ops)
    await ops.advance(minutes=3)
    assert said(ops) == [HELLO]


@pytest.mark.of_one_bot
@pytest.mark.parametrize("is_known", [False, True])
async def test_after_a_restore_no_channel_is_greeted_again(
    ops: StorySandbox, is_known: bool
) -> None:
    if is_known:
        await types(ops, "maria", "/backstop list", channel="#ops")
    backup, taken_at = back_up(ops), ops.now()
    await invite(ops)
    assert said(ops) == [HELLO]
    await ops.advance(hours=1)
    await restore(ops, backup, taken_at=taken_at)
    await ops.advance(hours=1)
    assert said(ops) == []


@pytest.mark.of_one_bot
async def test_after_a_restore_in_which_slack_does_not_list_channels_at_once(
    ops: StorySandbox,
) -> None:
    backup, taken_at = back_up(ops), ops.now()
    await invite(ops)
    assert said(ops) == [HELLO]
    failed = ops.slack.faults.add("error", "users.conversations", code="internal_error")
    await restore(ops, backup, taken_at=taken_at)
    assert failed.used == 1
    await ops.advance(hours=1)
    assert said(ops) == []


async def test_it_is_silent_where_another_company_reads_along(ops: StorySandbox) -> None:
    ops.slack.add_channel("#acme", ["maria"], with_bot=False, is_ext_shared=True)
    await invite(ops, "#acme")
    assert said(ops, "#acme") == []
    acme = ops.slack.channel("#acme")
    membership.share_channel(ops.slack.engine, acme, shared=False, team="T0OTHER")
    await ops.settle()
    assert said(ops, "#acme") == [], "by now they know it"
    assert "Logged *B-1*" in await types(ops, "maria", LINE, channel="#acme")
    ignore_rest(ops, "#acme")


async def test_it_is_silent_in_an_archived_channel_until_it_is_used_again(
    ops: StorySandbox,
) -> None:
    await ops.stop_bot()
    ops.slack.person("maria").invites("backstop", "#ops")
    ops.slack.archive("#ops")
    await ops.start_bot()
    assert said(ops) == []
    ops.slack.unarchive("#ops")
    await ops.settle()
    assert said(ops) == [HELLO]


async def test_a_direct_message_is_no_channel(ops: StorySandbox) -> None:
    group = ops.slack.add_group_message("maria", "lea")
    group.members.append(ops.slack.workspace.bot_user)
    await ops.bot.workspace.directory.refresh_channel(group.id)
    await types(ops, "maria", "/backstop help", channel="dm")
    await ops.settle()
    assert ops.slack.expectations.messages_in(group.id) == []
    assert fresh(ops, ops.slack.expectations.dms_to("maria")) == []


async def test_set_up_opens_the_channels_form(ops: StorySandbox, hello: Message) -> None:
    lea = ops.slack.person("lea")
    await lea.clicks(SET_UP, message=hello)
    await lea.sees_form("Channel setup", "Who is notified")
    await lea.fills({"Lead: people": ["lea"]})
    assert (await lea.submits()).errors == {}
    await lea.closes()
    card = await log(ops, LINE, channel="#ops")
    assert buttons(card, SET_UP) == [False]


async def set_up_form(sandbox: StorySandbox, who: str, hello: Message) -> str:
    """What somebody sees who presses the button."""
    seen = await sandbox.slack.person(who).clicks(SET_UP, message=hello)
    await sandbox.settle()
    assert seen.view is not None, seen.error
    return view_words(seen.view)


async def test_pressed_after_a_lead_was_set_it_shows_what_stands(
    ops: StorySandbox, hello: Message
) -> None:
    await set_up(ops, channel="#ops")
    seen = await ops.slack.person("lea").clicks(SET_UP, message=hello)
    assert seen.view is not None
    assert ops.slack.person("lea").id in str(seen.view.blocks)


@pytest.mark.on_both_databases
async def test_of_two_who_set_it_up_at_once_the_second_is_told(
    ops: StorySandbox, hello: Message
) -> None:
    maria, lea = (ops.slack.person(name) for name in ("maria", "lea"))
    await asyncio.gather(*(one.clicks(SET_UP, message=hello) for one in (maria, lea)))
    for one in (maria, lea):
        await one.sees_form("Channel setup")
        await one.fills({"Lead: people": ["lea"]})
    assert (await maria.submits()).errors == {}
    await lea.submits()
    await lea.sees_form("Somebody saved version 2 of this ladder meanwhile")


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ({"is_restricted": True}, "Guests cannot set up a channel. Ask a member of the team."),
        (
            {"is_stranger": True, "team_id": "T9ACME"},
            "Only people in this workspace can use Backstop.",
        ),
    ],
)
async def test_who_may_not_set_it_up_is_told_so(
    ops: StorySandbox, hello: Message, who: dict[str, Any], answer: str
) -> None:
    ops.slack.add_person("gus", **who)
    ops.slack.person("maria").invites("gus", "#ops")
    await ops.bot.workspace.directory.refresh_person(ops.slack.person("gus").id)
    await ops.settle()
    assert answer in await set_up_form(ops, "gus", hello)


@pytest.mark.parametrize(
    ("happens", "answer"),
    [
        ("removed", "I am not in this channel, so nothing was done. Type `/invite @Backstop` here"),
        ("archived", "This channel is archived."),
    ],
)
async def test_pressed_where_it_cannot_be_set_up_it_says_why(
    ops: StorySandbox, hello: Message, happens: str, answer: str
) -> None:
    if happens == "removed":
        await remove(ops)
    else:
        ops.slack.archive("#ops")
        await ops.settle()
    assert answer in await set_up_form(ops, "maria", hello)


async def test_an_example_shows_what_happens_to_a_line_and_changes_nothing(
    ops: StorySandbox, hello: Message
) -> None:
    seen = await ops.slack.person("lea").clicks(EXAMPLE, message=hello)
    assert seen.view is not None
    shown = view_words(seen.view)
    assert "`/blocker SSO login fails owner @maria due fri 5pm fallback use passwords`" in shown
    assert "Nothing was logged." in shown
    await ops.settle()
    context = ops.bot.workspace.context
    with context.database.read(context.workspace) as tx:
        assert tx.connection.execute(ITEM.select()).all() == []


async def test_a_card_offers_setup_while_nobody_is_set(sandbox: StorySandbox) -> None:
    card = await log(sandbox, LINE)
    assert buttons(card, SET_UP) == [True]
    await sandbox.slack.person("bo").clicks(SET_UP, message=card)
    bo = sandbox.slack.person("bo")
    await bo.sees_form("Channel setup")
    await bo.fills({"Lead: people": ["lea"]})
    await bo.submits()
    await bo.closes()
    await types(sandbox, "maria", "/blocker B-1 ack")
    assert buttons(card, SET_UP, "Resolve") == [False, True], "redrawn as it was acknowledged"
    ignore_rest(sandbox, "#launch")


async def test_only_cards_offer_it_and_only_open_ones(sandbox: StorySandbox) -> None:
    card = await log(sandbox, LINE, by="cem")
    (dm,) = sandbox.slack.expectations.dms_to("maria")
    assert buttons(dm, SET_UP, "Resolve") == [False, True]
    await types(sandbox, "maria", "/blocker B-1 resolve it works")
    assert buttons(card, SET_UP, "Reopen") == [False, True]
    ignore_rest(sandbox, "maria", "cem", "#launch")


@pytest.mark.on_both_databases
async def test_a_channel_that_was_there_before_the_bot_is_greeted_when_it_starts(
    new_sandbox: NewSandbox,
) -> None:
    async with new_sandbox() as sandbox:
        add_people(sandbox.slack)
        sandbox.greeted = False
        await sandbox.start_bot()
        assert said(sandbox, "#launch") == [HELLO]
