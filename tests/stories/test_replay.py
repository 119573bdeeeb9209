"""A channel sees what its ladder would have done to the items of the last weeks."""

import pytest

from bot.demo.sandbox import Sandbox
from tests.stories.heard import berlin, ignore_rest, log, set_up
from tests.stories.test_passed_date_climbs import TODAY


async def test_where_nothing_has_happened_there_is_nothing_to_count(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop replay")
    await maria.sees_form("The last 8 weeks", "Nothing has happened yet")


async def test_the_ladder_of_today_is_tried_on_an_item_that_had_another(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, f"/blocker {TODAY}")
    later = {"Notify the lead … after the due date": "1 working day"}
    later |= {"Notify leadership … after the due date": "2 working days"}
    later |= {"The fallback applies … after the due date": "3 working days"}
    await set_up(sandbox, later, by="lea")
    await sandbox.advance_to(berlin(26, 18))
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop replay 4 weeks")
    await maria.sees_form(
        "1 item of the last 4 weeks: 1 escalation instead of 2",
        "B-1 would have reached the lead a working day later and leadership not at all.",
        "Reminders: ",
        "This assumes that everybody acts as they did.",
    )
    ignore_rest(sandbox)


async def test_more_weeks_than_we_look_back_are_refused(sandbox: Sandbox) -> None:
    seen = await sandbox.slack.person("maria").types("#launch", "/backstop replay 99 weeks")
    assert "Choose 1 to 52 weeks." in seen.text


async def test_the_form_tries_what_is_not_saved_yet(laddered_sandbox: Sandbox) -> None:
    # The lead a working day later: Thu 26 16:00, with a chance to answer until Friday.
    sandbox, lea = laddered_sandbox, laddered_sandbox.slack.person("lea")
    await log(sandbox, f"/blocker {TODAY}")
    await sandbox.advance_to(berlin(26, 18))
    await lea.types("#launch", "/backstop setup")
    await lea.clicks("ladder.edit.0")
    await lea.fills({"Notify them … after the due date": "1 working day"})
    await lea.submits()
    await lea.clicks("What would it have done?")
    await lea.sees_form(
        "1 item of the last 8 weeks: 1 escalation instead of 2",
        "B-1 would have reached the lead a working day later and leadership not at all.",
    )
    await lea.closes(everything=True)
    ignore_rest(sandbox)


@pytest.mark.parametrize("how", ["error", "reset", "status", "html"])
async def test_slack_may_not_take_the_answer_and_the_next_one_comes(
    laddered_sandbox: Sandbox, how: str
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await log(sandbox, f"/blocker {TODAY}")
    sandbox.slack.faults.add(how, "views.update", code="not_found")
    await maria.types("#launch", "/backstop replay")
    await maria.sees_form("Counting")
    await maria.closes(everything=True)
    sandbox.slack.faults.clear()
    await maria.types("#launch", "/backstop replay")
    await maria.sees_form("1 item of the last 8 weeks: 0 escalations, as many as now.")
    ignore_rest(sandbox)
