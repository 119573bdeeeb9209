"""What somebody has just done can be taken back for ten minutes, as if it had not been done."""

import asyncio
from contextlib import closing

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message, View
from storage.checks import discrepancies
from storage.engine.database import Database
from storage.items import chain
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, types
from tests.stories.test_restored_backup import back_up, restore

BLOCKER = "/blocker SSO login fails owner @maria due today 4pm fallback use passwords"
DECISION = "/decision Which DPA owner @maria due today 4pm fallback ours"
RESOLVE = "/blocker B-1 resolve restarted it"
GIVE = "/blocker B-1 give @bo because he knows it"


async def does(sandbox: Sandbox, who: str, line: str) -> Message:
    """Type a line whose answer has the button, and get the answer."""
    seen = await sandbox.slack.person(who).types("#launch", line)
    await sandbox.settle()
    (answer,) = seen.messages
    assert buttons(answer.blocks)[-1] == "Undo (10 min)"
    return answer


async def undo(sandbox: Sandbox, who: str, on: Message | View) -> str:
    """Press the button, and get the title and the words of what opens."""
    person = sandbox.slack.person(who)
    if isinstance(on, Message):
        on.ephemeral_to = person.id
        await person.clicks("Undo (10 min)", message=on)
    else:
        await person.clicks("Undo (10 min)", view=on)
    await sandbox.settle()
    form = await person.sees_form()
    await person.closes(everything=True)
    return f"{form.body['title']['text']}: {view_words(form)}"


async def logged_for_maria(sandbox: Sandbox, line: str = BLOCKER) -> Message:
    """Cem logs it, and Maria has been told."""
    card = await log(sandbox, line, by="cem")
    ignore_rest(sandbox, "maria")
    return card


def dms(sandbox: Sandbox, who: str) -> list[str]:
    """The first lines of all direct messages somebody has, as they are now."""
    said = sandbox.slack.expectations.dms_to(who)
    return [message.text.partition("\n")[0] for message in said]


def require_history(sandbox: Sandbox) -> None:
    """The chain holds, and every item is what its history says."""
    context = sandbox.bot.workspace.context
    with (
        closing(Database(sandbox.settings().database_url)) as database,
        database.read(context.workspace) as tx,
    ):
        assert chain.verify(tx).broken_at is None
        assert [*discrepancies.found(tx)] == []


@pytest.mark.on_both_databases
async def test_a_closing_is_undone_and_everybody_who_was_told_is_told_once(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await logged_for_maria(sandbox)
    before = message_words(card)
    answer = await does(sandbox, "maria", RESOLVE)
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]
    assert posted(sandbox) == ["Wed 25 10:30 B-1"]
    assert "is resolved" in message_words(card)
    assert (await undo(sandbox, "maria", answer)).startswith("Undone: ")
    assert message_words(card) == before
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]
    assert posted(sandbox) == ["Wed 25 10:30 B-1"]
    assert dms(sandbox, "cem") == ["*B-1* is open again: SSO login fails"] * 2
    was_told, is_told = sandbox.slack.expectations.dms_to("cem")
    assert "resolved it: restarted it (undone)." in was_told.text
    assert "undid resolving it." in is_told.text
    assert buttons(was_told.blocks) == []
    assert "Resolve" in buttons(is_told.blocks)
    _, was_said, is_said = sandbox.slack.expectations.messages_in("#launch")
    assert was_said.text == "*B-1*: *Maria Silva* resolved it: restarted it (undone)"
    assert is_said.text == "*B-1*: *Maria Silva* undid resolving it. *B-1* is open again."
    require_history(sandbox)


CLOSINGS = [
    (BLOCKER, RESOLVE, "maria", "resolving it"),
    (DECISION, "/decision D-1 decide ours because it is shorter", "maria", "deciding it"),
    (BLOCKER, "/blocker B-1 fallback", "maria", "using the fallback"),
    (BLOCKER, "/blocker B-1 withdraw because it was a mistake", "cem", "withdrawing it"),
]


@pytest.mark.parametrize(("line", "closing_line", "who", "what"), CLOSINGS)
async def test_whatever_closes_can_be_undone_and_shows_in_no_week(
    laddered_sandbox: Sandbox, line: str, closing_line: str, who: str, what: str
) -> None:
    sandbox = laddered_sandbox
    card = await logged_for_maria(sandbox, line)
    before = await types(sandbox, "maria", "/backstop summary")
    answer = await does(sandbox, who, closing_line)
    assert await types(sandbox, "maria", "/backstop summary") != before
    assert f"undid {what}" in await undo(sandbox, who, answer)
    assert await types(sandbox, "maria", "/backstop summary") == before
    assert "Slipped" not in message_words(card)
    await sandbox.advance_to(berlin(25, 16))
    require_history(sandbox)
    assert heard(sandbox, "lea") == [f"Wed 25 16:00 {closing_line.split()[1]}"], "as planned"
    ignore_rest(sandbox, "maria", "cem", "#launch")


async def test_forms_and_buttons_that_close_or_hand_over_answer_with_it_too(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    card = await logged_for_maria(sandbox)
    await maria.clicks("Resolve", message=card)
    done = await maria.submits()
    assert done.view is not None
    assert "undid resolving it" in await undo(sandbox, "maria", done.view)
    await maria.clicks("Hand over", message=card)
    await maria.fills({"Who owns it from now on?": "bo", "Why?": "he knows it"})
    done = await maria.submits()
    assert done.view is not None
    assert "took back the offer to" in await undo(sandbox, "maria", done.view)
    await maria.clicks("Move the date", message=card)
    await maria.fills({"New due date": "tomorrow 4pm", "Why?": "legal is out"})
    assert (await maria.submits()).view is None, "a date that was moved is seen on the card"
    await sandbox.advance_to(berlin(30, 17))
    ignore_rest(sandbox, "maria", "lea", "cem", "bo", "#launch")
    await maria.clicks("Use fallback and close", message=card)
    assert "undid using the fallback" in await undo(sandbox, "maria", await maria.sees_form("Done"))
    assert "Fallback now applies" in message_words(card)
    require_history(sandbox)
    ignore_rest(sandbox, "maria", "lea", "cem", "#launch")


async def test_a_hand_over_is_undone_with_all_that_it_ended(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await logged_for_maria(sandbox)
    await sandbox.advance_to(berlin(25, 15))
    await types(sandbox, "maria", "/blocker B-1 ack")
    await types(sandbox, "maria", "/blocker B-1 snooze 30m")
    ignore_rest(sandbox, "maria", "#launch")
    before = message_words(card)
    answer = await does(sandbox, "cem", GIVE)
    assert "Escalation paused" not in message_words(card)
    assert dms(sandbox, "bo") == ["*B-1* is yours now: SSO login fails"]
    assert dms(sandbox, "maria")[-1] == "*B-1* went to <@U0000002>: SSO login fails"
    ignore_rest(sandbox, "bo", "maria", "#launch")
    assert "undid handing it to" in await undo(sandbox, "cem", answer)
    assert message_words(card) == before
    assert "Escalation paused until" in before
    assert heard(sandbox, "bo") == ["Wed 25 10:00 B-1"], "in New York"
    assert heard(sandbox, "maria") == ["Wed 25 15:00 B-1"]
    assert posted(sandbox) == ["Wed 25 15:00 B-1"]
    assert dms(sandbox, "bo") == ["*B-1* went back to <@U0000001>: SSO login fails"] * 2
    assert dms(sandbox, "maria")[-2:] == ["*B-1* is yours again: SSO login fails"] * 2
    for message in sandbox.slack.expectations.dms_to("bo"):
        assert buttons(message.blocks) == []
    said = await types(sandbox, "maria", "/blocker B-1 ack")
    assert "escalation is paused until" in said, "the pause that stands"
    assert posted(sandbox) == [], "it is the same as before"
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "maria") == ["Wed 25 15:30 B-1", "Wed 25 16:00 B-1"], "after the snooze"
    assert [heard(sandbox, who) for who in ("bo", "lea")] == [[], []], "escalation is paused"
    require_history(sandbox)


async def test_who_took_an_item_gives_it_back(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await logged_for_maria(sandbox)
    answer = await does(sandbox, "cem", "/blocker B-1 give me because I know it")
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    await undo(sandbox, "cem", answer)
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    assert dms(sandbox, "maria")[-2:] == ["*B-1* is yours again: SSO login fails"] * 2
    ignore_rest(sandbox, "#launch")


async def test_the_owner_gets_the_reminder_that_somebody_else_got_meanwhile(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await logged_for_maria(sandbox)
    await sandbox.advance_to(berlin(25, 15, 55))
    ignore_rest(sandbox, "maria")
    answer = await does(sandbox, "cem", GIVE)  # leadership asks nobody first
    ignore_rest(sandbox, "maria")
    await sandbox.advance_to(berlin(25, 16, 2))
    assert heard(sandbox, "bo") == ["Wed 25 10:55 B-1", "Wed 25 11:00 B-1"], "in New York"
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    await undo(sandbox, "cem", answer)
    assert heard(sandbox, "maria") == ["Wed 25 16:02 B-1"] * 2, "it is theirs again, and due"
    assert heard(sandbox, "bo") == ["Wed 25 11:02 B-1"], "it went back"
    assert heard(sandbox, "lea") == [], "nobody is told twice"
    ignore_rest(sandbox, "#launch")


async def test_a_logging_is_undone_where_it_was_told(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    before = await types(sandbox, "maria", "/backstop summary")
    answer = await does(sandbox, "cem", BLOCKER)
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1* Blocked")
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    assert "undid logging it" in await undo(sandbox, "cem", answer)
    assert card.text.startswith("⚪ *B-1* is withdrawn: SSO login fails")
    assert "Logging it was undone by *Cem Aydin*" in card.text
    assert "Reason" not in card.text
    (dm,) = sandbox.slack.expectations.dms_to("maria")
    assert dm.text.startswith("⚪ *B-1* is withdrawn: SSO login fails")
    assert buttons(dm.blocks) == []
    assert await types(sandbox, "maria", "/backstop summary") == before
    await sandbox.advance_to(berlin(27, 18))
    assert [heard(sandbox, who) for who in ("maria", "cem", "lea")] == [[], [], []]
    assert posted(sandbox) == []
    require_history(sandbox)


async def test_a_form_that_logs_has_the_button_too(laddered_sandbox: Sandbox) -> None:
    sandbox, cem = laddered_sandbox, laddered_sandbox.slack.person("cem")
    await cem.types("#launch", "/blocker SSO login fails owner @maria due today 4pm")
    await cem.fills({"What happens if nobody acts in time?": "use passwords"})
    done = await cem.submits()
    assert done.view is not None
    await sandbox.settle()
    assert "undid logging it" in await undo(sandbox, "cem", done.view)
    await sandbox.slack.expectations.expect_post("#launch", "*B-1* is withdrawn")
    ignore_rest(sandbox, "maria")


@pytest.mark.both_ways
async def test_the_answer_to_a_mention_or_a_direct_message_has_it_too(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    card = await logged_for_maria(sandbox)
    maria.writes("#launch", "@backstop B-1 resolve restarted it")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_ephemeral("maria", "resolved it")
    assert "undid resolving it" in await undo(sandbox, "maria", answer)
    cem = sandbox.slack.person("cem")
    cem.writes("dm", "B-1 give @bo because he knows it")
    await sandbox.settle()
    (answer,) = [m for m in sandbox.slack.expectations.dms_to("cem") if "handed it from" in m.text]
    await cem.clicks("Undo (10 min)", message=answer)
    await cem.sees_form("Undone", "undid handing it to")
    await sandbox.settle()
    assert "Owner *Maria Silva*" in message_words(card)
    ignore_rest(sandbox, "maria", "bo", "cem", "#launch")


async def test_what_has_not_been_sent_is_not_sent(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await logged_for_maria(sandbox, BLOCKER.replace("today", "fri"))
    await sandbox.advance_to(berlin(25, 19))
    ignore_rest(sandbox, "#launch")
    answer = await does(sandbox, "maria", RESOLVE)
    assert posted(sandbox) == ["Wed 25 19:00 B-1"]
    await undo(sandbox, "maria", answer)
    assert posted(sandbox) == ["Wed 25 19:00 B-1"]
    answer = await does(sandbox, "cem", "/blocker SMTP is down owner @maria due fri fallback fax")
    await undo(sandbox, "cem", answer)
    await sandbox.advance_to(berlin(26, 12))
    assert [heard(sandbox, who) for who in ("maria", "cem")] == [[], []]
    assert "*B-2* is withdrawn" in (posted_cards(sandbox))[-1]
    ignore_rest(sandbox, "#launch")


def posted_cards(sandbox: Sandbox) -> list[str]:
    return [m.text for m in sandbox.slack.expectations.messages_in("#launch") if not m.is_reply]


async def test_whoever_was_not_told_because_it_was_closed_is_told(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await logged_for_maria(sandbox, BLOCKER.replace("today 4pm", "today 7pm"))
    await sandbox.advance_to(berlin(26, 8, 55))
    ignore_rest(sandbox, "maria", "#launch")
    assert heard(sandbox, "lea") == [], "her evening"
    answer = await does(sandbox, "maria", RESOLVE)
    await sandbox.advance_to(berlin(26, 9, 2))
    assert heard(sandbox, "lea") == ["Thu 26 09:00 B-1"], "it is closed"
    await undo(sandbox, "maria", answer)
    told = sandbox.slack.expectations.dms_to("lea")[-1]
    assert heard(sandbox, "lea") == ["Thu 26 09:02 B-1"]
    assert "was due Wed 25 Mar 19:00 CET" in told.text
    ignore_rest(sandbox, "maria", "cem", "#launch")


async def test_a_rung_that_fell_due_meanwhile_fires_at_once(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await logged_for_maria(sandbox)
    await sandbox.advance_to(berlin(25, 15, 55))
    ignore_rest(sandbox, "maria")
    answer = await does(sandbox, "maria", RESOLVE)
    await sandbox.advance_to(berlin(25, 16, 3))
    assert heard(sandbox, "lea") == []
    await undo(sandbox, "maria", answer)
    assert heard(sandbox, "lea") == ["Wed 25 16:03 B-1"]
    assert heard(sandbox, "maria") == ["Wed 25 16:03 B-1"]
    shown = await types(sandbox, "maria", "/blocker B-1")
    assert "undid resolving it" in shown
    ignore_rest(sandbox, "cem", "#launch")


async def test_it_belongs_to_the_person_who_did_it(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await logged_for_maria(sandbox)
    answer = await does(sandbox, "maria", RESOLVE)
    said = await undo(sandbox, "bo", answer)
    assert said == "Not done: Not done\nOnly Maria Silva can undo that."
    assert "is resolved" in message_words(card)
    ignore_rest(sandbox, "cem", "#launch")


@pytest.mark.parametrize(
    ("line", "who", "instead"),
    [
        (RESOLVE, "maria", "B-1 reopen because …"),
        (GIVE, "cem", "B-1 give @somebody because …"),
        (BLOCKER, "cem", "B-2 withdraw because …"),
    ],
)
async def test_after_ten_minutes_it_says_what_to_type(
    laddered_sandbox: Sandbox, line: str, who: str, instead: str
) -> None:
    sandbox = laddered_sandbox
    await logged_for_maria(sandbox)
    answer = await does(sandbox, who, line)
    ignore_rest(sandbox, "maria", "cem", "bo", "#launch")
    await sandbox.advance(minutes=10)
    said = await undo(sandbox, who, answer)
    assert "undone for 10 minutes only" in said
    assert instead in said
    assert posted(sandbox) == []


@pytest.mark.parametrize(
    ("who", "line", "since"),
    [
        ("lea", "/blocker B-1 move tomorrow 4pm because legal is out", "Lea Roth moved the date"),
        ("bo", "/blocker B-1 note he is ill", "Bo O'Neill noted: he is ill"),
        ("maria", "/blocker B-1 note sorry", "Maria Silva noted: sorry"),
    ],
)
async def test_once_somebody_acted_it_says_what_happened_since(
    laddered_sandbox: Sandbox, who: str, line: str, since: str
) -> None:
    sandbox = laddered_sandbox
    await logged_for_maria(sandbox)
    answer = await does(sandbox, "cem", GIVE)  # leadership: at once
    await types(sandbox, who, line)
    for late in (0, 11):
        await sandbox.advance(minutes=late)
        said = await undo(sandbox, "cem", answer)
        assert f"Since then {since}" in said
        assert "Nothing was undone." in said
    ignore_rest(sandbox, "maria", "lea", "bo", "cem", "#launch")


@pytest.mark.on_both_databases
async def test_pressed_again_or_at_once_it_is_undone_once(laddered_sandbox: Sandbox) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await logged_for_maria(sandbox)
    answer = await does(sandbox, "maria", RESOLVE)
    ignore_rest(sandbox, "cem", "#launch")
    await asyncio.gather(*(maria.clicks("Undo (10 min)", message=answer) for _ in range(4)))
    await sandbox.settle()
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]
    assert posted(sandbox) == ["Wed 25 10:30 B-1"]
    sent = [one for one in sandbox.slack.deliveries.sent if one.type == "interactive"]
    for envelope in sent[-4:]:
        await sandbox.slack.deliveries.redeliver(envelope)  # its trigger is spent
    said = await undo(sandbox, "maria", answer)
    assert said.startswith("Undone already: ")
    await types(sandbox, "lea", "/blocker B-1 note he is ill")
    assert (await undo(sandbox, "maria", answer)).startswith("Undone already: ")
    shown = await types(sandbox, "maria", "/blocker B-1")
    assert shown.count("undid resolving it") == 1
    ignore_rest(sandbox, "#launch")


async def test_done_again_it_can_be_undone_again(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await logged_for_maria(sandbox)
    for _ in range(2):
        await sandbox.advance(minutes=1)
        answer = await does(sandbox, "maria", RESOLVE)
        await sandbox.advance(minutes=1)
        await undo(sandbox, "maria", answer)
    assert "*B-1* Blocked" in card.text
    assert len(heard(sandbox, "cem")) == len(posted(sandbox)) == 4
    require_history(sandbox)


async def test_an_undone_item_can_be_reopened_even_if_nobody_ever_saw_it(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    refused = sandbox.slack.faults.add(
        "ratelimited", "chat.postMessage", times=None, retry_after=30
    )
    seen = await sandbox.slack.person("cem").types("#launch", BLOCKER)
    await sandbox.slack.settled()
    await sandbox.bot.workspace.delivery.drained()
    await undo(sandbox, "cem", seen.messages[0])
    refused.times = 0
    await sandbox.advance(minutes=2)
    assert posted_cards(sandbox) == []
    await types(sandbox, "cem", "/blocker B-1 reopen because it was right")
    await sandbox.advance(minutes=2)
    await sandbox.slack.expectations.expect_post("#launch", "*B-1* Blocked")
    ignore_rest(sandbox, "maria", "#launch")


@pytest.mark.of_one_bot
async def test_after_a_restore_a_button_whose_event_is_gone_says_so(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    card = await logged_for_maria(sandbox)
    backup = back_up(sandbox)
    answer = await does(sandbox, "maria", RESOLVE)
    await restore(sandbox, backup, taken_at=taken_at)
    await types(sandbox, "cem", GIVE)  # gets the id that the closing had
    said = await undo(sandbox, "maria", answer)
    assert "I no longer have that" in said
    assert "Owner *Bo O'Neill*" in message_words(card)
    ignore_rest(sandbox, "bo", "cem", "maria", "#launch")
