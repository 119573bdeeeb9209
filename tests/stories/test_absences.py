"""Absences: who is told instead, in whose hours, and how several are kept."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from playground.rules.seen import buttons, view_words
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, set_up, types
from tests.stories.test_home import home_of
from tests.support.greeted import StorySandbox

LINE = "/blocker SSO login fails owner @bo due 2026-03-26 12:00 fallback use passwords"


@pytest.fixture
async def tuesday(tmp_path: Path) -> AsyncIterator[StorySandbox]:
    """Tuesday morning in Berlin: Bo, Lea who leads and Cem of leadership; Ana is in New York."""
    sandbox = StorySandbox(folder=tmp_path, clock=MovableClock(berlin(24, 10)))
    async with sandbox:
        sandbox.slack.add_person("ana", real_name="Ana Ruiz", tz="America/New_York")
        for name, full in {"bo": "Bo O'Neill", "lea": "Lea Roth", "cem": "Cem Aydin"}.items():
            sandbox.slack.add_person(name, real_name=full, tz="Europe/Berlin")
        sandbox.slack.add_channel("#launch", ("ana", "bo", "lea", "cem"))
        await sandbox.start_bot()
        await set_up(sandbox, by="lea")
        yield sandbox
        await sandbox.settle()
        left = sandbox.slack.expectations.unexpected()
        assert [message.text for message in left] == []
        assert await sandbox.bot.workspace.audit() == ()


async def test_a_stand_in_in_another_zone_is_told_in_time(tuesday: StorySandbox) -> None:
    sandbox, expected = tuesday, tuesday.slack.expectations
    await log(sandbox, LINE, by="bo")
    said = await types(sandbox, "bo", "/backstop away 25 mar - 27 mar stand-in @ana")
    assert "from Wed 25 Mar until Mon 30 Mar 09:00" in said
    await sandbox.advance_to(berlin(25, 13, 59))
    assert heard(sandbox, "ana") == []

    await sandbox.advance_to(berlin(25, 14))
    dm = await expected.expect_dm("ana", "*B-1* is due", "SSO login fails")
    bo = f"<@{sandbox.slack.person('bo').id}>"
    assert dm.text.startswith(f"You cover for {bo} until Mon 30 Mar 03:00 EDT. *B-1* is due")

    ana = f"<@{sandbox.slack.person('ana').id}>"
    plan = await types(sandbox, "lea", "/blocker B-1 plan")
    assert f"• Wed 25 Mar 21:00 CET: {ana} is reminded\n• Thu 26 Mar 12:00 CET" in plan

    await sandbox.advance_to(berlin(26, 11, 59))
    assert heard(sandbox, "ana") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "lea") == []

    await sandbox.advance_to(berlin(26, 12))
    assert heard(sandbox, "lea") == ["Thu 26 12:00 B-1"]
    await sandbox.advance_to(berlin(29, 12))
    assert heard(sandbox, "ana") == ["Thu 26 09:00 B-1", "Fri 27 09:00 B-1"]
    assert heard(sandbox, "cem") == ["Fri 27 12:00 B-1"]
    assert (heard(sandbox, "bo"), heard(sandbox, "lea")) == ([], [])

    await sandbox.advance_to(berlin(30, 11))
    assert heard(sandbox, "bo") == ["Mon 30 09:00 B-1"]
    assert (heard(sandbox, "ana"), heard(sandbox, "lea"), heard(sandbox, "cem")) == ([], [], [])
    posted(sandbox)
    ignore_rest(sandbox)


async def test_several_absences_are_listed_changed_and_ended(sandbox: StorySandbox) -> None:
    maria = sandbox.slack.person("maria")
    for line in ("friday stand-in @bo", "6 apr - 10 apr because I move house"):
        assert "You are away from" in await types(sandbox, "maria", f"/backstop away {line}")
    listed = await types(sandbox, "maria", "/backstop away")
    assert "from Fri 27 Mar until Mon 30 Mar 09:00" in listed
    assert "from Mon 6 Apr until Mon 13 Apr 09:00" in listed
    assert "until Mon 13 Apr 09:00 CEST, because I move house. " in listed
    home = await home_of(sandbox, "maria")
    assert "You are away from Fri 27 Mar" in home
    assert "You are away from Mon 6 Apr" in home

    seen = await maria.types("#launch", "/backstop away")
    await maria.clicks("Change", message=seen.messages[-1])
    await maria.sees_form("2026-03-27 00:00", "2026-03-30 09:00")
    await maria.fills({"Away until": "2026-03-31 09:00"})
    await maria.submits()
    await maria.closes()
    listed = await types(sandbox, "maria", "/backstop away")
    assert "from Fri 27 Mar until Tue 31 Mar 09:00" in listed
    stale = await maria.clicks("Not away after all", message=seen.messages[-1])
    assert stale.view is not None
    assert "is over or was changed" in view_words(stale.view)
    await maria.closes()

    seen = await maria.types("#launch", "/backstop away")
    done = await maria.clicks("Not away after all", message=seen.messages[-1])
    assert done.view is not None
    assert "Your next absence: from Mon 6 Apr" in view_words(done.view)
    await maria.closes()


async def test_back_before_an_absence_cancels_nothing(sandbox: StorySandbox) -> None:
    maria = sandbox.slack.person("maria")
    await types(sandbox, "maria", "/backstop away 6 apr - 10 apr")
    said = await types(sandbox, "maria", "/backstop back")
    assert "You are not away now, so nothing has changed." in said
    assert "from Mon 6 Apr" in await home_of(sandbox, "maria")
    seen = await maria.types("#launch", "/backstop back")
    done = await maria.clicks("Not away after all", message=seen.messages[-1])
    assert done.view is not None
    assert "Cancelled: you are not away from Mon 6 Apr" in view_words(done.view)
    await maria.closes()
    assert "You are away" not in await home_of(sandbox, "maria")
    said = await types(sandbox, "maria", "/backstop back")
    assert "You are not away, and no absence lies ahead." in said


OVERLAP = "That overlaps with the absence from Fri 27 Mar 00:00 CET until Mon 30 Mar 09:00 CEST."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("until mon 9am", OVERLAP),
        ("26 mar - 3 apr", OVERLAP),
        ("from fri 2pm for 1 hour", OVERLAP),
        ("until 2029-04-01", "An absence lasts at most a year. Check the year."),
        ("6 apr 2026 - 1 dec 2027", "An absence lasts at most a year."),
        ("6 apr - 10 apr stand-in @maria", "Nobody can cover for themselves."),
        ("6 apr - 10 apr stand-in @cem", "Cem Aydin is away too."),
        ("6 apr - 10 apr stand-in @bo @lea", "A stand-in is one person."),
        ("@bo until mon", "Only Bo O'Neill, a lead of one of their channels or an admin"),
    ],
)
async def test_what_cannot_be_an_absence_is_said(
    sandbox: StorySandbox, line: str, said: str
) -> None:
    await types(sandbox, "cem", "/backstop away 1 apr - 30 apr")
    await types(sandbox, "maria", "/backstop away friday")
    assert said in await types(sandbox, "maria", f"/backstop away {line}")
    listed = await types(sandbox, "maria", "/backstop away")
    assert listed.count("You are away") == 1


async def test_the_day_before_an_absence_ends_as_that_one_begins(sandbox: StorySandbox) -> None:
    await types(sandbox, "maria", "/backstop away 2 apr")
    said = await types(sandbox, "maria", "/backstop away 1 apr")
    assert "You are away from Wed 1 Apr until Thu 2 Apr 00:00 CEST" in said


async def test_at_most_five_lie_ahead(sandbox: StorySandbox) -> None:
    for day in ("2 apr", "1 apr", "3 apr", "7 apr", "8 apr"):
        assert "You are away" in await types(sandbox, "maria", f"/backstop away {day}")
    assert "At most 5" in await types(sandbox, "maria", "/backstop away 9 apr")


async def test_nobody_covers_for_themselves_in_a_circle(sandbox: StorySandbox) -> None:
    await types(sandbox, "bo", "/backstop away 1 apr - 10 apr stand-in @lea")
    circle = await types(sandbox, "lea", "/backstop away 8 apr - 10 apr stand-in @bo")
    assert "Bo O'Neill is away too." in circle
    circle = await types(sandbox, "lea", "/backstop away 30 mar - 3 apr stand-in @bo")
    assert "it would all come back to Lea Roth" in circle
    await types(sandbox, "lea", "/backstop away 31 mar - 3 apr stand-in @maria")
    circle = await types(sandbox, "maria", "/backstop away 30 mar - 2 apr stand-in @bo")
    assert "it would all come back to Maria Silva" in circle


async def test_a_lead_enters_an_absence_for_somebody_who_is_told(
    laddered_sandbox: StorySandbox,
) -> None:
    sandbox = laddered_sandbox
    line = "/backstop away @bo until mon 9am stand-in @maria because of a bike accident"
    said = await types(sandbox, "lea", line)
    assert "is told that you entered it" in said
    await sandbox.advance_to(berlin(25, 14))
    bo, lea = sandbox.slack.person("bo"), sandbox.slack.person("lea")
    dm = await sandbox.slack.expectations.expect_dm("bo", "entered an absence for you: until")
    said = "entered an absence for you: until Mon 30 Mar 09:00 EDT, because of a bike accident. "
    assert dm.text.startswith(f"<@{lea.id}> {said}")
    done = await bo.clicks("I'm back", message=dm)
    assert done.view is not None
    assert "You are back." in view_words(done.view)
    listed = await bo.types("#launch", "/backstop away")
    assert listed.view is not None, "the form, as no absence lies ahead"
    await sandbox.slack.expectations.expect_dm("maria", f"You covered for <@{bo.id}>. That is over")
    await sandbox.slack.expectations.expect_dm("maria", "You no longer cover", "they are back")


async def test_a_stand_in_sees_and_moves_what_they_cover(laddered_sandbox: StorySandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker SSO login fails owner @bo due fri 4pm fallback use passwords")
    await types(sandbox, "bo", "/backstop away until mon 9am stand-in @maria")
    await sandbox.settle()
    bo, maria = sandbox.slack.person("bo"), sandbox.slack.person("maria")
    dm = await sandbox.slack.expectations.expect_dm("maria", f"You cover for <@{bo.id}> until")
    assert dm.at == berlin(25, 10, 30), "at once, in Maria's working hours"
    listed = await types(sandbox, "maria", "/backstop list mine")
    assert f"*You cover for <@{bo.id}>*\n• *B-1* SSO login fails" in listed
    home = await home_of(sandbox, "maria")
    assert "You cover 1 item of others." in home
    assert "You cover for others" in home
    sandbox.slack.add_person("tom", real_name="Tom Becker", tz="Europe/Berlin")
    sandbox.slack.person("lea").invites("tom", "#launch")
    await types(sandbox, "tom", "/backstop list")
    refused = await types(sandbox, "tom", "/blocker B-1 ack")
    assert "Only Bo O'Neill, Lea Roth, Cem Aydin, Maria Silva or an admin can do that." in refused
    await maria.clicks("Acknowledge", message=dm)
    await sandbox.settle()
    assert f"<@{maria.id}> acknowledged it" in await types(sandbox, "lea", "/blocker B-1")
    await types(sandbox, "bo", "/backstop back")
    assert "You cover" not in await types(sandbox, "maria", "/backstop list mine")
    ignore_rest(sandbox, "#launch", "maria", "bo")


async def test_the_history_says_who_was_reminded(laddered_sandbox: StorySandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker SSO login fails owner @bo due thu 4pm fallback use passwords")
    await types(sandbox, "bo", "/backstop away until mon 9am stand-in @maria")
    await sandbox.advance_to(berlin(25, 17))
    bo, maria = (f"<@{sandbox.slack.person(name).id}>" for name in ("bo", "maria"))
    shown = await types(sandbox, "lea", "/blocker B-1")
    assert f"reminded {maria}, who covers for {bo}" in shown
    plan = await types(sandbox, "lea", "/blocker B-1 plan")
    back = f"Mon 30 Mar 15:00 CEST: {bo} is reminded"
    assert plan.count(back) == 1
    ignore_rest(sandbox)


PALM, SICK = ":palm_tree:", ":face_with_thermometer:"


async def test_a_status_that_reads_like_an_absence_is_asked_about_once(
    sandbox: StorySandbox,
) -> None:
    maria, expected = sandbox.slack.person("maria"), sandbox.slack.expectations
    await log(sandbox, "/blocker SSO login fails owner me due 3 apr fallback use passwords")
    until = int(berlin(30, 9).timestamp())
    holiday = {"status_emoji": PALM, "status_text": "Lisbon", "status_expiration": until}
    maria.changes(**holiday)
    await sandbox.settle()
    dm = await expected.expect_dm("maria", "Your Slack status says that you may be away.")
    maria.changes(status_text="", status_emoji="", status_expiration=0)
    maria.changes(**holiday)
    await sandbox.settle()
    assert heard(sandbox, "maria") == [], "asked once"

    await maria.clicks("Yes, away until Mon 30 Mar 09:00 CEST", message=dm)
    await sandbox.settle()
    assert dm.text.startswith("You are away until Mon 30 Mar 09:00")
    assert "You are away until" in await types(sandbox, "maria", "/backstop away")
    maria.changes(status_text="Still in Lisbon")
    await sandbox.settle()
    assert heard(sandbox, "maria") == [], "it is known"
    await types(sandbox, "maria", "/backstop back")

    maria.changes(status_emoji=SICK, status_text="", status_expiration=until)
    await sandbox.settle()
    dm = await expected.expect_dm("maria", "Your Slack status says that you may be away.")
    await maria.clicks("No", message=dm)
    await sandbox.settle()
    assert dm.text.startswith("You are not away.")
    assert "You are away" not in await home_of(sandbox, "maria")
    ignore_rest(sandbox)


async def test_a_status_set_at_night_is_asked_about_in_the_morning_and_the_newest_alone(
    sandbox: StorySandbox,
) -> None:
    maria, expected = sandbox.slack.person("maria"), sandbox.slack.expectations
    await log(sandbox, "/blocker SSO login fails owner me due 3 apr fallback use passwords")
    await sandbox.advance_to(berlin(25, 22))
    until = int(berlin(30, 9).timestamp())
    for place in ("Lisbon", "Porto"):
        away = {"status_emoji": PALM, "status_text": place, "status_expiration": until}
        maria.changes(**away)
        await sandbox.settle()
    assert heard(sandbox, "maria") == []
    await sandbox.advance_to(berlin(26, 10))
    dm = await expected.expect_dm("maria", "Your Slack status says that you may be away.")
    assert heard(sandbox, "maria") == [], "one question, not two"
    maria.changes(status_emoji=":calendar:", status_text="In a meeting", status_expiration=until)
    await sandbox.settle()
    assert dm.text == "Your Slack status has changed since, so this question is over."
    assert buttons(dm.blocks) == []


@pytest.mark.parametrize(
    ("emoji", "text", "ends"),
    [
        (":calendar:", "In a meeting", berlin(30, 9)),
        (PALM, "", berlin(25, 14)),  # three and a half working hours
        (PALM, "", None),
        ("", "leaves are falling", berlin(30, 9)),
        (PALM, "Back from vacation", berlin(30, 9)),
    ],
)
async def test_another_status_is_not_asked_about(
    sandbox: StorySandbox, emoji: str, text: str, ends: datetime | None
) -> None:
    await log(sandbox, "/blocker SSO login fails owner me due 3 apr fallback use passwords")
    expires = int(ends.timestamp()) if ends else 0
    changed = {"status_emoji": emoji, "status_text": text, "status_expiration": expires}
    sandbox.slack.person("maria").changes(**changed)
    await sandbox.settle()
    assert heard(sandbox, "maria") == []


async def test_somebody_without_items_is_not_asked(sandbox: StorySandbox) -> None:
    until = int(berlin(30, 9).timestamp())
    bo = sandbox.slack.person("bo")
    bo.changes(status_emoji="", status_text="On vacation", status_expiration=until)
    await sandbox.settle()
    assert heard(sandbox, "bo") == []
