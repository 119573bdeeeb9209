"""Who covers for whom: every change is told to those who count on it, and nothing false stays."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from playground.rules.seen import buttons
from playground.state.workspace import Message
from tests.stories.heard import berlin, deactivate, ignore_rest, log, set_up, types
from tests.support.greeted import StorySandbox

LINE = "/blocker SSO login fails owner @bo due 3 apr fallback use passwords"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[StorySandbox]:
    """Tuesday morning in Berlin, where everybody but Ana in New York works; Lea leads."""
    sandbox = StorySandbox(folder=tmp_path, clock=MovableClock(berlin(24, 10)))
    async with sandbox:
        sandbox.slack.add_person("ana", real_name="Ana Ruiz", tz="America/New_York")
        names = {"bo": "Bo O'Neill", "lea": "Lea Roth", "cem": "Cem Aydin", "dia": "Dia Okoro"}
        for name, full in names.items():
            sandbox.slack.add_person(name, real_name=full, tz="Europe/Berlin")
        sandbox.slack.add_channel("#launch", ("ana", *names))
        await sandbox.start_bot()
        await set_up(sandbox, by="lea")
        yield sandbox
        await sandbox.settle()
        ignore_rest(sandbox)
        assert await sandbox.bot.workspace.audit() == ()


def at(sandbox: StorySandbox, name: str) -> str:
    return f"<@{sandbox.slack.person(name).id}>"


async def dm(sandbox: StorySandbox, name: str, *words: str) -> Message:
    return await sandbox.slack.expectations.expect_dm(name, *words)


def dms(sandbox: StorySandbox, name: str) -> list[str]:
    return [message.text for message in sandbox.slack.expectations.dms_to(name)]


@pytest.mark.on_both_databases
async def test_another_stand_in_is_told_at_once_and_the_one_before_that_it_is_over(
    office: StorySandbox,
) -> None:
    sandbox, bo = office, at(office, "bo")
    await log(sandbox, LINE, by="lea")
    await types(sandbox, "bo", "/backstop away until 1 apr stand-in @dia")
    await sandbox.settle()
    first = await dm(sandbox, "dia", f"You cover for {bo} until Wed 1 Apr 09:00", "SSO login fails")
    assert "Acknowledge" in str(buttons(first.blocks))

    person = sandbox.slack.person("bo")
    seen = await person.types("#launch", "/backstop away")
    await person.clicks("Change", message=seen.messages[-1])
    await person.fills({"Who covers for you?": "cem"})
    await person.submits()
    await person.closes()
    await sandbox.settle()
    await dm(sandbox, "dia", f"You no longer cover for {bo}: {at(sandbox, 'cem')} does now.")
    await dm(sandbox, "cem", f"You cover for {bo} until Wed 1 Apr 09:00", "SSO login fails")
    assert first.text.startswith(f"You covered for {bo}. That is over. *B-1* is due")
    assert buttons(first.blocks) == []

    await types(sandbox, "bo", "/backstop back")
    await sandbox.settle()
    await dm(sandbox, "cem", f"You no longer cover for {bo}: they are back.")
    await types(sandbox, "bo", "/backstop away until 2 apr stand-in @dia")
    await sandbox.settle()
    await dm(sandbox, "dia", f"You cover for {bo} until Thu 2 Apr 09:00", "SSO login fails")
    old = [text for text in dms(sandbox, "cem") if text.startswith("You cover ")]
    assert old == []


async def test_an_absence_of_somebody_else_is_read_on_their_clock_and_changed_by_who_entered_it(
    office: StorySandbox,
) -> None:
    sandbox, ana = office, at(office, "ana")
    said = await types(sandbox, "lea", "/backstop away @ana 4 apr - 8 apr stand-in @dia")
    hers = "from Sat 4 Apr until Thu 9 Apr 09:00 EDT"
    assert f"{ana} is away {hers} (for you from Sat 4 Apr 06:00 CEST until Thu 9 Apr 15:00" in said
    assert "is told that you entered it" in said
    told = await types(sandbox, "ana", "/backstop away")
    assert "from Sat 4 Apr until Thu 9 Apr 09:00 EDT" in told

    lea = sandbox.slack.person("lea")
    seen = await lea.types("#launch", "/backstop away @ana")
    await lea.clicks("Change", message=seen.messages[-1])
    await lea.sees_form("2026-04-04 00:00", "2026-04-09 09:00", "Who covers for them?")
    await lea.fills({"Away until": "2026-04-10 09:00"})
    await lea.submits()
    await lea.sees_form("until Fri 10 Apr 09:00 EDT")
    await lea.closes()
    seen = await lea.types("#launch", "/backstop away @ana")
    await lea.clicks("Not away after all", message=seen.messages[-1])
    await lea.closes()
    asked = await types(sandbox, "lea", "/backstop away @ana")
    assert "There is no date here." in asked
    listed = await sandbox.slack.person("ana").types("#launch", "/backstop away")
    assert listed.view is not None, "the form, as none is left"


async def test_a_stand_in_who_was_not_told_yet_is_not_told_that_it_is_over(
    office: StorySandbox,
) -> None:
    sandbox = office
    await log(sandbox, LINE, by="lea")
    await types(sandbox, "bo", "/backstop away until 1 apr stand-in @ana")  # 05:00 in New York
    await types(sandbox, "bo", "/backstop back")
    await sandbox.advance_to(berlin(24, 15))
    assert dms(sandbox, "ana") == []


async def test_an_absence_that_ends_as_announced_leaves_no_live_buttons(
    office: StorySandbox,
) -> None:
    sandbox, bo = office, at(office, "bo")
    await log(sandbox, LINE, by="lea")
    await types(sandbox, "bo", "/backstop away until thu stand-in @dia")
    await sandbox.settle()
    told = await dm(sandbox, "dia", f"You cover for {bo} until Thu 26 Mar 09:00")
    await sandbox.advance_to(berlin(26, 10))
    assert told.text.startswith(f"You covered for {bo}. That is over.")
    assert buttons(told.blocks) == []
    assert [text for text in dms(sandbox, "dia") if "no longer" in text] == []


async def test_a_stand_in_learns_of_it_without_an_item_and_of_the_items_that_come(
    office: StorySandbox,
) -> None:
    sandbox, cem = office, at(office, "cem")
    said = await types(sandbox, "lea", "/backstop away @cem until 7 apr stand-in @dia")
    assert "covers for them" in said
    await sandbox.settle()
    told = await dm(sandbox, "dia", f"You cover for {cem} until Tue 7 Apr 09:00")
    assert "owns nothing open now" in told.text

    await log(sandbox, LINE.replace("@bo", "@cem"), by="lea")
    await sandbox.settle()
    await dm(sandbox, "dia", f"You cover for {cem}", "SSO login fails")
    await log(sandbox, "/blocker DNS is down owner @bo due 3 apr fallback wait", by="lea")
    await types(sandbox, "lea", "/blocker B-2 give @cem because he knows it")
    await sandbox.settle()
    await dm(sandbox, "dia", f"You cover for {cem}", "DNS is down")
    await log(sandbox, "/blocker CI is red owner @cem due 3 apr fallback wait", by="dia")
    await sandbox.settle()
    assert [text for text in dms(sandbox, "dia") if "CI is red" in text] == [], "Dia logged it"


async def test_a_reminder_that_waits_for_its_owners_return_is_not_in_the_history(
    office: StorySandbox,
) -> None:
    sandbox, bo = office, at(office, "bo")
    await log(sandbox, LINE.replace("3 apr", "thu noon"), by="lea")
    await types(sandbox, "bo", "/backstop away until thu 9am")
    plan = await types(sandbox, "lea", "/blocker B-1 plan")
    again = f"Thu 26 Mar 09:00 CET: {bo} is reminded (due Wed 25 Mar 12:00 CET, while {bo} is away)"
    assert again in plan
    await sandbox.advance_to(berlin(25, 13))
    shown = await types(sandbox, "lea", "/blocker B-1")
    assert "reminded" not in shown
    await sandbox.advance_to(berlin(26, 11))
    assert "reminded the owner" in await types(sandbox, "lea", "/blocker B-1")


async def test_a_stand_in_who_leaves_is_missed_at_once(office: StorySandbox) -> None:
    sandbox, dia = office, at(office, "dia")
    await log(sandbox, LINE, by="lea")
    await types(sandbox, "bo", "/backstop away until 1 apr stand-in @dia")
    await types(sandbox, "lea", "/backstop away @cem 2 apr - 3 apr stand-in @dia")
    await sandbox.settle()
    await deactivate(sandbox, "dia")
    await sandbox.settle()
    gone = f"{dia} cannot be reached, so nobody covers for"
    lead = "your lead is notified instead"
    await dm(sandbox, "lea", "*B-1* has nobody to answer", f"{dia}, who covers, cannot be reached")
    await dm(sandbox, "lea", f"{gone} {at(sandbox, 'cem')}")
    told = await dm(sandbox, "bo", "Until Wed 1 Apr 09:00", f"{gone} you; {lead}")
    assert "Change" in str(buttons(told.blocks))
    assert f"{gone} you; {lead}" in await types(sandbox, "bo", "/backstop away")

    await sandbox.advance_to(berlin(24, 11))
    sandbox.slack.person("dia").changes(deleted=False)
    await sandbox.settle()
    assert f"{dia} covers for you" in await types(sandbox, "bo", "/backstop away")
    assert len([text for text in dms(sandbox, "dia") if text.startswith("You cover for")]) == 2


async def test_a_stand_in_who_is_away_then_says_so_to_those_who_count_on_them(
    office: StorySandbox,
) -> None:
    sandbox, bo, dia = office, at(office, "bo"), at(office, "dia")
    await log(sandbox, LINE, by="lea")
    await types(sandbox, "lea", "/backstop away @bo 30 mar - 3 apr stand-in @dia")
    said = await types(sandbox, "dia", "/backstop away 30 mar - 1 apr")
    assert f"You cover for {bo} from Mon 30 Mar until Mon 6 Apr 09:00" in said
    assert "Nobody covers then" in said
    await sandbox.settle()
    clash = f"{dia} covers for {bo}, but is away from Mon 30 Mar until Thu 2 Apr 09:00"
    await dm(sandbox, "lea", f"{clash} CEST; meanwhile the lead is notified instead.")
    listed = await types(sandbox, "bo", "/backstop away")
    assert f"{dia} covers for you, but is away from Mon 30 Mar until Thu 2 Apr" in listed

    said = await types(
        sandbox, "lea", "/blocker DNS is down owner @bo due 31 mar noon fallback wait"
    )
    assert f"{at(sandbox, 'lea')} is notified instead" in said
    await sandbox.advance_to(berlin(30, 10))
    await dm(sandbox, "lea", "*B-2* has nobody", "*B-1* has nobody to answer for it")
    await sandbox.advance_to(berlin(2, 10, month=4))
    await dm(sandbox, "dia", f"You cover for {bo} until Mon 6 Apr 09:00", "1 overdue: DNS is down")
