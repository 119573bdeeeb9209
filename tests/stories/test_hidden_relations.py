"""Customers, links, followers and dependencies of a private channel show nowhere outside.

#board was public when B-1 there was made to wait for B-2 of #launch and to block B-3, and is
private now. A canary is in all words of #board; outside, people ask for it in every way, with
names that are nearly its own.
"""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from playground.state.workspace import ChannelKind
from tests.stories.heard import berlin, ignore_rest, log, types
from tests.stories.test_customers import make
from tests.stories.test_message_shortcuts import filled
from tests.support.greeted import count_as_greeted

CANARY, NEARLY = "zebrafinch", "Zebrafinsh"
REST = "owner @maria due fri noon fallback wait"
STANDS_STILL = ("*Needs*", "*Blocks*", "still", "B-1")
ASKS = (
    "/backstop customers",
    "/backstop customer",
    f"/backstop customer {NEARLY}",
    *(
        f"/backstop customer {NEARLY} {change}"
        for change in (
            "owner me",
            "live 15 apr",
            "also Xeno",
            "rename Xeno",
            "merge Xeno because so",
        )
    ),
    f"/backstop customer Harbor merge {NEARLY} because they are one",
    "/backstop customer Harbor",
    f"/blocker Import stuck customer: {NEARLY} {REST}",
    f"/blocker B-2 customer {NEARLY}",
    "/blocker B-2 edit",
    *(f"/blocker B-{n}{move}" for n in (2, 3) for move in ("", " plan", " note still waiting")),
    *(f"/backstop list {words}" for words in ("", "all", "contract", "docs.google.com")),
    "/backstop setup",
    "/blocker",
)
HIDDEN = (
    *("", " follow", " unfollow", " blocks B-2", " needs B-3", " link https://a.test", " unlink 1"),
    *(" title x", " customer none", " urgent", " edit"),
)
"""What is said to an item that somebody does not see."""


@pytest.fixture
async def hiding_sandbox(laddered_sandbox: Sandbox) -> Sandbox:
    sandbox, slack = laddered_sandbox, laddered_sandbox.slack
    slack.add_person("zoe", real_name="Zoe", tz="Europe/Berlin").joins("#launch")
    slack.add_person("gus", real_name="Gus Guest", tz="Europe/Berlin", is_restricted=True)
    slack.person("gus").joins("#launch")
    board = slack.add_channel("#board", ["maria", "bo", "zoe"])
    count_as_greeted(slack, sandbox.settings())
    directory = sandbox.bot.workspace.directory
    for name in ("zoe", "gus"):
        await directory.refresh_person(slack.person(name).id)
    await directory.refresh_channel(board.id)
    line = f"/blocker {CANARY} merger customer: {CANARY} Inc {REST}"
    await make(sandbox, line, channel="#board")
    await make(sandbox, f"/blocker Import stuck customer: Harbor {REST}", by="cem")
    await log(sandbox, f"/blocker Server is down {REST.replace('maria', 'lea')}", by="cem")
    for line in (
        "/blocker B-2 blocks B-1",
        "/blocker B-3 needs B-1",
        f"/blocker B-1 link https://docs.google.com/{CANARY} {CANARY} contract",
    ):
        await types(sandbox, "maria", line, channel="#board")
    await types(sandbox, "lea", f"/backstop customer {CANARY} Inc owner @zoe")
    await types(sandbox, "zoe", f"/backstop customer {CANARY} Inc also {CANARY} AG")
    await types(sandbox, "zoe", "/blocker B-3 follow")
    board.kind = ChannelKind.PRIVATE
    await directory.refresh_channel(board.id)
    ignore_rest(sandbox)
    return sandbox


async def shown(sandbox: Sandbox, who: str, line: str) -> str:
    """All that somebody sees of an answer, and of the form that it opens."""
    person = sandbox.slack.person(who)
    seen = await person.types("#launch", line)
    words = [message_words(one) for one in seen.messages]
    if person.form:
        words.append(view_words(person.form))
        await person.closes()
    return "\n".join(words)


async def test_neither_their_words_nor_their_number_show_outside(hiding_sandbox: Sandbox) -> None:
    sandbox, slack = hiding_sandbox, hiding_sandbox.slack
    inside = [await shown(sandbox, "bo", line) for line in ("/blocker B-2", "/blocker B-3")]
    assert ["B-1" in one for one in inside] == [True, True], "the control"
    for who in ("cem", "gus"):  # leadership, and a guest in #launch
        for line in ASKS:
            said = await shown(sandbox, who, line)
            assert CANARY not in said, line
            for harmless in ("still waiting", "still open", "For example: B-12, D-7"):
                said = said.replace(harmless, "")
            assert not [one for one in STANDS_STILL if one in said], (line, said)
            assert slack.person("zoe").id not in said, "she follows B-3 and has the account"
        for move in HIDDEN:
            said = await shown(sandbox, who, f"/blocker B-1{move}")
            assert "There is no B-1 that you can see" in said
            assert said.replace("B-1", "B-9") == await shown(sandbox, who, f"/blocker B-9{move}")
        person = slack.person(who)
        await person.uses_shortcut("Log a blocker", person.writes("#launch", f"{NEARLY} Inc waits"))
        assert "customer" not in filled(await person.sees_form("Log a blocker"))
        await person.closes()
    ignore_rest(sandbox)


async def test_a_form_that_asks_which_customer_offers_no_hidden_one(
    hiding_sandbox: Sandbox,
) -> None:
    sandbox, cem = hiding_sandbox, hiding_sandbox.slack.person("cem")
    await cem.types("#launch", "/backstop setup")
    await cem.fills({"Customer of this channel": f"{NEARLY} Inc"})
    await cem.submits()
    assert CANARY not in view_words(
        await cem.sees_form(f"I know no customer called “{NEARLY} Inc”")
    )
    await cem.closes(everything=True)
    bo = sandbox.slack.person("bo")
    await bo.types("#launch", f"/blocker Import stuck customer: {NEARLY} Inc {REST}")
    assert CANARY in view_words(await bo.sees_form(f"“{NEARLY} Inc”")), "the control"
    await bo.closes(everything=True)
    ignore_rest(sandbox)


async def test_what_is_told_outside_says_nothing_of_them(hiding_sandbox: Sandbox) -> None:
    sandbox, slack = hiding_sandbox, hiding_sandbox.slack
    line = f"/blocker B-1 move mon noon because {CANARY}"
    await types(sandbox, "maria", line, channel="#board")  # past the date of Lea's B-3
    await sandbox.advance_to(berlin(27, 12))
    new = slack.expectations.unexpected()
    outside = [one for one in new if one.channel == slack.channel("#launch").id]
    outside += [one for one in new if one in slack.expectations.dms_to("lea")]
    words = [message_words(one) for one in outside]
    for label in ("B-2", "B-3"):
        assert sum(f"{label}|" in one or f"*{label}*" in one for one in words) >= 2, "the control"
    words += [
        await types(sandbox, "lea", f"/blocker B-3 {move}")
        for move in ("resolve done", "reopen again")
    ]
    for one in words:
        assert CANARY not in one
        assert not [word for word in STANDS_STILL if word in one]
    ignore_rest(sandbox)
