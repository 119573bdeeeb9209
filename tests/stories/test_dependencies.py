"""`B-12 blocks D-7`: what waits for what, what stands still, and who is told when that changes."""

import asyncio

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import berlin, buttons, heard, ignore_rest, log, posted, types
from tests.stories.test_customers import make
from tests.stories.test_message_shortcuts import filled
from tests.support.greeted import count_as_greeted

SSO = "/blocker SSO login fails owner @maria due thu 5pm fallback use passwords"
DPA = "/decision Which DPA owner @bo due fri noon fallback ours"
IMPORT = "/blocker Import is stuck owner @cem due fri noon fallback by hand"


@pytest.fixture
async def busy(laddered_sandbox: Sandbox) -> dict[str, Message]:
    """The cards of B-1 (Maria), D-1 (Bo) and B-2 (Cem), each logged by its owner."""
    lines = {"B-1": (SSO, "maria"), "D-1": (DPA, "bo"), "B-2": (IMPORT, "cem")}
    return {
        label: await log(laddered_sandbox, line, by=who) for label, (line, who) in lines.items()
    }


CARDS = "https://playground.slack.com/archives"


def about(card: Message) -> list[str]:
    """The lines of a card about what it needs and blocks."""
    return [line for line in card.text.splitlines() if line.startswith(("*Needs*", "*Blocks*"))]


def newest(sandbox: Sandbox, who: str) -> Message:
    return sandbox.slack.expectations.dms_to(who)[-1]


async def test_both_ends_say_what_waits_for_what(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    said = await types(sandbox, "maria", "/blocker B-1 blocks D-1 and B-2")
    assert "says it blocks D-1 and B-2" in said
    await types(sandbox, "bo", "/decision D-1 needs B-2")
    assert about(busy["B-1"]) == ["*Blocks* B-2, D-1 (2 items stand still)"]
    assert about(busy["B-2"]) == ["*Needs* B-1", "*Blocks* D-1 (1 item stands still)"]
    assert about(busy["D-1"]) == ["*Needs* B-1, B-2"]
    shown = await types(sandbox, "lea", "/decision D-1")
    assert "*Needs* B-1, B-2" in shown
    assert "says it needs B-1" in shown
    await types(sandbox, "maria", "/blocker B-1 no longer blocks D-1")
    await types(sandbox, "cem", "/blocker B-2 unblocks D-1")
    assert about(busy["B-1"]) == ["*Blocks* B-2 (1 item stands still)"]
    assert about(busy["D-1"]) == []
    ignore_rest(sandbox, "#launch")


async def test_it_is_said_in_a_thread_and_in_a_mention_too(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    maria = sandbox.slack.person("maria")
    maria.writes("#launch", "@backstop blocks D-1", thread=busy["B-1"])
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("maria", "says it blocks D-1")
    maria.writes("#launch", "@backstop B-1 blocks B-2, please")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("maria", "says it blocks B-2")
    assert about(busy["B-1"]) == ["*Blocks* B-2, D-1 (2 items stand still)"]
    ignore_rest(sandbox, "#launch")


async def test_each_label_leads_to_its_card(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    where = {label: f"{CARDS}/{it.channel}/p{it.ts.replace('.', '')}" for label, it in busy.items()}
    b1, b2, d1 = (f"<{where[label]}|{label}>" for label in ("B-1", "B-2", "D-1"))
    said = await sandbox.slack.person("maria").types("#launch", "/blocker B-1 blocks D-1, B-2")
    await sandbox.settle()
    assert f"says it blocks {d1} and {b2}" in said.text
    assert f"*Blocks* {b2}, {d1} (2 items stand still)" in message_words(busy["B-1"])
    assert f"*Needs* {b1}" in message_words(busy["D-1"])
    *_, line = sandbox.slack.expectations.thread("#launch", busy["D-1"].ts)
    assert f"says it needs {b1}" in message_words(line)
    history = await sandbox.slack.person("lea").types("#launch", "/decision D-1")
    assert f"says it needs {b1}" in history.text
    await types(sandbox, "maria", "/blocker B-1 move fri 9am because the vendor is late")
    told = message_words(newest(sandbox, "cem"))
    assert f"*{b2}* Import is stuck · needs {b1}, whose date moved" in told
    assert f"moved *{b1}* from" in told
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    told = message_words(newest(sandbox, "cem"))
    assert f"*{b2}* can go on: Import is stuck" in told
    assert f"resolved *{b1}*: SSO login fails" in told
    ignore_rest(sandbox)


@pytest.mark.on_both_databases
async def test_who_waits_is_told_in_working_hours_and_an_undone_closing_is_no_news(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "maria", "/blocker B-1 blocks D-1, B-2")
    await sandbox.advance_to(berlin(25, 19))  # 14:00 in New York
    seen = await sandbox.slack.person("maria").types("#launch", "/blocker B-1 resolve restarted it")
    await sandbox.settle()
    assert about(busy["B-2"]) == []
    assert heard(sandbox, "bo") == ["Wed 25 14:00 D-1"]
    assert newest(sandbox, "bo").text.startswith("*D-1* can go on: Which DPA\n")
    assert heard(sandbox, "cem") == []
    (answer,) = seen.messages
    answer.ephemeral_to = sandbox.slack.person("maria").id
    await sandbox.slack.person("maria").clicks("Undo (10 min)", message=answer)
    await sandbox.settle()
    assert about(busy["B-2"]) == ["*Needs* B-1"]
    await sandbox.advance_to(berlin(26, 9))
    assert heard(sandbox, "bo") == ["Wed 25 14:00 D-1 B-1"]
    assert newest(sandbox, "bo").text.startswith("*D-1* Which DPA · waits for B-1 again\n")
    assert "D-1" not in str(heard(sandbox, "cem"))
    assert sandbox.slack.expectations.dms_to("cem") == []
    ignore_rest(sandbox)


async def test_a_date_that_passes_mine_offers_to_move_mine_and_moves_nothing(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "maria", "/blocker B-1 blocks D-1, B-2")
    await sandbox.advance_to(berlin(25, 16))
    await types(sandbox, "maria", "/blocker B-1 move mon 5pm because the vendor is late")
    bo, cem = newest(sandbox, "bo"), newest(sandbox, "cem")
    for message in (bo, cem):
        assert buttons(message, "Move mine by 2 working days", "Keep my date") == [True, True]
        assert "That is after your date." in message.text
    await sandbox.slack.person("cem").clicks("Move mine by 2 working days", message=cem)
    await sandbox.settle()
    assert "due Tue 31 Mar 12:00 CEST" in busy["B-2"].text
    await sandbox.slack.person("bo").clicks("Keep my date", message=bo)
    await sandbox.settle()
    assert "due Fri 27 Mar 17:00 CET" in busy["D-1"].text
    for message in (bo, cem):
        assert buttons(message, "Move mine by 2 working days", "Keep my date") == [False, False]
    ignore_rest(sandbox)


async def test_what_was_not_answered_counts_when_it_moves_again(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "maria", "/blocker B-1 blocks D-1")
    await sandbox.advance_to(berlin(25, 16))
    await types(sandbox, "maria", "/blocker B-1 move mon 5pm because the vendor is late")
    first = newest(sandbox, "bo")
    await types(sandbox, "maria", "/blocker B-1 move tue 5pm because the vendor is later")
    assert buttons(first, "Move mine by 2 working days", "Keep my date") == [False, False]
    second = newest(sandbox, "bo")
    await sandbox.slack.person("bo").clicks("Move mine by 3 working days", message=second)
    await sandbox.settle()
    assert "due Wed 1 Apr 18:00 CEST" in busy["D-1"].text  # Fri 12:00 in New York, then Mon to Wed
    ignore_rest(sandbox)


async def test_nothing_is_asked_once_the_other_closed_and_again_when_that_is_undone(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "maria", "/blocker B-1 blocks D-1")
    await sandbox.advance_to(berlin(25, 16))
    await types(sandbox, "maria", "/blocker B-1 move mon 5pm because the vendor is late")
    asked = newest(sandbox, "bo")
    assert buttons(asked, "Keep my date") == [True]
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    assert buttons(asked, "Keep my date") == [False]
    assert "That is after your date." not in asked.text
    await types(sandbox, "maria", "/blocker B-1 reopen because it broke again")
    assert buttons(asked, "Keep my date") == [True]
    await types(sandbox, "bo", "/decision D-1 no longer needs B-1")
    assert buttons(asked, "Keep my date") == [False]
    ignore_rest(sandbox)


async def test_a_move_within_the_day_past_mine_is_asked_about_too(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "maria", "/blocker B-1 blocks B-2")  # which is due on Friday at noon
    await types(sandbox, "maria", "/blocker B-1 move fri 9am because the vendor is late")
    await types(sandbox, "maria", "/blocker B-1 move fri 4pm because the vendor is later")
    asked = newest(sandbox, "cem")
    await sandbox.slack.person("cem").clicks("Move mine by 1 working day", message=asked)
    await sandbox.settle()
    assert "due Mon 30 Mar 12:00 CEST" in busy["B-2"].text
    ignore_rest(sandbox)


async def test_an_absent_owners_stand_in_is_told_and_answers(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "maria", "/blocker B-1 blocks D-1")
    await types(sandbox, "bo", "/backstop away until 3 apr cover @lea")
    await types(sandbox, "maria", "/blocker B-1 move mon 5pm because the vendor is late")
    dm = newest(sandbox, "lea")
    bo = sandbox.slack.person("bo").id
    assert dm.text.startswith("*D-1* Which DPA · needs B-1, whose date moved\n")
    assert f"You stand in for <@{bo}>" in message_words(dm)
    await sandbox.slack.person("lea").clicks("Move mine by 2 working days", message=dm)
    await sandbox.settle()
    assert "due Tue 31 Mar 18:00 CEST" in busy["D-1"].text  # 12:00 in New York
    assert sandbox.slack.expectations.dms_to("bo") == []
    ignore_rest(sandbox)


async def test_what_does_not_pass_mine_is_only_told(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "maria", "/blocker B-1 blocks B-2")
    await types(sandbox, "maria", "/blocker B-1 move fri 9am because the vendor is late")
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-2 B-1"]
    assert buttons(newest(sandbox, "cem"), "Keep my date") == [False]
    ignore_rest(sandbox, "#launch")


async def test_two_news_at_once_are_one_message(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker Second import owner @cem due fri noon fallback wait", by="cem")
    await types(sandbox, "maria", "/blocker B-1 blocks B-2, B-3")
    await types(sandbox, "maria", "/blocker B-1 move mon 5pm because the vendor is late")
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-2 B-3"]
    assert "moved *B-1* from Thu 26 Mar 17:00 CET" in newest(sandbox, "cem").text
    ignore_rest(sandbox, "#launch")


async def test_who_follows_what_their_own_item_needs_gets_one_message(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "maria", "/blocker B-1 blocks B-2")
    await types(sandbox, "cem", "/blocker B-1 follow")
    for move in (
        "move mon 5pm because the vendor is late",
        "resolve it works",
        "reopen because it broke again",
    ):
        await types(sandbox, "maria", f"/blocker B-1 {move}")
        assert [one.split()[3] for one in heard(sandbox, "cem")] == ["B-2"], move
        assert "You follow it" not in newest(sandbox, "cem").text
    await types(sandbox, "maria", "/blocker B-1 no longer blocks B-2")
    await types(sandbox, "maria", "/blocker B-1 resolve it works")
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]
    assert "You follow it" in newest(sandbox, "cem").text
    ignore_rest(sandbox)


async def test_closing_what_needs_an_open_one_says_so_and_can_be_undone(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "maria", "/blocker B-1 blocks D-1")
    seen = await sandbox.slack.person("bo").types("#launch", "/decision D-1 decide ours because ok")
    await sandbox.settle()
    (answer,) = seen.messages
    assert "Closed. B-1, which it needed, is still open." in answer.text
    answer.ephemeral_to = sandbox.slack.person("bo").id
    await sandbox.slack.person("bo").clicks("Undo (10 min)", message=answer)
    await sandbox.settle()
    assert about(busy["D-1"]) == ["*Needs* B-1"]
    ignore_rest(sandbox)


async def test_escalations_and_the_last_question_say_what_else_stands_still(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "maria", "/blocker B-1 blocks D-1, B-2")
    await sandbox.advance_to(berlin(26, 17))
    stands = "*Blocks* B-2, D-1 (2 items stand still)"
    assert stands in newest(sandbox, "lea").text
    await sandbox.advance_to(berlin(7, 10, month=4))
    asked = [one.text for one in sandbox.slack.expectations.dms_to("cem")]
    assert any("What happens now?" in text and "*Blocks* B-2, D-1" in text for text in asked)
    ignore_rest(sandbox)


async def test_what_several_items_block_is_offered_as_one_line(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await log(sandbox, SSO, by="maria")
    seen = await maria.types("#launch", "/blocker B-1 and B-3 block D-1")
    (answer,) = seen.messages
    assert "I can do one item at a time." in answer.text
    answer.ephemeral_to = maria.id
    await maria.clicks("D-1 needs B-1, B-3", message=answer)  # both are hers, D-1 is not
    await maria.closes()
    await sandbox.settle()
    assert about(busy["D-1"]) == ["*Needs* B-1, B-3"]
    mine = await types(sandbox, "bo", "/blocker B-1 and B-2 block D-77")
    assert "I can do one item at a time." in mine
    ignore_rest(sandbox)


NEEDS, BLOCKS = "Needs (items that it waits for)", "Blocks (items that wait for it)"


async def test_the_form_relates_items_and_takes_that_back(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await types(sandbox, "maria", "/blocker B-1 blocks D-1")
    await maria.clicks("Edit …", message=busy["B-1"])
    form = await maria.sees_form(BLOCKS)
    assert filled(form)["blocks"] == "D-1"
    await types(sandbox, "cem", "/blocker B-2 needs B-1")  # which the open form does not show
    await maria.fills({BLOCKS: "", NEEDS: "b2 and D-1, thanks"})
    assert (await maria.submits()).errors == {NEEDS: CIRCLE}
    assert about(busy["B-1"]) == ["*Blocks* B-2, D-1 (2 items stand still)"], "all or nothing"
    await maria.fills({NEEDS: "D-1 or so"})
    assert (await maria.submits()).errors == {
        NEEDS: "Type labels with commas between them, for example B-12, D-7."
    }
    await maria.fills({NEEDS: "D-77"})
    assert "There is no D-77" in (await maria.submits()).errors[NEEDS]
    await maria.fills({NEEDS: "d1"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    assert about(busy["B-1"]) == ["*Needs* D-1", "*Blocks* B-2 (1 item stands still)"]
    assert about(busy["D-1"]) == ["*Blocks* B-1 (2 items stand still)"]
    ignore_rest(sandbox)


CIRCLE = (
    "That would be a circle in which each item waits for the next, so nothing was changed: "
    "B-1 → B-2 → B-1."
)


BAD = (
    ("maria", "B-1 blocks B-1", "B-1 cannot block itself."),
    ("maria", "B-1 blocks B-77", "There is no B-77 that you can see."),
    ("maria", "B-1 blocks the release", "Which item does B-1 block?"),
    ("maria", "B-1 blocks D-1 or B-2", "Which item does B-1 block?"),
    ("maria", "B-1 blocks", "Which item does B-1 block?"),
    ("maria", "B-1 blocks D-1?", "That reads like a question, so nothing was changed."),
    ("maria", "B-1 blocks D-1 because", "Add a reason."),
    ("maria", "B-1 no longer needs D-1", "B-1 does not need D-1, so nothing was changed."),
    ("maria", "B-1 needs B-2", "B-1 needs B-2 already, so nothing was changed."),
    ("cem", "B-2 needs B-1", ": B-2 → B-1 → B-2."),
    ("cem", "B-2 blocks B-3", "B-3 was withdrawn."),
    ("lea", "B-1 blocks D-1", "Add a reason: `/blocker B-1 blocks D-1 because …`."),
    ("mem", "B-1 blocks D-1", "You cannot say what depends on B-1. Only "),
)


async def test_bad_input_changes_nothing_and_says_what_to_type(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    sandbox.slack.add_person("mem", real_name="Mem Ber", tz="Europe/Berlin")
    sandbox.slack.person("mem").joins("#launch")
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person("mem").id)
    await log(sandbox, "/blocker Moot owner @maria due fri fallback wait", by="maria")
    await types(sandbox, "maria", "/blocker B-3 withdraw because moot")
    await types(sandbox, "maria", "/blocker B-1 needs B-2")
    before = [card.text for card in busy.values()]
    ignore_rest(sandbox)
    for who, line, answer in BAD:
        assert answer in await types(sandbox, who, f"/backstop {line}"), line
    assert [card.text for card in busy.values()] == before
    assert posted(sandbox) == []


@pytest.mark.on_both_databases
async def test_of_three_people_who_type_a_circle_at_once_the_last_is_told_which(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    typed = {"maria": "B-1 blocks D-1", "bo": "D-1 blocks B-2", "cem": "B-2 blocks B-1"}
    seen = await asyncio.gather(
        *(
            sandbox.slack.person(who).types("#launch", f"/backstop {line}")
            for who, line in typed.items()
        )
    )
    await sandbox.settle()
    (refused,) = [one.text for one in seen if "circle" in one.text]
    circles = ("B-1 → D-1 → B-2 → B-1", "D-1 → B-2 → B-1 → D-1", "B-2 → B-1 → D-1 → B-2")
    assert any(f": {circle}." in refused for circle in circles)
    assert sum(len(about(card)) for card in busy.values()) == 4
    ignore_rest(sandbox)


@pytest.mark.on_both_databases
async def test_in_a_diamond_each_item_and_each_customer_stands_still_once(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    rest = "owner @maria due fri fallback wait"
    first = await log(sandbox, f"/blocker Server is down {rest}")
    await make(sandbox, f"/decision Which vendor? customer: Harbor {rest}")
    await make(sandbox, f"/blocker No contract customer: Meridian {rest}")
    last = await log(sandbox, f"/blocker Import waits, customer Harbor {rest}")
    await types(sandbox, "maria", "/blocker B-1 blocks D-1, B-2")
    await types(sandbox, "maria", "/blocker B-3 needs D-1 and B-2")
    cards = [
        await sandbox.slack.expectations.expect_post("#launch", f"*{n}*") for n in ("D-1", "B-2")
    ]
    assert about(first) == ["*Blocks* B-2, D-1 (3 items, 2 customers stand still)"]
    assert [about(card)[-1] for card in cards] == [
        "*Blocks* B-3 (1 item, 1 customer stand still)",
        "*Blocks* B-3 (1 item, 2 customers stand still)",
    ]
    assert about(last) == ["*Needs* D-1, B-2"]
    ignore_rest(sandbox)


async def test_an_item_of_a_private_channel_shows_at_neither_end(
    busy: dict[str, Message], laddered_sandbox: Sandbox
) -> None:
    sandbox = laddered_sandbox
    slack = sandbox.slack
    slack.add_channel("#secret", ("maria", "cem"), private=True, with_bot=False)
    count_as_greeted(slack, sandbox.settings())
    slack.person("maria").invites("backstop", "#secret")
    await sandbox.settle()
    secret = "/blocker zebrafinch merger owner @maria due thu 5pm fallback zebrafinch"
    hidden = await log(sandbox, secret, channel="#secret")
    within = "/blocker second zebrafinch owner @cem due fri 5pm fallback zebrafinch"
    await log(sandbox, within, channel="#secret", by="cem")
    ends = await types(sandbox, "maria", "/blocker B-3 blocks B-4", channel="#secret")
    assert "says it blocks B-4" in ends
    refused = await types(sandbox, "maria", "/blocker B-3 blocks D-1", channel="#secret")
    assert "one of them is private" in refused
    assert "There is no B-3" in await types(sandbox, "bo", "/decision D-1 needs B-3")
    assert "There is no B-3" in await types(sandbox, "bo", "/backstop B-3 blocks D-1")
    await types(sandbox, "maria", "/blocker B-3 move mon 5pm because zebrafinch", channel="#secret")
    slack.person("cem").leaves("#secret")
    await sandbox.settle()
    assert about(hidden) == ["*Blocks* B-4 (1 item stands still)"]
    said = await types(sandbox, "bo", "/backstop list all")
    home = await slack.person("bo").opens_home()
    assert home is not None
    said += view_words(home)
    for place in ("bo", "lea"):
        said += "".join(message_words(one) for one in slack.expectations.dms_to(place))
    said += "".join(message_words(one) for one in slack.expectations.messages_in("#launch"))
    assert "zebrafinch" not in said
    assert "B-3" not in said
    assert "B-4" not in said
    ignore_rest(sandbox)
