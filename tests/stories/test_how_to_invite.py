"""An owner who is not in the channel: the answer says so, and how to invite them."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import ignore_rest, types
from tests.stories.test_another_owner_or_date import (
    OWNER,
    THREE,
    WHY,
    answer_to,
    refused,
    replaces,
)
from tests.support.greeted import count_as_greeted

LOGS = "/blocker SSO fails owner @dov due fri noon fallback use passwords"
INVITE = "How to invite Dov Levi"


@pytest.fixture
async def launch(laddered_sandbox: Sandbox) -> Sandbox:
    """Dov is a member of the workspace, Gus a guest; neither is in #launch."""
    sandbox, slack = laddered_sandbox, laddered_sandbox.slack
    dov = slack.add_person("dov", real_name="Dov Levi", tz="Europe/Berlin")
    gus = slack.add_person("gus", real_name="Gus Guest", tz="Europe/Berlin", is_restricted=True)
    for person in (dov, gus):
        await sandbox.bot.workspace.directory.refresh_person(person.id)
    await listed(sandbox, "#launch")
    ignore_rest(sandbox)
    return sandbox


async def listed(sandbox: Sandbox, channel: str) -> None:
    """The members of the channel have just been read."""
    of = {one.name: one.id for one in sandbox.slack.workspace.channels.values()}
    await sandbox.bot.workspace.directory.refresh_channel(of[channel.strip("#")])


def said_of(sandbox: Sandbox, who: str, channel: str = "launch") -> str:
    of = {one.name: one.id for one in sandbox.slack.workspace.channels.values()}
    return f"<@{sandbox.slack.person(who).id}> is not in <#{of[channel]}>."


async def invitation(sandbox: Sandbox, answer: Message) -> str:
    maria = sandbox.slack.person("maria")
    await maria.clicks(INVITE, message=answer)
    said = view_words(await maria.sees_form("How to invite"))
    await maria.closes(everything=True)
    return said


@pytest.mark.both_ways
async def test_the_answer_says_so_and_shows_what_to_type(launch: Sandbox) -> None:
    answer = await answer_to(launch, "maria", LOGS)
    assert said_of(launch, "dov") in message_words(answer)
    assert buttons(answer.blocks) == [INVITE, "Another owner", "Undo (10 min)"]
    said = await invitation(launch, answer)
    assert "type: `/invite @Dov Levi`" in said
    assert "can open the channel" in said
    assert "Only Maria Silva can use this button." in await refused(launch, "cem", answer, INVITE)
    ignore_rest(launch)


async def test_in_a_private_channel_they_cannot_open_it(launch: Sandbox) -> None:
    launch.slack.add_channel("#secret", ["maria", "lea"], private=True)
    count_as_greeted(launch.slack, launch.settings())
    await listed(launch, "#secret")
    seen = await launch.slack.person("maria").types("#secret", LOGS)
    (answer,) = seen.messages
    assert said_of(launch, "dov", "secret") in message_words(answer)
    assert "cannot read the channel or the thread" in await invitation(launch, answer)
    await launch.settle()
    ignore_rest(launch)


async def test_a_hand_over_and_an_offer_say_so_too(launch: Sandbox) -> None:
    await types(launch, "maria", LOGS.replace("@dov", "me"))
    answer = await answer_to(launch, "lea", "/blocker B-1 give @dov because he knows it")
    assert buttons(answer.blocks) == [INVITE, "Another owner", "Undo (10 min)"]
    await replaces(launch, "lea", answer, "Another owner", owner="maria")
    answer = await answer_to(launch, "maria", "/blocker B-1 give @dov because he knows it")
    assert said_of(launch, "dov") in message_words(answer)
    assert "/invite @Dov Levi" in await invitation(launch, answer)
    await replaces(launch, "maria", answer, "Another owner", owner="cem")
    shown = await types(launch, "maria", "/blocker B-1")
    assert "It is offered to <@U0000004>" in shown
    ignore_rest(launch)


async def test_once_they_are_in_or_nobody_knows_nothing_is_said(launch: Sandbox) -> None:
    launch.slack.person("dov").joins("#launch")
    await launch.settle()
    assert "is not in" not in await types(launch, "maria", LOGS)
    launch.slack.person("dov").leaves("#launch")
    await launch.settle()
    launch.slack.faults.add("ratelimited", "conversations.members", times=None, retry_after=30)
    await launch.advance(minutes=30)
    assert "is not in" not in await types(launch, "maria", LOGS)
    launch.slack.faults.clear()
    ignore_rest(launch)


async def test_away_and_not_in_the_channel_have_all_buttons_once(launch: Sandbox) -> None:
    await types(launch, "lea", "/backstop away @dov until mon 9am")
    await launch.settle()
    answer = await answer_to(launch, "maria", LOGS)
    labels = buttons(answer.blocks)
    assert sorted(labels) == sorted([INVITE, *THREE, "Undo (10 min)"])
    await launch.slack.person("maria").clicks("Keep it", message=answer)
    await launch.settle()
    assert buttons(answer.blocks) == ["Undo (10 min)"]
    assert said_of(launch, "dov") in message_words(answer)
    ignore_rest(launch)


async def test_a_guest_who_cannot_see_the_channel_does_not_replace_them(launch: Sandbox) -> None:
    maria = launch.slack.person("maria")
    answer = await answer_to(launch, "maria", LOGS)
    await maria.clicks("Another owner", message=answer)
    assert WHY not in view_words(await maria.sees_form())
    await maria.fills({OWNER: "gus"})
    seen = await maria.submits()
    assert "Gus Guest is a guest and cannot see this channel." in seen.errors[OWNER]
    await maria.closes(everything=True)
    dov = launch.slack.person("dov").id
    assert f"Owner <@{dov}>" in await types(launch, "maria", "/blocker B-1")
    ignore_rest(launch)
