"""An offer or a request says what is true: when it is made, while it waits, and once it is over."""

from collections.abc import Iterable

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.faults import How
from playground.state.workspace import Message
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, types
from tests.stories.test_handed_over_when_taken import (
    GIVE,
    TAKE,
    asks,
    at_once,
    card,
    offers,
    owner,
    press,
)
from tests.stories.test_undo import does, undo


async def told(sandbox: Sandbox, who: str, *words: str) -> Message:
    return await sandbox.slack.expectations.expect_dm(who, *words)


def mention(sandbox: Sandbox, who: str) -> str:
    return f"<@{sandbox.slack.person(who).id}>"


def silent(sandbox: Sandbox, names: Iterable[str]) -> bool:
    return not any(heard(sandbox, name) for name in names) and posted(sandbox) == []


async def test_asking_again_sends_nothing_and_leaves_the_end(owned: Sandbox) -> None:
    sandbox = owned
    await asks(sandbox)
    ignore_rest(sandbox)
    await sandbox.advance(hours=2)
    said = await types(sandbox, "dia", TAKE)
    assert "You have asked for B-1 already" in said
    assert "can answer until Thu 26 Mar 22:00 CET. Nothing was sent again." in said
    await sandbox.slack.person("dia").types("#launch", "/blocker B-1 take")
    assert sandbox.slack.person("dia").form is None  # which could only be refused
    assert silent(sandbox, ("bo", "dia", "lea"))
    assert "until Thu 26 Mar 22:00 CET" in card(sandbox)


async def test_offering_again_sends_nothing_and_leaves_the_end(owned: Sandbox) -> None:
    sandbox = owned
    message = await offers(sandbox, "dia")
    ignore_rest(sandbox)
    await sandbox.advance(hours=1)
    for who in ("bo", "maria"):  # the owner, and who reported it
        said = await types(sandbox, who, GIVE.format("dia"))
        assert "B-1 is offered to Dia Okoro already, until Fri 27 Mar" in said
    assert silent(sandbox, ("bo", "dia", "lea"))
    assert buttons(message.blocks) == ["I'll take it", "Not mine because …"]


async def test_a_request_says_which_offer_it_replaces_to_owner_and_to_who_had_it(
    owned: Sandbox,
) -> None:
    sandbox = owned
    await offers(sandbox, "dia")
    await types(sandbox, "maria", TAKE)
    asked = await told(sandbox, "bo", "asks to take")
    dia, maria = mention(sandbox, "dia"), mention(sandbox, "maria")
    assert f"This replaces the offer to {dia}." in asked.text
    news = await told(sandbox, "dia", "stays with")
    assert f"The offer to you was replaced: {maria} asked for it" in news.text
    assert buttons(news.blocks) == []
    ignore_rest(sandbox)
    await types(sandbox, "dia", TAKE)
    assert f"This replaces the request of {maria}." in (await told(sandbox, "bo", "asks")).text
    ignore_rest(sandbox)


async def test_no_to_an_offer_that_was_replaced_says_what_happened(owned: Sandbox) -> None:
    sandbox = owned
    await offers(sandbox, "dia")
    await types(sandbox, "bo", GIVE.format("maria"))
    said = await types(sandbox, "dia", "/blocker B-1 not mine because I left")
    assert "The offer of B-1 to you is over: Bo O'Neill offered it to Maria Silva" in said
    assert "You cannot hand over" not in said
    ignore_rest(sandbox)


async def test_no_to_what_nobody_offered_names_no_other_move(owned: Sandbox) -> None:
    said = await types(owned, "dia", "/blocker B-1 not mine because I left")
    assert "Nobody has offered you B-1, so nothing was changed." in said
    assert "give" not in said.partition("You typed")[0]


async def test_lead_and_giver_can_hand_over_what_nobody_took(owned: Sandbox) -> None:
    sandbox = owned
    await offers(sandbox, "dia")
    await types(sandbox, "dia", "/blocker B-1 not mine because I cover enough")
    for who in ("bo", "lea"):
        news = await told(sandbox, who, "stays with")
        assert "Due Fri 10 Apr" in news.text
        assert "In <#" in news.text
        assert buttons(news.blocks) == ["Hand over"]
    await press(sandbox, "lea", "Hand over", news)
    ignore_rest(sandbox)


async def test_what_was_told_stays_with_the_owner_of_then(owned: Sandbox) -> None:
    sandbox = owned
    await offers(sandbox, "dia")
    await types(sandbox, "dia", "/blocker B-1 not mine because I cover enough")
    news = await told(sandbox, "lea", "stays with")
    await at_once(sandbox, "lea", GIVE.format("maria"), to="maria")
    bo, maria = mention(sandbox, "bo"), mention(sandbox, "maria")
    assert news.text.startswith(f"*B-1* stays with {bo}: SSO login fails")
    assert f"{maria} owns it now." in news.text
    assert buttons(news.blocks) == []
    ignore_rest(sandbox)


async def test_a_hand_over_stays_the_one_that_it_was(owned: Sandbox) -> None:
    sandbox = owned
    await at_once(sandbox, "lea", TAKE, to="lea")
    news = await told(sandbox, "bo", "*B-1* went to")
    await at_once(sandbox, "lea", GIVE.format("bo"), to="bo")
    lea = mention(sandbox, "lea")
    assert news.text.startswith(f"*B-1* went to {lea}: SSO login fails\n{lea} took it over")
    assert "It is yours now." in news.text
    assert buttons(news.blocks) == []
    yours = await told(sandbox, "bo", "*B-1* is yours now", "Handed over by")
    await at_once(sandbox, "lea", GIVE.format("maria"), to="maria")
    maria = mention(sandbox, "maria")
    assert f"*B-1* went to {maria}: SSO login fails\nHanded over to you by {lea}" in yours.text
    ignore_rest(sandbox)


async def test_an_offer_that_is_over_does_not_come_alive_with_the_next(owned: Sandbox) -> None:
    sandbox = owned
    await types(sandbox, "bo", "/blocker B-1 urgent")
    first = await offers(sandbox, "dia")
    await types(sandbox, "bo", "/blocker B-1 move 15 apr because the vendor is late")
    assert buttons(first.blocks) == []
    await sandbox.advance(minutes=1)
    second = await offers(sandbox, "dia")
    assert buttons(first.blocks) == []
    assert "is offered to you again" in first.text
    assert buttons(second.blocks) == ["I'll take it", "Not mine because …"]
    ignore_rest(sandbox)


async def test_an_offer_is_taken_back_until_it_is_answered(owned: Sandbox) -> None:
    sandbox = owned
    answer = await does(sandbox, "bo", GIVE.format("dia"))
    await types(sandbox, "lea", "/blocker B-1 note hmm")
    await sandbox.advance(minutes=30)
    assert "took back the offer to" in await undo(sandbox, "bo", answer)
    news = await told(sandbox, "dia", "was taken back", "took back the offer to")
    assert buttons(news.blocks) == []
    assert "Owner" not in news.text
    ignore_rest(sandbox)


async def test_who_said_no_to_a_private_item_is_told_no_more_of_it(owned: Sandbox) -> None:
    sandbox = owned
    sandbox.slack.add_channel("#secret", ("bo", "lea"), private=True)
    await types(sandbox, "bo", "/backstop list", channel="#secret")
    await sandbox.advance(minutes=11)
    await log(
        sandbox,
        "/blocker Fire Harbor owner @bo due 10 apr 5pm fallback tell the board",
        by="bo",
        channel="#secret",
    )
    await types(sandbox, "bo", "/blocker B-2 give @dia because I am out", channel="#secret")
    asked = await told(sandbox, "dia", "offers you", "*B-2*")
    await types(sandbox, "dia", "/blocker B-2 not mine because I know nothing of it")
    assert "*B-2* is no longer offered to you." in asked.text
    assert "Harbor" not in message_words(asked)
    assert buttons(asked.blocks) == []
    ignore_rest(sandbox)


async def test_the_owner_takes_nothing_and_gets_no_form(owned: Sandbox) -> None:
    for line in ("take", "give me"):
        assert "B-1 is yours already" in await types(owned, "bo", f"/blocker B-1 {line}")
        assert owned.slack.person("bo").form is None


async def test_give_me_asks_the_owner(owned: Sandbox) -> None:
    sandbox = owned
    said = await types(sandbox, "dia", "/blocker B-1 give me because I have time")
    assert "to hand it over by" in said
    assert "Because I have time" in message_words(await told(sandbox, "bo", "asks to take"))
    ignore_rest(sandbox)
    await sandbox.slack.person("maria").types("#launch", "/blocker B-1 give me")
    assert "Why?" in view_words(await sandbox.slack.person("maria").sees_form())
    await sandbox.slack.person("maria").closes()


async def test_an_absence_that_begins_moves_the_end(owned: Sandbox) -> None:
    sandbox = owned
    message = await offers(sandbox, "dia")
    await sandbox.advance_to(berlin(26, 15))  # one of eight hours is over
    await types(sandbox, "dia", "/backstop away until mon 9am because flu")
    assert "until Mon 30 Mar 16:00 CEST" in card(sandbox)  # seven hours from 9:00
    assert "Mon 30 Mar 16:00 CEST" in message.text
    await sandbox.advance_to(berlin(30, 15, 59))
    assert "is offered to" in card(sandbox)
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(30, 16, 1))
    assert "did not answer in time" in (await told(sandbox, "lea", "stays with")).text
    ignore_rest(sandbox)


async def test_who_is_back_early_has_eight_hours_from_then(owned: Sandbox) -> None:
    sandbox = owned
    await types(sandbox, "dia", "/backstop away until 7 apr 9am")
    await types(sandbox, "bo", GIVE.format("dia"))
    assert "until Tue 7 Apr 17:00 CEST" in card(sandbox)
    await sandbox.advance_to(berlin(31, 10))
    await types(sandbox, "dia", "/backstop back")
    assert "until Wed 1 Apr 10:00 CEST" in card(sandbox)  # 7 h on Tuesday and 1 h on Wednesday
    ignore_rest(sandbox)


async def test_an_owner_who_falls_ill_is_not_said_to_be_silent(owned: Sandbox) -> None:
    sandbox = owned
    await types(sandbox, "bo", "/blocker B-1 urgent")
    await asks(sandbox)
    await types(sandbox, "bo", "/backstop away until 30 mar 9am")
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(26, 22, 1))  # urgent: eight hours by the clock
    news = await told(sandbox, "dia", "stays with")
    assert f"{mention(sandbox, 'bo')} was away." in news.text
    ignore_rest(sandbox)


async def test_a_question_that_slack_refuses_ends_and_says_so(owned: Sandbox) -> None:
    sandbox, slack = owned, owned.slack
    for who, line, code in (
        ("dia", TAKE, "channel_not_found"),
        ("dia", TAKE, "cannot_dm_bot"),
    ):
        bo = slack.person("bo").id
        im = slack.workspace.open_im(bo).id
        slack.faults.add(
            How.ERROR,
            "chat.postMessage",
            times=None,
            code=code,
            when=lambda sent, to=(bo, im): sent.get("channel") in to,
        )
        await types(sandbox, who, line)
        await sandbox.advance(minutes=1)
        slack.faults.clear()
        news = await told(sandbox, who, "stays with")
        assert f"<@{bo}> could not be reached." in news.text
        ignore_rest(sandbox)
    assert "You can take it now: `/blocker B-1 take because …`." in news.text
    await at_once(sandbox, "dia", TAKE, to="dia")
    ignore_rest(sandbox)


async def test_who_left_the_channel_is_not_said_to_have_left(owned: Sandbox) -> None:
    sandbox = owned
    await offers(sandbox, "dia")
    sandbox.slack.person("dia").leaves("#launch")
    await sandbox.settle()
    news = await told(sandbox, "lea", "stays with")
    assert f"{mention(sandbox, 'dia')} is no longer in the channel." in news.text
    ignore_rest(sandbox)


async def test_a_dm_names_an_item_once(owned: Sandbox) -> None:
    sandbox = owned
    await types(sandbox, "bo", "/blocker B-1 move fri 8pm because the vendor is early")
    await types(sandbox, "bo", GIVE.format("dia"))
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(27, 14, 1))
    dm = await told(sandbox, "bo", "stays with you")
    assert await owner(sandbox) == "bo"
    assert dm.text.count("*B-1*") == 1
    assert "stays with you: " in dm.text
    ignore_rest(sandbox)
