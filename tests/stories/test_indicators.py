"""Indicators as people live with them: two weeks of confidence and adoption, and bad input."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from playground.state.workspace import ChannelKind
from tests.stories.heard import berlin, deactivate, fresh, ignore_rest, types
from tests.stories.test_restored_backup import back_up, restore
from tests.stories.test_spoken_to import mentions, says
from tests.support.greeted import count_as_greeted

CANARY = "zebrafinch"

CONFIDENCE = "/backstop indicator confidence owner @maria scale 0 to 10 better up due every fri"
ADOPTION = (
    "/backstop indicator adoption owner @maria scale 0 to 100 % better up due every fri "
    "by cohort pilot, wave 1, wave 2"
)


def dms(sandbox: Sandbox, person: str) -> list[str]:
    """The words of what somebody got since the last call."""
    found = fresh(sandbox, sandbox.slack.expectations.dms_to(person))
    return [message_words(one) for one in found]


async def asks(sandbox: Sandbox, line: str, *, by: str = "maria") -> str:
    return await types(sandbox, by, f"/backstop {line}")


@pytest.fixture
async def kept(laddered_sandbox: Sandbox) -> Sandbox:
    """Confidence of Maria's, made by Lea, who leads, on Wed 25 March 2026 in Berlin."""
    said = await types(laddered_sandbox, "lea", CONFIDENCE)
    assert "next Fri 27 Mar 17:00 CET: `/backstop record confidence 7.5`" in said
    (told,) = dms(laddered_sandbox, "maria")
    assert "*confidence* in" in told
    assert "is yours now" in told
    return laddered_sandbox


async def test_two_weeks_with_an_indicator(kept: Sandbox) -> None:
    assert "*confidence* no value yet" in await asks(kept, "indicators", by="lea")
    said = await asks(kept, "record confidence 7")
    assert said == "Recorded: *confidence* 7, Wed 25 Mar."
    await kept.advance_to(berlin(27, 18))
    assert dms(kept, "maria") == [], "it was recorded in time"
    await kept.advance_to(berlin(3, 16, 59, month=4))
    assert dms(kept, "maria") == []
    await kept.advance_to(berlin(3, 17, 1, month=4))
    (asked,) = dms(kept, "maria")
    assert asked.startswith("A value is due: *confidence* in ")
    assert asked.endswith(": `/backstop record confidence 7.5`")
    said = await asks(kept, "indicators", by="lea")
    assert "no value for 9 days" in said  # from 25 March to 3 April
    await kept.advance_to(berlin(10, 17, 1, month=4))
    assert len(dms(kept, "maria")) == 1
    (told,) = dms(kept, "lea")
    assert "no value for 16 days" in told
    assert "owns it" in told
    assert (await asks(kept, "record confidence 7,5")).endswith("7.5, Fri 10 Apr (was 7).")
    assert "7.5 (was 7, better)" in await asks(kept, "indicators", by="lea")
    await kept.advance_to(berlin(17, 18, month=4))
    assert len(dms(kept, "maria")) == 1
    assert dms(kept, "lea") == [], "told once"
    ignore_rest(kept, "#launch")


async def test_cohorts_side_by_side_and_their_spread(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "lea", ADOPTION)
    ignore_rest(sandbox, "maria")
    for cohort, value in (("pilot", "70 %"), ("wave 1", "50"), ("wave 2", "40,0")):
        said = await asks(sandbox, f"record adoption {value} for {cohort}")
    assert "pilot 70 %, wave 1 50 %, wave 2 40 % · spread 30." in said
    await sandbox.advance_to(berlin(27, 18))
    said = await asks(sandbox, "record adoption 72 for pilot")
    await sandbox.advance_to(berlin(3, 17, month=4))
    (asked,) = dms(sandbox, "maria")
    assert ", wave 1 and wave 2: `/backstop record adoption 75 for wave 1`" in asked
    assert "too few to compare" in await asks(sandbox, "indicators")
    await asks(sandbox, "record adoption 60 for wave 1")
    said = await asks(sandbox, "record adoption 55 for Wave 2")
    assert "pilot 72 % (was 70, better), wave 1 60 % (was 50, better)" in said
    assert said.endswith("spread 17 (was 30).")
    ignore_rest(sandbox, "#launch")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("record confidence high", "I need one number. The scale is 0 to 10."),
        ("record confidence 11", "11 is not on the scale, which is 0 to 10."),
        ("record confidence NaN", "I need one number."),
        ("record confidence 1e400", "I need one number."),
        ("record confidence 7 8", "Record one value at a time."),
        ("record confidence 7 at 1 apr", "Wed 1 Apr lies ahead."),
        ("record confidence", "I need one number."),
        ("record confidense 7", "I know no indicator called “confidense” here. Which one"),
        ("record confidence 7 for wave 1", "Leave out `for wave 1`"),
        ("record", "The name comes first, then the value"),
        ("indicator confidence scale", "What is its scale?"),
    ],
)
async def test_what_is_wrong_says_what_to_type_and_changes_nothing(
    kept: Sandbox, line: str, answer: str
) -> None:
    said = await asks(kept, line)
    assert answer in said
    assert f"You typed: /backstop {line}" in said
    assert "*confidence* no value yet" in await asks(kept, "indicators")


async def test_a_correction_and_the_history(kept: Sandbox) -> None:
    await asks(kept, "record confidence 75".replace("75", "7.5 note after the workshop"))
    assert (await asks(kept, "record confidence fix 7.0 because typo", by="lea")).startswith(
        "Corrected: *confidence* 7, Wed 25 Mar."
    )
    said = await asks(kept, "indicator confidence")
    first, second = (line for line in said.splitlines() if line.startswith("•"))
    assert first.startswith("• Wed 25 Mar 7, not 7.5 (")
    assert "because typo" in first
    assert second.endswith(": after the workshop")


async def test_others_are_told_who_can(kept: Sandbox) -> None:
    said = await asks(kept, "record confidence 7", by="bo")
    assert "Lea Roth" in said or "Lea" in said
    assert "or an admin can record confidence." in said
    said = await asks(kept, "indicator confidence retire")
    assert "or an admin can change the indicators of this channel." in said
    assert "no value yet" in await asks(kept, "indicators", by="bo")


async def test_where_there_is_none_six_are_offered_and_one_press_makes_one(
    laddered_sandbox: Sandbox,
) -> None:
    lea = laddered_sandbox.slack.person("lea")
    said = await asks(laddered_sandbox, "indicators", by="lea")
    assert "indicator support tickets on setup owner me scale 0 and more better down" in said
    await lea.clicks("support tickets on setup")
    await lea.closes()
    assert "*support tickets on setup* no value yet" in await asks(laddered_sandbox, "indicators")


async def test_by_mention_and_by_direct_message(kept: Sandbox) -> None:
    await mentions(kept, "maria", "@backstop record confidence 7", "Recorded: *confidence* 7")
    await says(kept, "maria", "record confidence 8", "Recorded: *confidence* 8")
    assert "*confidence* 8" in await says(kept, "maria", "indicators", "*confidence* 8")
    await says(kept, "bo", "indicators", "You own no indicator.")


async def test_an_owner_who_leaves_is_a_gap_that_the_lead_is_told_of_at_once(kept: Sandbox) -> None:
    await deactivate(kept, "maria")
    await kept.advance(minutes=1)
    assert "no owner (" in await asks(kept, "indicators", by="lea")
    (told,) = dms(kept, "lea")
    assert "has no owner (" in told
    assert "`/backstop indicator confidence owner @…`" in told
    said = await asks(kept, "indicator confidence owner @bo", by="lea")
    assert "owns *confidence* now. The next value is due Fri 27 Mar 17:00 CET." in said
    ignore_rest(kept, "bo")


@pytest.mark.of_one_bot
async def test_after_a_restore_nothing_is_said_twice(kept: Sandbox) -> None:
    backup, taken_at = back_up(kept), kept.now()
    await kept.advance_to(berlin(3, 18, month=4))
    ignore_rest(kept, "#launch")
    before = dms(kept, "maria") + dms(kept, "lea")
    assert len(before) == 3  # asked twice, and the lead told
    await restore(kept, backup, taken_at=taken_at)
    assert dms(kept, "maria") + dms(kept, "lea") == []
    await kept.advance_to(berlin(10, 18, month=4))
    assert (len(dms(kept, "maria")), len(dms(kept, "lea"))) == (1, 0)
    ignore_rest(kept, "#launch")


async def test_what_a_private_channel_keeps_reaches_nobody_outside(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, slack = laddered_sandbox, laddered_sandbox.slack
    board = slack.add_channel("#board", ["maria", "lea"])
    board.kind = ChannelKind.PRIVATE
    slack.add_person("zoe", real_name="Zoe", tz="Europe/Berlin", is_admin=True).joins("#launch")
    count_as_greeted(slack, sandbox.settings())
    await sandbox.bot.workspace.directory.refresh_person(slack.person("zoe").id)
    await sandbox.bot.workspace.directory.refresh_channel(board.id)
    line = f"/backstop indicator {CANARY} owner @maria scale 0 to 10 better up due every fri"
    await types(sandbox, "lea", line, channel="#board")
    await types(sandbox, "maria", f"/backstop record {CANARY} 7 note {CANARY}", channel="#board")
    await types(sandbox, "maria", "/backstop indicators")
    ignore_rest(sandbox, "maria")
    nearly = ("indicators", "record zebrafinsh 7", "indicator zebrafinsh", "summary")
    heard = [
        await asks(sandbox, one, by=who) for one in nearly for who in ("bo", "cem", "zoe", "lea")
    ]
    for who in ("bo", "cem", "zoe"):
        heard.append(await says(sandbox, who, "indicators", "You own no indicator"))
        heard.append(await says(sandbox, who, "record zebrafinsh 7", "I know no indicator"))
    slack.person("maria").leaves("#board")
    await sandbox.settle()
    await sandbox.advance_to(berlin(10, 18, month=4))
    told = {who: "".join(dms(sandbox, who)) for who in ("maria", "bo", "cem", "zoe", "lea")}
    heard += [await says(sandbox, "maria", "indicators", "You own no indicator")]
    assert CANARY in told.pop("lea"), "the control: the lead is in it"
    assert CANARY not in "".join([*heard, *told.values()])
    ignore_rest(sandbox)
