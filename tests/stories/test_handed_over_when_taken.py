"""Nobody answers for what they have not taken: a hand-over is offered, and asked for."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import (
    berlin,
    deactivate,
    heard,
    ignore_rest,
    posted,
    set_up,
    types,
)
from tests.stories.test_restored_backup import back_up, restore
from tests.stories.test_undo import does, undo

GIVE = "/blocker B-1 give @{} because I am on leave"
TAKE = "/blocker B-1 take because I know the vendor"


async def offers(sandbox: Sandbox, to: str, *, by: str = "bo") -> Message:
    """Offer B-1 to somebody, and get the message in which they are asked."""
    said = await types(sandbox, by, GIVE.format(to))
    assert "offered it to" in said
    return await sandbox.slack.expectations.expect_dm(to, "offers you", "*B-1*")


async def asks(sandbox: Sandbox, by: str = "dia") -> Message:
    """Ask Bo for B-1, and get the message in which he is asked."""
    assert "to hand it over by" in await types(sandbox, by, TAKE)
    return await sandbox.slack.expectations.expect_dm("bo", "asks to take", "*B-1*")


async def press(sandbox: Sandbox, who: str, label: str, message: Message) -> str:
    """Press a button of a message, and get the words of what opens, if anything does."""
    person = sandbox.slack.person(who)
    seen = await person.clicks(label, message=message)
    await sandbox.settle()
    words = view_words(person.form) if person.form else (seen.error or "")
    if person.form and "Why?" not in words:
        await person.closes(everything=True)
    return words


async def owner(sandbox: Sandbox) -> str:
    """Who owns B-1."""
    said = await types(sandbox, "maria", "/blocker B-1")
    return next(
        name
        for name in ("bo", "dia", "lea", "cem", "maria")
        if f"Owner <@{sandbox.slack.person(name).id}>" in said
    )


async def at_once(sandbox: Sandbox, who: str, line: str, *, to: str) -> None:
    """A line that makes somebody the owner without a question."""
    did = "took it over" if who == to else "handed it"
    assert did in await types(sandbox, who, line)
    assert await owner(sandbox) == to


def card(sandbox: Sandbox) -> str:
    return sandbox.slack.expectations.messages_in("#launch")[0].text


async def test_what_is_offered_is_theirs_once_they_take_it(owned: Sandbox) -> None:
    sandbox = owned
    message = await offers(sandbox, "dia")
    assert buttons(message.blocks) == ["I'll take it", "Not mine because …"]
    assert "It is offered to *Dia Okoro* until Fri 27 Mar 14:00 CET." in card(sandbox)
    assert await owner(sandbox) == "bo"
    await press(sandbox, "dia", "I'll take it", message)
    assert await owner(sandbox) == "dia"
    assert "offered" not in card(sandbox)
    assert heard(sandbox, "bo") == ["Thu 26 09:00 B-1"]  # 14:00 in Berlin: it went to Dia
    assert posted(sandbox) == ["Thu 26 14:00 B-1", "Thu 26 14:00 B-1"]  # offered, and taken
    assert "is yours" in message.text
    assert buttons(message.blocks) == []


async def test_the_reason_of_an_offer_stays_that_of_who_made_it(owned: Sandbox) -> None:
    sandbox = owned
    message = await offers(sandbox, "dia")
    await press(sandbox, "dia", "I'll take it", message)
    expected = sandbox.slack.expectations
    bo = sandbox.slack.person("bo").id
    told = f"took it over (<@{bo}> offered it, because I am on leave)."
    assert told in message_words(await expected.expect_dm("bo", "took it over"))
    ignore_rest(sandbox)


async def test_the_reason_of_a_request_stays_that_of_who_asked(owned: Sandbox) -> None:
    sandbox = owned
    message = await asks(sandbox)
    await press(sandbox, "bo", "Yes, hand it over", message)
    expected = sandbox.slack.expectations
    said = f"(<@{sandbox.slack.person('dia').id}> asked for it, because I know the vendor)."
    assert said in message_words(await expected.expect_dm("dia", "yours"))
    ignore_rest(sandbox)


async def test_until_it_is_taken_the_owner_stays_and_is_reminded(owned: Sandbox) -> None:
    sandbox = owned
    await types(sandbox, "bo", "/blocker B-1 move fri noon because the vendor is early")
    ignore_rest(sandbox)
    await offers(sandbox, "dia")
    await sandbox.advance_to(berlin(27, 13))
    assert heard(sandbox, "bo") == ["Thu 26 12:00 B-1"]  # a day before Friday noon
    assert heard(sandbox, "dia") == []
    assert await owner(sandbox) == "bo"
    ignore_rest(sandbox)


async def test_a_no_says_why_and_it_stays_with_the_owner(owned: Sandbox) -> None:
    sandbox, dia = owned, owned.slack.person("dia")
    message = await offers(sandbox, "dia")
    await press(sandbox, "dia", "Not mine because …", message)
    await dia.sees_form("Not mine", "SSO login fails")
    await dia.fills({"Why?": "I left the project"})
    await dia.submits()
    await sandbox.settle()
    assert await owner(sandbox) == "bo"
    for name in ("lea", "bo"):
        told = await sandbox.slack.expectations.expect_dm(name, "stays with", "I left the project")
        assert "did not take it" in message_words(told)
    assert "offered" not in card(sandbox)
    assert posted(sandbox) == ["Thu 26 14:00 B-1", "Thu 26 14:00 B-1"]


async def test_a_no_needs_a_reason_and_can_be_typed(owned: Sandbox) -> None:
    sandbox, dia = owned, owned.slack.person("dia")
    await offers(sandbox, "dia")
    await dia.types("#launch", "/blocker B-1 not mine")
    await dia.sees_form("Not mine", "Why?")
    await dia.closes()
    assert "did not take it" in await types(sandbox, "dia", "/blocker B-1 not mine, I left")
    assert await owner(sandbox) == "bo"
    ignore_rest(sandbox)


async def test_an_offer_that_nobody_answers_ends_after_eight_of_their_working_hours(
    owned: Sandbox,
) -> None:
    sandbox = owned
    message = await offers(sandbox, "dia")
    posted(sandbox)
    await sandbox.advance_to(berlin(27, 13, 59))
    assert [heard(sandbox, name) for name in ("bo", "lea", "dia")] == [[], [], []]
    await sandbox.advance_to(berlin(27, 14, 1))  # 3 h on Thursday and 5 h on Friday
    assert heard(sandbox, "lea") == ["Fri 27 14:00 B-1"]
    assert heard(sandbox, "bo") == ["Fri 27 09:00 B-1"]
    assert heard(sandbox, "dia") == []
    assert posted(sandbox) == ["Fri 27 14:00 B-1"]
    assert "no longer offered to you" in message.text
    assert await owner(sandbox) == "bo"


async def test_an_urgent_one_ends_after_eight_hours(owned: Sandbox) -> None:
    sandbox = owned
    await types(sandbox, "bo", "/blocker B-1 urgent")
    await offers(sandbox, "dia")
    assert "until Thu 26 Mar 22:00 CET" in card(sandbox)
    ignore_rest(sandbox)


async def test_an_old_message_gives_nothing_to_anybody(owned: Sandbox) -> None:
    sandbox, dia = owned, owned.slack.person("dia")
    message = await offers(sandbox, "dia")
    blocks = list(message.blocks)
    await types(sandbox, "cem", "/blocker B-1 take because I know the vendor")  # leadership
    assert await owner(sandbox) == "cem"
    message.blocks[:] = blocks  # as it stands on a phone that has no connection
    for label in ("I'll take it", "Not mine because …"):
        await dia.clicks(label, message=message)
        await sandbox.settle()
        words = view_words(await dia.sees_form())
        assert "no longer needs an answer" in words, label
        assert "Cem Aydin owns B-1" in words
        await dia.closes(everything=True)
    assert await owner(sandbox) == "cem"
    ignore_rest(sandbox)


async def test_undo_takes_an_offer_back(owned: Sandbox) -> None:
    sandbox = owned
    answer = await does(sandbox, "bo", GIVE.format("dia"))
    message = await sandbox.slack.expectations.expect_dm("dia", "offers you")
    assert "took back the offer to" in await undo(sandbox, "bo", answer)
    told = await sandbox.slack.expectations.expect_dm("dia", "was taken back")
    assert "*B-1*" in message_words(told)
    assert buttons(message.blocks) == []
    assert "offered" not in card(sandbox)
    ignore_rest(sandbox, "#launch")
    await sandbox.advance(days=2)
    assert [heard(sandbox, name) for name in ("bo", "lea", "dia")] == [[], [], []]


async def test_what_was_taken_is_not_undone_by_the_giver(owned: Sandbox) -> None:
    sandbox = owned
    answer = await does(sandbox, "bo", GIVE.format("dia"))
    message = await sandbox.slack.expectations.expect_dm("dia", "offers you")
    await press(sandbox, "dia", "I'll take it", message)
    assert "took it over" in await undo(sandbox, "bo", answer)
    assert await owner(sandbox) == "dia"
    ignore_rest(sandbox)


async def test_who_took_it_can_undo_that(owned: Sandbox) -> None:
    sandbox = owned
    await offers(sandbox, "dia")
    answer = await does(sandbox, "dia", "/blocker B-1 take")
    assert await owner(sandbox) == "dia"
    await undo(sandbox, "dia", answer)
    assert await owner(sandbox) == "bo"
    ignore_rest(sandbox)


@pytest.mark.parametrize("who", ["lea", "cem"])
async def test_lead_and_leadership_give_and_take_without_asking(owned: Sandbox, who: str) -> None:
    await at_once(owned, who, GIVE.format("dia"), to="dia")
    await at_once(owned, who, TAKE, to=who)
    ignore_rest(owned)


async def test_nobody_waits_for_an_owner_who_has_left_or_is_away(owned: Sandbox) -> None:
    sandbox = owned
    await types(sandbox, "bo", "/backstop away until mon 9am")
    await at_once(sandbox, "maria", GIVE.format("dia"), to="dia")
    await deactivate(sandbox, "dia")
    await at_once(sandbox, "maria", GIVE.format("cem"), to="cem")
    ignore_rest(sandbox)


async def test_a_member_takes_what_nobody_can_answer_for(owned: Sandbox) -> None:
    sandbox = owned
    await deactivate(sandbox, "bo")
    ignore_rest(sandbox)
    await at_once(sandbox, "dia", TAKE, to="dia")
    said = await types(sandbox, "maria", TAKE)
    assert "Dia Okoro just took B-1" in said
    assert await owner(sandbox) == "dia"
    ignore_rest(sandbox)


async def test_a_member_takes_from_an_owner_who_is_away_past_the_date(owned: Sandbox) -> None:
    sandbox = owned
    await types(sandbox, "bo", "/backstop away until 9 apr 9am")
    assert "to hand it over by Thu 9 Apr 23:00 CEST" in await types(sandbox, "dia", TAKE)
    assert await owner(sandbox) == "bo"
    await types(sandbox, "bo", "/backstop back")
    await types(sandbox, "bo", "/backstop away until 13 apr 9am")
    await at_once(sandbox, "dia", TAKE, to="dia")
    ignore_rest(sandbox)


async def test_otherwise_the_owner_is_asked_and_says_yes(owned: Sandbox) -> None:
    sandbox = owned
    message = await asks(sandbox)
    assert buttons(message.blocks) == ["Yes, hand it over", "No"]
    until = "Thu 26 Mar 22:00 CET"  # eight hours from 9:00 in New York
    assert f"*Dia Okoro* asked for it; the owner can agree until {until}." in card(sandbox)
    assert "If you don't answer by" in message_words(message)
    await press(sandbox, "bo", "Yes, hand it over", message)
    assert await owner(sandbox) == "dia"
    assert f"*B-1* went to <@{sandbox.slack.person('dia').id}>" in message.text
    assert heard(sandbox, "dia") == ["Thu 26 14:00 B-1"]
    ignore_rest(sandbox)


async def test_the_owner_says_no_and_who_asked_is_told(owned: Sandbox) -> None:
    sandbox = owned
    message = await asks(sandbox)
    await press(sandbox, "bo", "No", message)
    assert await owner(sandbox) == "bo"
    told = await sandbox.slack.expectations.expect_dm("dia", "stays with")
    assert "kept it" in message_words(told)
    assert "*B-1* is yours" in message.text
    assert heard(sandbox, "lea") == []
    ignore_rest(sandbox, "#launch")


async def test_no_answer_within_eight_of_the_owners_working_hours_is_a_no(owned: Sandbox) -> None:
    sandbox = owned
    await asks(sandbox)
    await sandbox.advance_to(berlin(26, 21, 59))
    assert heard(sandbox, "dia") == []
    await sandbox.advance_to(berlin(26, 22, 1))  # 17:00 in New York
    assert await owner(sandbox) == "bo"
    assert "asked for it" not in card(sandbox)
    await sandbox.advance_to(berlin(27, 9, 1))
    assert heard(sandbox, "dia") == ["Fri 27 09:00 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_a_second_replaces_the_first_and_says_so(owned: Sandbox) -> None:
    sandbox = owned
    first = await offers(sandbox, "dia")
    said = await types(sandbox, "bo", GIVE.format("maria"))
    dia, maria = (sandbox.slack.person(name).id for name in ("dia", "maria"))
    assert f"offered it to <@{maria}> instead of <@{dia}> until" in said
    assert "It is offered to *Maria Silva*" in card(sandbox)
    assert buttons(first.blocks) == []
    assert f"to hand it over to them instead of <@{maria}> by" in await types(sandbox, "dia", TAKE)
    message = await sandbox.slack.expectations.expect_dm("bo", "asks to take", "*B-1*")
    assert "asked for it" in card(sandbox)
    await types(sandbox, "bo", GIVE.format("maria"))
    told = await sandbox.slack.expectations.expect_dm("dia", "stays with", "was replaced")
    assert "offered it to" in message_words(told)
    assert buttons(message.blocks) == []
    ignore_rest(sandbox)


@pytest.mark.parametrize(
    ("who", "line"),
    [
        ("bo", "/blocker B-1 resolve restarted it"),
        ("bo", "/blocker B-1 move 15 apr because the vendor is late"),
        ("lea", "/blocker B-1 give @maria because she knows it"),
        ("maria", "/blocker B-1 withdraw because it is moot"),
    ],
)
async def test_a_closing_a_new_date_and_a_hand_over_end_it(
    owned: Sandbox, who: str, line: str
) -> None:
    sandbox = owned
    message = await offers(sandbox, "dia")
    await types(sandbox, who, line)
    assert buttons(message.blocks) == []
    ignore_rest(sandbox)
    assert "offered" not in card(sandbox)
    await sandbox.advance_to(berlin(27, 14, 30))
    ignore_rest(sandbox, "bo")
    assert [heard(sandbox, name) for name in ("lea", "dia")] == [[], []]
    ignore_rest(sandbox)


async def test_a_channel_can_switch_offers_off(owned: Sandbox) -> None:
    sandbox = owned
    fields = {
        "Hand-overs": "Happen at once",
        "Open items that were logged before (1)": "All of them use this one",
    }
    await set_up(sandbox, fields, by="lea")
    await at_once(sandbox, "bo", GIVE.format("dia"), to="dia")
    ignore_rest(sandbox)


async def test_an_offer_to_somebody_who_leaves_ends_and_it_is_told(owned: Sandbox) -> None:
    sandbox = owned
    await offers(sandbox, "dia")
    await deactivate(sandbox, "dia")
    assert await owner(sandbox) == "bo"
    for name in ("bo", "lea"):
        told = await sandbox.slack.expectations.expect_dm(name, "stays with")
        assert "has left" in message_words(told)
    assert "offered" not in card(sandbox)
    ignore_rest(sandbox, "#launch")


async def test_bad_input_changes_nothing(owned: Sandbox) -> None:
    sandbox = owned
    sandbox.slack.add_group("oncall", ["lea", "cem"])
    await sandbox.bot.workspace.directory.refresh_groups()
    refused = {
        "give @oncall because I am out": "An item has one owner, a person",
        "give @bo because I am out": "B-1 is yours already",
        "take because I am here": "B-1 is yours already",
    }
    for words, why in refused.items():
        assert why in await types(sandbox, "bo", f"/blocker B-1 {words}"), words
    assert "yes or no" not in card(sandbox)
    assert "offered" not in card(sandbox)
    assert await owner(sandbox) == "bo"


async def test_home_shows_what_waits_for_a_yes(owned: Sandbox) -> None:
    sandbox, dia = owned, owned.slack.person("dia")
    await dia.opens_home()
    await offers(sandbox, "dia")
    await sandbox.settle()
    board = sandbox.slack.workspace.homes[dia.id]
    words = view_words(board)
    assert "Waiting for your yes or no" in words
    assert "1 item waits for your yes or no." in words
    await dia.clicks("I'll take it", view=board)
    await sandbox.settle()
    assert "Waiting for your yes or no" not in view_words(sandbox.slack.workspace.homes[dia.id])
    assert await owner(sandbox) == "dia"
    ignore_rest(sandbox)


@pytest.mark.on_both_databases
async def test_two_bots_end_an_offer_once(owned: Sandbox) -> None:
    sandbox = owned
    await offers(sandbox, "dia")
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(27, 14, 1))
    assert heard(sandbox, "lea") == ["Fri 27 14:00 B-1"]
    assert posted(sandbox) == ["Fri 27 14:00 B-1"]
    ignore_rest(sandbox, "bo")


async def test_an_offer_whose_end_came_while_the_bot_was_down_ends_at_the_first_pass(
    owned: Sandbox,
) -> None:
    sandbox = owned
    await offers(sandbox, "dia")
    ignore_rest(sandbox)
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(27, 15))
    await sandbox.start_bot()
    await sandbox.settle()
    assert heard(sandbox, "lea") == ["Fri 27 15:00 B-1"]
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await sandbox.advance(hours=1)
    assert heard(sandbox, "lea") == []
    ignore_rest(sandbox)


async def test_after_a_restore_an_offer_that_is_over_ends_and_is_not_told_twice(
    owned: Sandbox,
) -> None:
    sandbox = owned
    await offers(sandbox, "dia")
    ignore_rest(sandbox)
    backup, taken_at = back_up(sandbox), sandbox.now()
    await sandbox.advance_to(berlin(27, 14, 30))
    assert heard(sandbox, "lea") == ["Fri 27 14:00 B-1"]
    ignore_rest(sandbox)
    await sandbox.advance(hours=1)
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance(minutes=5)
    assert heard(sandbox, "lea") == []
    assert heard(sandbox, "bo") == []
    assert posted(sandbox) == []
    assert await owner(sandbox) == "bo"
    assert "offered" not in await types(sandbox, "maria", "/blocker B-1 plan")
