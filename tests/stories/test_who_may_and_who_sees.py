"""Promise 8: nobody acts on what is not theirs, and private items stay in their channel."""

import copy
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from playground.state.workspace import Message, Source
from playground.wire.delivery import Envelope
from tests.stories.heard import berlin, ignore_rest, log, set_up, types
from tests.support.greeted import count_as_greeted

LINE = "/blocker SSO login fails owner @maria due fri noon fallback use passwords"
MOVES = {
    "acknowledge": "ack because I say so",
    "note": "note because I say so",
    "snooze": "snooze 2h because I say so",
    "remind": "remind because I say so",
    "reassign": "give @cem because I say so",
    "reschedule": "move mon 9am because I say so",
    "escalate": "escalate because I say so",
    "trajectory": "worsening because I say so",
    "edit": "title it is down because I say so",
    "link": "link https://docs.test/1 because I say so",
    "resolve": "resolve restarted because I say so",
    "fall back": "fallback because I say so",
    "withdraw": "withdraw because I say so",
    "reopen": "reopen because I say so",
}
UNDOING = {
    "reassign": "give @maria because she knows it",
    **dict.fromkeys(("resolve", "fall back", "withdraw"), "reopen because we go on"),
}
EVERY = frozenset(MOVES)
MAY = {
    "rita": EVERY,  # reached by the ladder of B-1, outside the channel
    "maria": EVERY - {"withdraw"},  # the owner
    "bo": frozenset(  # the reporter
        {
            *("note", "remind", "reassign", "reschedule", "escalate", "trajectory", "edit"),
            *("resolve", "withdraw", "reopen", "link"),
        }
    ),
    "gus": frozenset({"note", "remind", "escalate", "link"}),  # a guest of ours, in the channel
    "out": frozenset(),  # not in the channel, though it is public
}
"""By the whole way from Slack and back; `test_security_who_may` has everybody on every surface."""
OUTSIDE = {"rita", "out"}
CANARY = "zebrafinch"


@pytest.fixture
async def busy_sandbox(sandbox: Sandbox) -> Sandbox:
    """#launch with one blocker, and one person for each role they can have for it."""
    slack = sandbox.slack
    slack.add_person("rita", real_name="Rita Reached", tz="Europe/Berlin")
    slack.add_person("mem", real_name="Mem Ber", tz="Europe/Berlin")
    slack.add_person("gus", real_name="Gus Guest", tz="Europe/Berlin", is_restricted=True)
    slack.add_person("out", real_name="Out Sider", tz="Europe/Berlin")
    for name in ("mem", "gus"):
        slack.person(name).joins("#launch")
    await sandbox.settle()
    await sandbox.stop_bot()
    await sandbox.start_bot()  # it reads again who is there
    above = {"Lead: people": ["rita"], "Leadership: people": ["cem", "maria"]}
    await set_up(sandbox, above)
    await log(sandbox, LINE, by="bo")
    await types(sandbox, "bo", "/blocker B-1 escalate because it is urgent")  # Rita hears
    switch = {"Open items that were logged before (1)": "All of them use this one"}
    await set_up(sandbox, switch)
    await slack.expectations.expect_dm("rita", "B-1")
    return sandbox


async def test_each_person_makes_exactly_their_own_moves(busy_sandbox: Sandbox) -> None:
    sandbox = busy_sandbox
    for _ in range(1, len(MAY)):
        await log(
            sandbox, LINE, by="bo"
        )  # one for each: every move redraws all that was said of it
    made = {who: await moves_made(sandbox, who, f"B-{turn}") for turn, who in enumerate(MAY, 1)}
    assert made == MAY
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-")


async def moves_made(sandbox: Sandbox, who: str, label: str) -> frozenset[str]:
    """What somebody may do with a blocker, found by trying; Lea undoes it."""
    where = "dm" if who in OUTSIDE else "#launch"
    allowed = set()
    for move, words in MOVES.items():
        if move == "reopen":
            await answer_to(sandbox, "lea", f"/blocker {label} resolve done because it is")
        answer = await answer_to(sandbox, who, f"/blocker {label} {words}", channel=where)
        if "You cannot" in answer:
            assert "can do that." in answer
            assert ("Maria Silva" in answer) == (move != "withdraw")  # the owner cannot withdraw
        else:
            allowed.add(move)
            if undo := UNDOING.get(move):
                await answer_to(sandbox, "lea", f"/blocker {label} {undo}")
    await answer_to(sandbox, "lea", f"/blocker {label} reopen because we go on")
    return frozenset(allowed)


async def answer_to(sandbox: Sandbox, who: str, line: str, *, channel: str = "#launch") -> str:
    """Type a command and get the text of its answer, before anybody else has been told."""
    return (await sandbox.slack.person(who).types(channel, line)).text


async def test_those_above_the_owner_have_to_say_why(busy_sandbox: Sandbox) -> None:
    lea = busy_sandbox.slack.person("lea")
    for move in ("resolve restarted", "fallback", "withdraw"):
        assert await types(busy_sandbox, "lea", f"/blocker B-1 {move}") == "", move
        await lea.sees_form("Why?")
        assert list((await lea.submits()).errors) == ["Why?"]
        await lea.closes()
    busy_sandbox.slack.expectations.expect_all("B-1")


async def test_a_button_that_is_not_theirs_says_who_can_and_does_nothing(
    busy_sandbox: Sandbox,
) -> None:
    card, mem = the_card(busy_sandbox), busy_sandbox.slack.person("mem")
    before = message_words(card)
    for button in ("Acknowledge", "Resolve", "Hand over"):
        seen = await mem.clicks(button, message=card)
        assert seen.view is not None
        assert "You cannot" in view_words(seen.view)
        assert "Only Maria Silva, " in view_words(seen.view)
        await mem.closes()
    await busy_sandbox.settle()
    assert message_words(card) == before
    busy_sandbox.slack.expectations.expect_all("B-1")


async def test_a_form_counts_only_if_it_is_still_theirs_when_it_is_sent(
    busy_sandbox: Sandbox,
) -> None:
    sandbox, mem = busy_sandbox, busy_sandbox.slack.person("mem")
    await types(sandbox, "lea", "/blocker B-1 give @mem because she has access")
    await mem.clicks("Resolve", message=the_card(sandbox))
    await mem.sees_form("What solved it?")
    await types(sandbox, "lea", "/blocker B-1 give @maria because she is back")
    seen = await mem.submits()
    assert "You cannot resolve B-1" in " ".join(seen.errors.values())
    await sandbox.settle()
    assert "Blocked" in message_words(the_card(sandbox))
    sandbox.slack.expectations.expect_all("B-1")


async def test_people_of_another_company_can_do_and_see_nothing(busy_sandbox: Sandbox) -> None:
    sandbox = busy_sandbox
    stranger = sandbox.slack.add_person("sue", is_stranger=True, team_id="T9ACME", tz=None)
    stranger.joins("#launch")
    await sandbox.bot.workspace.directory.refresh_person(stranger.id)
    await sandbox.settle()
    card = the_card(sandbox)
    before = message_words(card)
    answers = [(await stranger.types("#launch", "/backstop list")).text]
    for button in ("Acknowledge", "Resolve", "Add a note", "Escalate now"):
        seen = await stranger.clicks(button, message=card)
        answers.append(view_words(seen.view) if seen.view else seen.text)
    shortcut = await stranger.uses_shortcut("Log a blocker", card)
    answers.append(view_words(shortcut.view) if shortcut.view else shortcut.text)
    home = await stranger.opens_home()
    answers.append(view_words(home) if home else "")
    assert not any("SSO login fails" in answer for answer in answers)
    assert all("Only people in this workspace" in answer for answer in answers[1:6])
    await sandbox.settle()
    assert message_words(card) == before
    sandbox.slack.expectations.expect_all("B-1")


def the_card(sandbox: Sandbox) -> Message:
    said = sandbox.slack.expectations.messages_in("#launch")
    return next(message for message in said if message.source is Source.POST)


@pytest.fixture
async def secretive_sandbox(sandbox: Sandbox) -> Sandbox:
    """#board is private to Maria and Bo; every field of its one blocker has a canary in it."""
    slack = sandbox.slack
    slack.add_channel("#board", ["maria", "bo"], private=True, with_bot=False)
    count_as_greeted(sandbox.slack, sandbox.settings())
    slack.person("bo").invites("backstop", "#board")
    await sandbox.settle()
    line = f"/blocker {CANARY} merger owner me due fri noon fallback {CANARY} impact {CANARY} Inc"
    await log(sandbox, line, channel="#board")
    await types(sandbox, "maria", f"/blocker B-1 note {CANARY} called", channel="#board")
    await log(sandbox, "/blocker SSO fails owner @maria due fri noon fallback wait", by="cem")
    slack.expectations.expect_all(CANARY)
    slack.expectations.expect_all("B-2")
    return sandbox


LOOKS = ("", " plan", *(f" {words}" for words in MOVES.values()))


async def test_what_is_hidden_reads_like_what_does_not_exist(secretive_sandbox: Sandbox) -> None:
    for where, look in product(("#launch", "dm"), LOOKS):
        hidden = await answer_to(secretive_sandbox, "cem", f"/blocker B-1{look}", channel=where)
        unknown = await answer_to(secretive_sandbox, "cem", f"/blocker B-9{look}", channel=where)
        assert "There is no B-1 that you can see" in hidden
        assert hidden == unknown.replace("B-9", "B-1")


async def test_a_forged_button_for_a_hidden_item_reads_like_one_for_none(
    secretive_sandbox: Sandbox,
) -> None:
    sandbox = secretive_sandbox
    hidden = await forged(sandbox, sandbox.slack.expectations.messages_in("#board"), item_id=None)
    unknown = await forged(sandbox, sandbox.slack.expectations.messages_in("#board"), item_id="999")
    assert "There is no such item that you can see" in hidden
    assert hidden == unknown


async def forged(sandbox: Sandbox, board: list[Message], *, item_id: str | None) -> str:
    """What Cem sees after clicking #launch's card with a value from another card."""
    cem = sandbox.slack.person("cem")
    await cem.clicks("Resolve", message=the_card(sandbox))
    if cem.form:
        await cem.closes()
    real = sandbox.slack.deliveries.sent[-1]
    payload: dict[str, Any] = copy.deepcopy(real.payload)
    stolen = next(value_of(m, "move.resolve") for m in board if m.source is Source.POST)
    own_id, _, rest = stolen.partition(".")
    payload["actions"][0]["value"] = f"{item_id or own_id}.{rest}"
    payload["trigger_id"] = sandbox.slack.engine.grants.issue_trigger(cem.id)
    payload["actions"][0]["action_ts"] = f"{item_id or own_id}.000001"
    await sandbox.slack.deliveries.deliver(Envelope(type="interactive", payload=payload))
    form = await cem.sees_form("Not done")
    await cem.closes()
    return view_words(form)


def value_of(message: Message, action_id: str) -> str:
    elements = [e for block in message.blocks for e in block.get("elements", [])]
    return next(str(e["value"]) for e in elements if e.get("action_id") == action_id)


async def test_nothing_private_reaches_anybody_outside(secretive_sandbox: Sandbox) -> None:
    sandbox = secretive_sandbox
    words = ("list", "list all", "list merger", "list @maria all", "list overdue", "summary")
    for who in ("cem", "lea"):
        await sandbox.slack.person(who).opens_home()
        for where in ("#launch", "dm"):
            for line in (*words, "help", "B-1", "B-1 plan", "B-1 note hello", "away"):
                await types(sandbox, who, f"/backstop {line}", channel=where)
    await sandbox.advance_to(berlin(30, 10))  # overdue, escalated, in force and summed up
    for who in ("cem", "lea"):
        assert not [text for text in seen_by(sandbox, who) if CANARY in text]
    assert [text for text in seen_by(sandbox, "bo") if CANARY in text]
    ignore_rest(sandbox)  # every word of it has been looked at


async def test_nobody_else_learns_who_follows_an_item(sandbox: Sandbox) -> None:
    zoe = sandbox.slack.add_person("zoe", real_name=f"Zoe {CANARY}", tz="Europe/Berlin")
    zoe.joins("#launch")
    await sandbox.bot.workspace.directory.refresh_person(zoe.id)
    await log(sandbox, LINE, by="bo")
    assert "You follow" in await types(sandbox, "zoe", "/blocker B-1 follow")
    moves = ("", " plan", " help", " move mon 9am because legal is out", " follow")
    for who in ("maria", "bo", "lea", "cem"):
        await sandbox.slack.person(who).opens_home()
        for line in (*(f"B-1{words}" for words in moves), "list all", "summary"):
            await types(sandbox, who, f"/backstop {line}")
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    await sandbox.advance_to(berlin(30, 10))  # summed up
    for who in ("maria", "bo", "lea", "cem"):
        assert not [text for text in seen_by(sandbox, who) if CANARY in text or zoe.id in text]
    assert [text for text in seen_by(sandbox, "zoe") if "You follow it" in text]
    ignore_rest(sandbox)


async def test_whoever_owns_what_they_cannot_see_is_told_how_much_it_is(
    secretive_sandbox: Sandbox,
) -> None:
    sandbox, lea = secretive_sandbox, secretive_sandbox.slack.person("lea")
    nothing_yet = await types(sandbox, "lea", "/backstop list mine")
    assert "No open items assigned to you." in nothing_yet
    await types(sandbox, "maria", "/blocker B-1 give @lea because she knows", channel="#board")
    assert await types(sandbox, "lea", "/backstop list mine") == nothing_yet
    assert "took it over" in await types(sandbox, "lea", "/blocker B-1 take")
    ignore_rest(sandbox, "maria")
    owed = (
        "1 item of yours is in a channel that you are not in: ask somebody there to invite you "
        "or to hand it over."
    )
    assert await types(sandbox, "lea", "/backstop list mine") == owed
    await lea.opens_home()
    await sandbox.settle()
    board = view_words(sandbox.slack.workspace.homes[lea.id])
    assert owed in board
    assert "Nothing needs you" not in board
    await log(sandbox, "/blocker API is down owner @lea due fri noon fallback wait", by="cem")
    listed = await types(sandbox, "lea", "/backstop list mine")
    assert "1 open item assigned to you" in listed
    assert owed in listed
    assert CANARY not in board + listed
    ignore_rest(sandbox, "lea", "#board")


def seen_by(sandbox: Sandbox, name: str) -> Iterator[str]:
    """Every word of the bot's that Slack shows somebody."""
    workspace, person = sandbox.slack.workspace, sandbox.slack.workspace.user(name)
    for message in sandbox.slack.expectations.transcript():
        inside = person.id in workspace.channels[message.channel].members
        if inside and message.ephemeral_to in (None, person.id):
            yield message_words(message)
    for view in (workspace.homes.get(person.id), workspace.modal(person.id)):
        if view is not None:
            yield view_words(view)


async def test_members_see_it_wherever_they_ask(secretive_sandbox: Sandbox) -> None:
    for where in ("#board", "#launch", "dm"):
        assert CANARY in await types(secretive_sandbox, "bo", "/backstop list", channel=where)
        assert CANARY in await types(secretive_sandbox, "bo", "/blocker B-1", channel=where)
    await secretive_sandbox.advance(hours=1)
    assert CANARY in await types(secretive_sandbox, "bo", "/backstop list", channel="dm")


async def test_whoever_leaves_a_private_channel_sees_nothing_of_it_any_more(
    secretive_sandbox: Sandbox,
) -> None:
    sandbox, bo = secretive_sandbox, secretive_sandbox.slack.person("bo")
    line = f"/blocker {CANARY} leak owner @maria due fri noon fallback wait"
    await log(sandbox, line, by="bo", channel="#board")
    home = await bo.opens_home()
    assert home is not None
    assert CANARY in view_words(home)  # it waits on others
    sandbox.slack.person("maria").removes("bo", "#board")
    await sandbox.settle()
    assert CANARY not in await types(sandbox, "bo", "/backstop list all", channel="dm")
    assert bo.home is not None
    assert CANARY not in view_words(bo.home)
    ignore_rest(sandbox, "maria")
