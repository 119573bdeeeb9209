"""Whoever follows an item hears when it closes, reopens or moves, once, in their own hours."""

import asyncio
import re

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import view_words
from playground.state.workspace import Message
from tests.stories.heard import (
    berlin,
    buttons,
    deactivate,
    fresh,
    heard,
    ignore_rest,
    log,
    types,
)
from tests.stories.test_customers import make
from tests.support.greeted import count_as_greeted

LINE = "/blocker SSO login fails owner @maria due fri noon fallback use passwords"
BOS = "/blocker SSO login fails owner @bo due fri noon fallback use passwords"
ALREADY = "You already get everything about B-1."


async def dms(sandbox: Sandbox, who: str) -> list[str]:
    """The words of the new direct messages to somebody."""
    said = fresh(sandbox, sandbox.slack.expectations.dms_to(who))
    return [plainly(message.text) for message in said]


def plainly(words: str) -> str:
    """The words without the links of labels and what makes them bold."""
    return re.sub(r"<https://[^|>]*\|([^>]*)>", r"\1", words).replace("*", "")


async def says(sandbox: Sandbox, who: str, line: str, *, channel: str = "#launch") -> str:
    """Type a command and get its answer so."""
    return plainly(await types(sandbox, who, line, channel=channel))


async def clicks(sandbox: Sandbox, who: str, button: str, message: Message) -> str:
    """Press a button and get the words of what opens."""
    person = sandbox.slack.person(who)
    seen = await person.clicks(button, message=message)
    assert seen.view is not None
    await person.closes()
    await sandbox.settle()
    return plainly(view_words(seen.view))


@pytest.mark.on_both_databases
async def test_a_follower_hears_of_a_new_date_an_end_and_a_reopening(sandbox: Sandbox) -> None:
    card = await log(sandbox, LINE)
    assert "You follow B-1 now: SSO login fails" in await clicks(sandbox, "cem", "Follow", card)
    assert "You follow B-1 now" in await says(sandbox, "bo", "/blocker B-1 follow")
    await types(sandbox, "maria", "/blocker B-1 note called them")
    await types(sandbox, "maria", "/blocker B-1 move mon 10am because legal is out")
    (dm,) = fresh(sandbox, sandbox.slack.expectations.dms_to("cem"))
    moved = plainly(dm.text)
    assert "B-1 has a new date: was Fri 27 Mar 12:00 CET, now Mon 30 Mar 10:00 CEST" in moved
    assert "because legal is out" in moved
    assert "You follow it" in moved
    assert buttons(dm, "Stop following", "Resolve") == [True, False]
    await sandbox.advance_to(berlin(25, 14))
    assert heard(sandbox, "bo") == ["Wed 25 09:00 B-1"]  # in New York
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    (closed,) = await dms(sandbox, "cem")
    assert "B-1 is resolved: SSO login fails" in closed
    assert "restarted it" in closed
    assert heard(sandbox, "bo") == ["Wed 25 09:00 B-1"]
    await types(sandbox, "maria", "/blocker B-1 reopen because it broke again")
    (again,) = await dms(sandbox, "cem")
    assert "reopened it" in again
    assert "because it broke again" in again
    assert heard(sandbox, "bo") == ["Wed 25 09:00 B-1"]
    ignore_rest(sandbox, "#launch")
    assert "follow" not in await says(sandbox, "lea", "/blocker B-1"), "nobody else reads it"


async def test_what_happens_at_night_is_one_message_in_the_morning(sandbox: Sandbox) -> None:
    for _ in range(2):
        await log(sandbox, LINE)
    for label in ("B-1", "B-2"):
        await types(sandbox, "cem", f"/blocker {label} follow")
    await sandbox.advance_to(berlin(25, 20))
    await types(sandbox, "maria", "/blocker B-1 move mon 10am because legal is out")
    await types(sandbox, "maria", "/blocker B-1 move tue 10am because legal is still out")
    await types(sandbox, "maria", "/blocker B-2 resolve restarted it")
    await types(sandbox, "maria", "/blocker B-2 reopen because it broke again")
    await sandbox.settle()
    assert heard(sandbox, "cem") == []
    await sandbox.advance_to(berlin(26, 9))
    (morning,) = await dms(sandbox, "cem")
    assert "B-1 has a new date" in morning
    assert "was Fri 27 Mar 12:00 CET, now Tue 31 Mar 10:00 CEST" in morning
    assert "reopened it, because it broke again" in morning
    assert "is resolved" not in morning
    ignore_rest(sandbox)


async def test_an_urgent_item_waits_for_its_followers_hours_too(sandbox: Sandbox) -> None:
    await log(sandbox, f"{LINE} urgent")
    await types(sandbox, "bo", "/blocker B-1 follow")
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    assert heard(sandbox, "bo") == []
    await sandbox.advance_to(berlin(25, 14))
    assert heard(sandbox, "bo") == ["Wed 25 09:00 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_somebody_who_is_told_anyway_gets_one_message(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, LINE)
    await types(sandbox, "lea", "/blocker B-1 follow")
    await types(sandbox, "maria", "/blocker B-1 escalate because I am stuck")
    assert heard(sandbox, "lea") == ["Wed 25 10:30 B-1"]
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    (told,) = await dms(sandbox, "lea")
    assert "is resolved" in told
    assert "You follow it" not in told
    ignore_rest(sandbox, "#launch")


async def test_the_owner_and_the_reporter_get_everything_already(sandbox: Sandbox) -> None:
    card = await log(sandbox, BOS)
    assert ALREADY in await says(sandbox, "maria", "/blocker B-1 follow")
    assert ALREADY in await clicks(sandbox, "bo", "Follow", card)
    assert ALREADY in await says(sandbox, "bo", "/blocker B-1 unfollow")
    ignore_rest(sandbox, "bo")


async def test_following_twice_and_stopping_twice_says_what_to_type(sandbox: Sandbox) -> None:
    await log(sandbox, LINE)
    await types(sandbox, "cem", "/blocker B-1 follow")
    said = await says(sandbox, "cem", "/blocker follow B-1")
    assert "You already follow B-1. To stop: `/blocker B-1 unfollow`." in said
    assert "You no longer follow B-1" in await says(sandbox, "cem", "/backstop unfollow B-1")
    said = await says(sandbox, "cem", "/blocker B-1 stop following")
    assert "You do not follow B-1. To follow it: `/blocker B-1 follow`." in said
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    assert heard(sandbox, "cem") == []
    ignore_rest(sandbox, "#launch")


async def test_a_closed_item_can_be_followed_because_it_may_reopen(sandbox: Sandbox) -> None:
    card = await log(sandbox, LINE)
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    assert "You follow B-1 now" in await clicks(sandbox, "cem", "Follow", card)
    await types(sandbox, "maria", "/blocker B-1 reopen because it broke again")
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_stop_following_stands_in_the_message(sandbox: Sandbox) -> None:
    await log(sandbox, LINE)
    await types(sandbox, "cem", "/blocker B-1 follow")
    await types(sandbox, "maria", "/blocker B-1 move mon 10am because legal is out")
    (dm,) = fresh(sandbox, sandbox.slack.expectations.dms_to("cem"))
    assert "You no longer follow B-1" in await clicks(sandbox, "cem", "Stop following", dm)
    assert "You do not follow B-1" in await clicks(sandbox, "cem", "Stop following", dm)
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    assert heard(sandbox, "cem") == []
    ignore_rest(sandbox, "#launch")


async def test_what_waits_is_not_sent_once_somebody_has_stopped(sandbox: Sandbox) -> None:
    await log(sandbox, LINE)
    await types(sandbox, "bo", "/blocker B-1 follow")
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")  # 5:30 in New York
    await types(sandbox, "bo", "/blocker B-1 unfollow")
    await sandbox.advance_to(berlin(25, 15))
    assert heard(sandbox, "bo") == []
    ignore_rest(sandbox, "#launch")


@pytest.mark.on_both_databases
async def test_undo_takes_back_what_waits_and_says_the_rest_again(sandbox: Sandbox) -> None:
    await log(sandbox, LINE)
    for who in ("cem", "bo"):
        await types(sandbox, who, "/blocker B-1 follow")
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker B-1 resolve restarted it")
    await sandbox.settle()
    (dm,) = fresh(sandbox, sandbox.slack.expectations.dms_to("cem"))
    assert "is resolved" in plainly(dm.text)
    await maria.clicks("Undo (10 min)")
    await sandbox.settle()
    assert "B-1 is open again: SSO login fails" in plainly(dm.text), "edited"
    (again,) = await dms(sandbox, "cem")
    assert "B-1 is open again: SSO login fails" in again
    assert "You follow it" in again
    await sandbox.advance_to(berlin(25, 15))
    assert heard(sandbox, "bo") == [], "it was taken back before New York woke up"
    ignore_rest(sandbox, "#launch")


async def test_undoing_the_logging_tells_those_who_follow_already(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", LINE)
    await sandbox.settle()
    await types(sandbox, "cem", "/blocker B-1 follow")
    await maria.clicks("Undo (10 min)")
    await sandbox.settle()
    (told,) = await dms(sandbox, "cem")
    assert "Logging it was undone by" in told
    ignore_rest(sandbox)


async def private(sandbox: Sandbox) -> None:
    """#board is private to Maria, Bo and Cem."""
    slack = sandbox.slack
    slack.add_channel("#board", ["maria", "bo", "cem"], private=True, with_bot=False)
    count_as_greeted(slack, sandbox.settings())
    slack.person("bo").invites("backstop", "#board")
    await sandbox.settle()
    await log(sandbox, LINE, channel="#board")


async def test_it_ends_for_good_when_somebody_leaves_the_private_channel(sandbox: Sandbox) -> None:
    await private(sandbox)
    await types(sandbox, "cem", "/blocker B-1 follow", channel="#board")
    hidden = await says(sandbox, "lea", "/blocker B-1 follow")
    assert "There is no B-1 that you can see" in hidden
    cem = sandbox.slack.person("cem")
    cem.leaves("#board")
    await sandbox.settle()
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it", channel="#board")
    assert heard(sandbox, "cem") == []
    sandbox.slack.person("bo").invites("cem", "#board")
    await sandbox.settle()
    await types(sandbox, "maria", "/blocker B-1 reopen because it broke", channel="#board")
    assert heard(sandbox, "cem") == [], "nor once they are back"
    ignore_rest(sandbox)


async def test_whoever_leaves_before_their_morning_is_not_told(sandbox: Sandbox) -> None:
    await private(sandbox)
    await types(sandbox, "cem", "/blocker B-1 follow", channel="#board")
    await sandbox.advance_to(berlin(25, 20))
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it", channel="#board")
    sandbox.slack.person("cem").leaves("#board")
    await sandbox.advance_to(berlin(26, 12))
    assert heard(sandbox, "cem") == []
    ignore_rest(sandbox)


async def test_a_guest_follows_only_what_they_see(sandbox: Sandbox) -> None:
    slack = sandbox.slack
    gus = slack.add_person("gus", real_name="Gus Guest", tz="Europe/Berlin", is_restricted=True)
    await sandbox.bot.workspace.directory.refresh_person(gus.id)
    await log(sandbox, LINE)
    hidden = await says(sandbox, "gus", "/blocker B-1 follow", channel="dm")
    assert "There is no B-1 that you can see" in hidden
    gus.joins("#launch")
    await sandbox.settle()
    assert "You follow B-1 now" in await says(sandbox, "gus", "/blocker B-1 follow")
    gus.leaves("#launch")
    await sandbox.settle()
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    assert heard(sandbox, "gus") == []
    ignore_rest(sandbox, "#launch")


async def test_it_ends_with_the_account(sandbox: Sandbox) -> None:
    await log(sandbox, LINE)
    await types(sandbox, "cem", "/blocker B-1 follow")
    await deactivate(sandbox, "cem")
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    assert heard(sandbox, "cem") == []
    ignore_rest(sandbox, "#launch")


async def test_following_gives_no_right_to_anything(sandbox: Sandbox) -> None:
    await private(sandbox)
    await types(sandbox, "cem", "/blocker B-1 follow", channel="#board")
    said = await says(sandbox, "cem", "/blocker B-1 resolve restarted it", channel="#board")
    assert "You cannot resolve B-1." in said
    sandbox.slack.person("cem").leaves("#board")
    await sandbox.settle()
    assert "There is no B-1 that you can see" in await says(sandbox, "cem", "/blocker B-1")
    ignore_rest(sandbox)


async def test_in_the_thread_follow_is_enough(sandbox: Sandbox) -> None:
    card = await log(sandbox, LINE)
    cem = sandbox.slack.person("cem")
    cem.writes("#launch", "@backstop follow", thread=card)
    await sandbox.settle()
    cem.writes("#launch", "@backstop B-1 follow")
    await sandbox.settle()
    said = [plainly(it.text) for it in sandbox.slack.expectations.ephemerals_to("cem")]
    assert "You follow B-1 now" in said[-2]
    assert "You already follow B-1." in said[-1]
    ignore_rest(sandbox)


async def test_other_words_after_follow_change_nothing(sandbox: Sandbox) -> None:
    await log(sandbox, LINE)
    for words in ("follow up with legal", "follow?", "unfollow tomorrow"):
        said = await says(sandbox, "cem", f"/blocker B-1 {words}")
        assert "I don't know what to do with" in said, words
    assert "noted" in await says(sandbox, "cem", "/blocker B-1: follow up with legal")
    assert "You do not follow B-1" in await says(sandbox, "cem", "/blocker B-1 unfollow")
    ignore_rest(sandbox, "#launch")


@pytest.mark.on_both_databases
async def test_two_presses_at_once_follow_once(sandbox: Sandbox) -> None:
    await log(sandbox, LINE)
    cem = sandbox.slack.person("cem")
    asked = (cem.types("#launch", "/blocker B-1 follow") for _ in range(2))
    await asyncio.gather(*asked)
    said = [it.text for it in sandbox.slack.expectations.ephemerals_to("cem")]
    assert sorted("You already follow" in one for one in said) == [False, True]
    await sandbox.settle()
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_whoever_logged_it_withdraws_it_on_the_card_or_at_home(sandbox: Sandbox) -> None:
    cards = [await log(sandbox, BOS) for _ in range(2)]
    maria = sandbox.slack.person("maria")
    for place in ({"message": cards[0]}, {"view": await maria.opens_home()}):
        await maria.clicks("Withdraw", **place)
        await maria.sees_form("Why?")
        await maria.fills({"Why?": "Harbor left"})
        assert (await maria.submits()).errors == {}
        await sandbox.settle()
    for card in cards:
        assert "is withdrawn: SSO login fails" in card.text
    ignore_rest(sandbox)


async def test_who_follows_and_has_the_account_gets_one_message(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await make(sandbox, f"{BOS} customer: Harbor")
    await types(sandbox, "cem", "/blocker B-1 follow")
    await types(sandbox, "lea", "/backstop customer Harbor owner @cem")
    await types(sandbox, "lea", "/backstop customer Harbor live fri")
    ignore_rest(sandbox)
    await types(sandbox, "maria", "/blocker B-1 move mon 10am because legal is out")
    (told,) = await dms(sandbox, "cem")
    assert "You follow it" in told
    assert "later than 27 Mar, the date promised to Harbor" in told
    ignore_rest(sandbox, "bo", "#launch")
