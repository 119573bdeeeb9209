"""Which way the customer impact is going is what somebody said lately, and never a guess."""

from typing import Any

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from playground.state.workspace import Message
from tests.stories.heard import SUMMARY, berlin, fresh, ignore_rest, log, types
from tests.stories.test_restored_backup import back_up, restore

# Logged on Wed 25 Mar; due on Fri 3 Apr (a holiday elsewhere), the end of a cycle being Wed 1 Apr.
LINE = (
    "/blocker SSO login fails owner @maria due 2026-04-03 4pm fallback use passwords "
    "impact 40 lawyers wait"
)
ASKS = "Which way is the customer impact going?"


def questions(sandbox: Sandbox, person: str = "maria") -> list[Message]:
    """The direct messages that asked this person since the last call."""
    said = fresh(sandbox, sandbox.slack.expectations.dms_to(person))
    return [one for one in said if ASKS in one.text]


async def newest_week(sandbox: Sandbox) -> str:
    """The newest weekly post."""
    said = sandbox.slack.expectations.messages_in("#launch")
    return [one.text for one in said if one.text.startswith(SUMMARY)][-1]


async def test_a_word_lapses_on_the_card_in_lists_and_on_home(laddered_sandbox: Sandbox) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    card = await log(sandbox, LINE.replace("2026-04-03", "2026-05-29"))
    assert "40 lawyers wait (better or worse: not said)" in message_words(card)
    await types(sandbox, "maria", "/blocker B-1 steady")
    assert "40 lawyers wait (steady)" in message_words(card)
    assert "· impact steady" in await types(sandbox, "maria", "/blocker list mine")
    await sandbox.advance_to(berlin(1, 11, month=4))
    # Nobody did anything; the card was redrawn when the word lapsed.
    assert "40 lawyers wait (no word since <!date^1774431000^" in message_words(card)
    await sandbox.advance_to(berlin(3, 11, month=4))
    assert "(no word for 9 days)" in await types(sandbox, "maria", "/blocker B-1")
    assert "· no word for 9 days" in await types(sandbox, "maria", "/blocker list mine")
    await maria.opens_home()
    assert "· no word for 9 days" in str(maria.home)
    ignore_rest(sandbox)


async def test_a_reminder_asks_with_three_buttons_once_per_cycle(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    card = await log(sandbox, LINE)
    await sandbox.advance_to(berlin(3, 15, month=4))
    (asked,) = questions(sandbox)  # 24 h before due, and not again 2 h before
    assert asked.at == berlin(2, 16, month=4)
    assert f"{ASKS} Nobody has said yet." in asked.text
    await maria.clicks("Worsening", message=asked)
    await sandbox.settle()
    assert "40 lawyers wait (worsening)" in message_words(card)
    assert "Customer impact: worsening." in asked.text
    assert ASKS not in asked.text
    assert "Worsening" not in str(asked.blocks)
    await sandbox.advance_to(berlin(10, 14, month=4))
    assert questions(sandbox) == [], "the word holds until Fri 10 Apr 15:00"
    await sandbox.advance_to(berlin(20, 17, month=4))
    (again,) = questions(sandbox)
    assert f"{ASKS} No word for " in again.text
    ignore_rest(sandbox)


async def test_an_item_that_concerns_no_customer_is_not_asked_about(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, LINE.partition(" impact")[0])
    await sandbox.advance_to(berlin(10, 17, month=4))
    assert questions(sandbox) == []
    ignore_rest(sandbox)


async def test_in_a_bundle_each_item_that_is_asked_about_has_the_answers_in_its_menu(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    card = await log(sandbox, LINE)
    await log(sandbox, LINE.replace("SSO login fails", "The export hangs"))
    await sandbox.advance_to(berlin(2, 16, month=4))
    (asked,) = questions(sandbox)
    assert asked.text.count(ASKS) == 2
    await maria.clicks("Improving", message=asked)
    await sandbox.settle()
    assert "40 lawyers wait (improving)" in message_words(card)
    ignore_rest(sandbox)


async def test_the_weekly_post_never_says_steady_where_nobody_said_anything(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    later = LINE.replace("2026-04-03", "2026-05-29")
    await log(sandbox, later)
    await log(sandbox, later.replace("SSO login fails", "The export hangs"))
    await types(sandbox, "maria", "/blocker B-1 worsening")
    await sandbox.advance_to(berlin(30, 9, minute=1))
    await types(sandbox, "maria", "/blocker B-2 steady")
    await sandbox.advance_to(berlin(6, 9, minute=1, month=4))
    # B-1's word lapsed on Wednesday, and B-2 is steady.
    assert "Net trajectory: -1, 0" in await newest_week(sandbox)
    ignore_rest(sandbox)


async def test_the_impact_has_a_button_on_the_card_and_at_home_before_due_too(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    card = await log(sandbox, LINE)
    places: dict[str, dict[str, Any]] = {
        "Steady: no change": {"message": card},
        "Worsening: customers notice it more": {"view": await maria.opens_home()},
    }
    for way, place in places.items():
        await maria.clicks("Customer impact", **place)
        await maria.sees_form("Which way is the customer impact going?")
        await maria.fills({"Which way is the customer impact going?": way})
        assert (await maria.submits()).errors == {}
        await sandbox.settle()
        assert f"40 lawyers wait ({way.partition(':')[0].lower()})" in message_words(card)
    ignore_rest(sandbox)


@pytest.mark.of_one_bot
async def test_after_a_restore_the_question_is_not_sent_again(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, LINE)
    await sandbox.advance_to(berlin(2, 15, month=4))
    ignore_rest(sandbox)
    taken_at, backup = sandbox.now(), back_up(sandbox)
    await sandbox.advance_to(berlin(2, 16, 30, month=4))
    assert len(questions(sandbox)) == 1
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance_to(berlin(3, 15, month=4))
    assert questions(sandbox) == []
    ignore_rest(sandbox)
