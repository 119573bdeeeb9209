"""An acknowledgement lives as long as the work: notes prolong it, up to three holds."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons
from tests.stories.heard import berlin, heard, ignore_rest, log, types

LINE = "/blocker Staging is down owner @maria due today 12:00 fallback use production"


async def test_notes_of_the_owner_put_leadership_off_up_to_three_holds(
    laddered_sandbox: Sandbox,
) -> None:
    # Due Wed 12:00; Cem would be told on Thu 12:00.
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await log(sandbox, LINE)
    await sandbox.advance_to(berlin(26, 11))
    reminder = sandbox.slack.expectations.dms_to("maria")[-1]
    assert "Acknowledge" in buttons(reminder.blocks)[0]
    await maria.clicks("Acknowledge", message=reminder)
    for day, hour, minute, until in (
        (26, 14, 0, "Fri 27 Mar 10:00"),
        (27, 9, 30, "Fri 27 Mar 13:30"),
        (27, 12, 0, "Fri 27 Mar 15:00"),
    ):
        await sandbox.advance_to(berlin(day, hour, minute))
        said = await types(sandbox, "maria", "/blocker B-1 note still at it")
        assert f"escalation is paused until {until} CET" in said
    assert heard(sandbox, "cem") == []
    await sandbox.advance_to(berlin(27, 14, 59))
    said = await types(sandbox, "maria", "/blocker B-1 steady")
    assert "paused" not in said.partition("\n")[0]
    await sandbox.advance_to(berlin(27, 15))
    assert heard(sandbox, "cem") == ["Fri 27 15:00 B-1"]
    ignore_rest(sandbox)


async def test_a_button_says_until_when_escalation_would_be_paused(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, lea = laddered_sandbox, laddered_sandbox.slack.person("lea")
    card = await log(sandbox, LINE)
    await sandbox.advance_to(berlin(26, 9))
    reminder = sandbox.slack.expectations.dms_to("maria")[-1]
    # Four working hours from 9:00 end at 13:00, after leadership would be told.
    assert buttons(reminder.blocks)[0] == "Acknowledge, until Thu 13:00"
    assert buttons(card.blocks)[0] == "Acknowledge", "its readers have different clocks"
    first = sandbox.slack.expectations.dms_to("lea")[0]
    await lea.clicks("Acknowledge", message=first)
    await sandbox.settle()
    assert "Next: Thu 26 Mar 13:00 CET" in first.text
    ignore_rest(sandbox)
