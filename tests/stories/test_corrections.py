"""What was logged can be corrected: the old words stay in the history, nobody starts over."""

import asyncio

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, types

BLOCKER = "/blocker SSO login fails owner @maria due today 4pm fallback use passwords"
DECISION = "/decision Which DPA owner @maria due fri 4pm options ours | theirs"


async def logged(sandbox: Sandbox, line: str = BLOCKER) -> Message:
    """Cem of leadership logs it, and Maria, who owns it, has been told."""
    card = await log(sandbox, line, by="cem")
    ignore_rest(sandbox, "maria")
    return card


def dms(sandbox: Sandbox, who: str) -> str:
    """The newest direct message somebody has."""
    return message_words(sandbox.slack.expectations.dms_to(who)[-1])


@pytest.mark.on_both_databases
async def test_a_correction_keeps_number_card_and_history(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await logged(sandbox)
    maria = sandbox.slack.person("maria").id
    said = await types(sandbox, "maria", "/blocker B-1 title SSO fails for Harbor")
    assert f"<@{maria}> changed the title from “SSO login fails” to “SSO fails for Harbor”" in said
    await types(sandbox, "cem", "/backstop B-1 impact Harbor cannot sign in")
    assert posted(sandbox) == ["Wed 25 10:30 B-1"] * 2
    assert "*B-1* Blocked: SSO fails for Harbor" in card.text
    assert "*Impact:* Harbor cannot sign in" in card.text
    assert "Edited Wed 25 Mar 10:30 CET" in card.text
    history = await types(sandbox, "bo", "/blocker B-1")
    assert "from “SSO login fails” to “SSO fails for Harbor”" in history
    assert "added the impact “Harbor cannot sign in”" in history
    assert (heard(sandbox, "maria"), heard(sandbox, "cem")) == ([], [])


async def test_others_need_a_reason_and_members_may_not(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await logged(sandbox)
    said = await types(sandbox, "bo", "/blocker B-1 title Nothing works because it is worse")
    assert "You cannot edit B-1. Only Maria Silva, Cem Aydin, Lea Roth or an admin can" in said
    assert "You typed: /blocker B-1 title Nothing works because it is worse" in said
    lea = sandbox.slack.person("lea")
    await types(sandbox, "lea", "/blocker B-1 impact Harbor waits")
    assert "Why?" in view_words(await lea.sees_form("Harbor waits"))
    await lea.fills({"Why?": "they called me"})
    await lea.submits()
    await sandbox.settle()
    assert posted(sandbox) == ["Wed 25 10:30 B-1"]
    assert "*Impact:* Harbor waits" in card.text


@pytest.mark.on_both_databases
async def test_another_fallback_reaches_everyone_who_was_told_the_old_one(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await logged(sandbox)
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    ignore_rest(sandbox)
    line = "/blocker B-1 fallback now wait for the vendor because passwords are off"
    await types(sandbox, "maria", line)
    assert "*Fallback:* wait for the vendor" in card.text
    changed = "changed the fallback from “use passwords” to “wait for the vendor”"
    for who in ("lea", "cem"):
        assert f"{changed}, because passwords are off" in dms(sandbox, who)
        assert heard(sandbox, who) == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "maria") == []
    assert posted(sandbox) == ["Wed 25 16:00 B-1"]


async def test_once_it_applies_only_those_above_the_owner_change_the_fallback(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await logged(sandbox)
    await sandbox.advance_to(berlin(27, 16))
    ignore_rest(sandbox)
    said = await types(sandbox, "maria", "/blocker B-1 fallback now wait because it is late")
    assert "You cannot edit B-1. Only Lea Roth, Cem Aydin or an admin can do that." in said
    lea = sandbox.slack.person("lea")
    await types(sandbox, "lea", "/blocker B-1 fallback now wait")
    await lea.sees_form("wait")
    await lea.fills({"Why?": "it is late"})
    assert (await lea.submits()).errors == {}
    await sandbox.settle()
    assert posted(sandbox) == ["Fri 27 16:00 B-1 aloud"]
    assert heard(sandbox, "maria") == ["Fri 27 16:00 B-1"]
    await types(sandbox, "maria", "/blocker B-1 title SSO fails")
    maria = sandbox.slack.person("maria")
    await types(sandbox, "maria", "/blocker B-1 edit")
    assert "if nobody acts in time" not in view_words(await maria.sees_form("SSO fails"))
    ignore_rest(sandbox)


async def test_what_becomes_urgent_after_due_counts_from_then(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await logged(sandbox)
    await sandbox.advance_to(berlin(25, 18))
    ignore_rest(sandbox)
    said = await types(sandbox, "maria", "/blocker B-1 urgent")
    assert "made it urgent\nNext: Thu 26 Mar 18:00 CET: " in said
    assert "is urgent already" in await types(sandbox, "maria", "/blocker B-1 urgent")
    assert posted(sandbox) == ["Wed 25 18:00 B-1"]
    await sandbox.advance_to(berlin(26, 17, 59))
    assert heard(sandbox, "cem") == []
    await sandbox.advance_to(berlin(26, 18))
    assert heard(sandbox, "cem") == ["Thu 26 18:00 B-1"]
    assert posted(sandbox) == ["Thu 26 18:00 B-1 aloud"]
    await sandbox.advance_to(berlin(27, 10))
    said = await types(sandbox, "maria", "/blocker B-1 not urgent because the vendor answered")
    assert "Next: Mon 30 Mar 10:00 CEST: the fallback applies." in said
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(30, 9, 59))
    assert posted(sandbox) == []
    await sandbox.advance_to(berlin(30, 10))
    assert posted(sandbox) == ["Mon 30 10:00 B-1 aloud"]
    ignore_rest(sandbox)


async def test_urgent_by_mistake_is_taken_back_before_anybody_is_told(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await logged(sandbox)
    await sandbox.advance_to(berlin(26, 10))
    ignore_rest(sandbox)
    await types(sandbox, "maria", "/blocker B-1 urgent")
    await sandbox.advance(seconds=30)
    await types(sandbox, "maria", "/blocker B-1 not urgent")
    assert posted(sandbox) == ["Thu 26 10:00 B-1"] * 2
    plan = await types(sandbox, "maria", "/blocker B-1 plan")
    assert "Fri 27 Mar 10:00 CET: " in plan
    assert "Mon 30 Mar 10:00 CEST: the fallback applies" in plan
    assert (heard(sandbox, "lea"), heard(sandbox, "cem")) == ([], [])


async def test_what_waits_for_the_morning_is_sent_once_it_is_urgent(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, BLOCKER.replace("4pm", "8pm"))
    await sandbox.advance_to(berlin(25, 20, 5))
    ignore_rest(sandbox, "maria", "#launch")
    assert heard(sandbox, "lea") == []  # due at 20:00, outside working hours
    await types(sandbox, "maria", "/blocker B-1 urgent")
    assert heard(sandbox, "lea") == ["Wed 25 20:05 B-1"]
    ignore_rest(sandbox)


async def test_the_form_makes_each_change_and_takes_back_nobody_elses(sandbox: Sandbox) -> None:
    card = await logged(sandbox)
    maria = sandbox.slack.person("maria")
    await maria.clicks("Edit …", message=card)
    await maria.sees_form("SSO login fails", "use passwords")
    assert "Nothing was changed" in (await maria.submits()).errors["Title"]
    await types(sandbox, "cem", "/blocker B-1 impact Harbor waits")
    urgent = ["Urgent: do not wait for working hours"]
    await maria.fills({"Title": "SSO fails", "Urgency": urgent})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    assert "*B-1* (urgent) Blocked: SSO fails" in card.text
    assert "*Impact:* Harbor waits" in card.text
    assert "*Fallback:* use passwords" in card.text
    assert posted(sandbox) == ["Wed 25 10:30 B-1"] * 3


async def test_home_has_the_button_too_and_a_plan_stays_a_plan(sandbox: Sandbox) -> None:
    card = await logged(sandbox)
    maria = sandbox.slack.person("maria")
    await maria.opens_home()
    await sandbox.settle()
    await maria.clicks("Edit …")
    await maria.fills({"What happens if nobody acts in time?": "none yet"})
    (said,) = (await maria.submits()).errors.values()
    assert "What will you do if nobody acts in time?" in said
    await maria.closes()
    assert "*Fallback:* use passwords" in card.text


@pytest.mark.on_both_databases
async def test_an_edit_that_crosses_with_a_close_leaves_it_closed_and_its_text_in_the_answer(
    sandbox: Sandbox,
) -> None:
    card = await logged(sandbox)
    maria, cem = sandbox.slack.person("maria"), sandbox.slack.person("cem")
    await maria.clicks("Edit …", message=card)
    await maria.fills({"Title": "SSO fails for Harbor"})
    closed, edited = await asyncio.gather(
        cem.types("#launch", "/blocker B-1 resolve restarted it"),
        maria.types("#launch", "/blocker B-1 impact Harbor waits"),
    )
    await sandbox.settle()
    assert "resolved it" in closed.text
    was_refused = "B-1 was resolved." in edited.text
    assert was_refused == ("You typed: /blocker B-1 impact Harbor waits" in edited.text)
    assert ("*Impact:* Harbor waits" in card.text) != was_refused
    refused = await maria.submits()
    assert "B-1 was resolved." in refused.errors["Title"]  # the form stays, with the text in it
    assert "✅ *B-1* is resolved: SSO login fails" in card.text
    ignore_rest(sandbox)


async def test_the_reporter_resolves_a_blocker_and_the_owner_is_told(sandbox: Sandbox) -> None:
    card = await logged(sandbox)
    await types(sandbox, "cem", "/blocker B-1 resolve the vendor restarted it")
    assert "✅ *B-1* is resolved" in card.text
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    assert "Outcome: the vendor restarted it" in dms(sandbox, "maria")
    ignore_rest(sandbox)


async def test_it_is_typed_in_a_mention_a_thread_or_a_message_too(sandbox: Sandbox) -> None:
    card = await logged(sandbox)
    maria = sandbox.slack.person("maria")
    maria.writes("#launch", "@backstop B-1 title SSO fails")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("maria", "to “SSO fails”")
    maria.writes("#launch", "@backstop impact Harbor waits", thread=card)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("maria", "added the impact “Harbor waits”")
    maria.writes("dm", "B-1 not urgent")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_dm("maria", "B-1 is not urgent, so nothing was")
    maria.writes("dm", "urgent B-1")
    await sandbox.settle()
    await sandbox.slack.expectations.expect_dm("maria", "made it urgent")
    assert "*B-1* (urgent) Blocked: SSO fails" in card.text
    maria.writes("#launch", "@backstop edit", thread=card)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_ephemeral("maria", "What should change?")
    await maria.clicks("Complete it")
    await maria.fills({"Title": "SSO is back"})
    await maria.submits()
    await sandbox.settle()
    assert "SSO is back" in card.text
    ignore_rest(sandbox)


REFUSED = {
    "fallback now": "What happens from now on if nobody acts in time?",
    "title SSO login fails": "B-1 says that already, so nothing was changed.",
    "options ours | theirs": "B-1 is a blocker; only a decision has options.",
    "title is wrong": "I'm not sure what you mean. Nothing was changed.",
    f"impact {'x' * 3001}": "That is 3,001 characters; at most 3,000 fit.",
}


@pytest.mark.parametrize("line", REFUSED)
async def test_what_cannot_be_corrected_is_answered_and_changes_nothing(
    sandbox: Sandbox, line: str
) -> None:
    card = await logged(sandbox)
    before = card.text
    said = await types(sandbox, "maria", f"/blocker B-1 {line}")
    assert REFUSED[line] in said
    assert "You typed: /blocker B-1" in said
    assert card.text == before


async def test_a_guest_and_a_closed_item_are_refused(sandbox: Sandbox) -> None:
    card = await logged(sandbox)
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    ignore_rest(sandbox)
    said = await types(sandbox, "maria", "/blocker B-1 title SSO fails for Harbor")
    assert "B-1 was resolved. If it still matters: `/blocker B-1 reopen because …`." in said
    assert "You typed: /blocker B-1 title SSO fails for Harbor" in said
    assert "SSO login fails" in card.text


async def test_the_default_of_a_decision_is_its_fallback(sandbox: Sandbox) -> None:
    card = await logged(sandbox, f"{DECISION} default ours")
    assert "*Options:* ours | theirs (otherwise ours)" in card.text
    assert "*Fallback:* ours" in card.text
    await types(sandbox, "maria", "/decision D-1 fallback now theirs")
    assert "*Options:* ours | theirs (otherwise theirs)" in card.text
    said = await types(sandbox, "maria", "/decision D-1 options ours | mine")
    assert "changed the options from “ours | theirs” to “ours | mine”" in said
    assert "*Options:* ours | mine\n*Fallback:* theirs" in card.text
    said = await types(sandbox, "maria", "/decision D-1 options ours | mine default mine")
    assert "The default is the fallback. Change one after the other." in said
    assert "`/decision D-1 fallback now mine`" in said
    assert "*Options:* ours | mine\n*Fallback:* theirs" in card.text
    ignore_rest(sandbox)


async def test_a_default_and_another_fallback_are_asked_about(sandbox: Sandbox) -> None:
    cem = sandbox.slack.person("cem")
    await types(sandbox, "cem", f"{DECISION} default ours fallback wait")
    form = await cem.sees_form("Which DPA")
    assert "The default is “ours”, and this says something else." in view_words(form)
    said = (await cem.submits()).errors["What happens if nobody acts in time?"]
    assert said.startswith("The default is “ours”")
    await cem.fills({"What happens if nobody acts in time?": ""})
    assert (await cem.submits()).errors == {}
    await cem.closes(everything=True)
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "*D-1*")
    assert "*Fallback:* ours" in card.text
    ignore_rest(sandbox)


async def test_help_says_what_can_be_corrected(sandbox: Sandbox) -> None:
    await logged(sandbox)
    said = await types(sandbox, "maria", "/blocker B-1 help")
    assert "`/blocker B-1 title …` corrects the title" in said
    assert "`/blocker B-1 urgent` waits for nobody's working hours" in said
    assert "options" not in said
    await logged(sandbox, f"{DECISION} default ours urgent")
    said = await types(sandbox, "maria", "/decision D-1 help")
    assert "`/decision D-1 options a | b` sets other options" in said
    assert "`/decision D-1 not urgent because …` waits for working hours again" in said
