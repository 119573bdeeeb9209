"""An edited ladder is applied to an item that is overdue: nobody is skipped, nobody told twice.

B-1 is due on Wednesday at 16:00, when Lea is told; at 16:30 the ladder is edited.
"""

import pytest

from bot.demo.sandbox import Sandbox
from tests.stories.heard import berlin, heard, ignore_rest, log, posted
from tests.stories.test_ladder_form import in_part, opened, words

LINE = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
ALL = {"Open items that were logged before (1)": "All of them use this one"}
WHEN = "Notify them … after the due date"


@pytest.fixture
async def overdue(laddered_sandbox: Sandbox) -> Sandbox:
    sandbox = laddered_sandbox
    await log(sandbox, LINE)
    await sandbox.advance_to(berlin(25, 16, 30))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    ignore_rest(sandbox, "maria", "#launch")
    return sandbox


async def saved_for_all(sandbox: Sandbox, who: str) -> None:
    person = sandbox.slack.person(who)
    await person.fills(ALL)
    assert "New items and 1 open item use it" in words(await person.submits())
    await person.closes(everything=True)
    await sandbox.settle()


@pytest.mark.on_both_databases
async def test_who_moves_down_as_the_lead_goes_is_still_told(overdue: Sandbox) -> None:
    sandbox, cem = overdue, overdue.slack.person("cem")
    await opened(sandbox, "cem")
    await cem.clicks("remove:0")
    await saved_for_all(sandbox, "cem")
    await sandbox.advance_to(berlin(27, 15))
    assert heard(sandbox, "cem") == ["Thu 26 16:00 B-1"]
    assert posted(sandbox) == ["Thu 26 16:00 B-1 aloud"]
    assert heard(sandbox, "lea") == []
    ignore_rest(sandbox, "maria")


async def test_when_two_steps_change_places_each_person_is_told_once(overdue: Sandbox) -> None:
    sandbox, lea = overdue, overdue.slack.person("lea")
    await opened(sandbox, "lea")
    await lea.clicks("down:0")
    await saved_for_all(sandbox, "lea")
    await sandbox.advance_to(berlin(27, 15))
    assert heard(sandbox, "cem") == ["Wed 25 16:30 B-1"], "the first step is at once"
    assert heard(sandbox, "lea") == []
    ignore_rest(sandbox, "maria", "#launch")


async def test_a_step_put_below_the_lead_is_told_and_the_lead_not_again(overdue: Sandbox) -> None:
    sandbox, lea = overdue, overdue.slack.person("lea")
    await opened(sandbox, "lea")
    await in_part(sandbox, "Add a step", {WHEN: "at once", "People": ["bo"]}, who="lea")
    await lea.clicks("up:1")
    await lea.submits()
    await lea.fills({"Is this what you want?": ["Save anyway"]})
    await saved_for_all(sandbox, "lea")
    await sandbox.advance_to(berlin(27, 15))
    assert heard(sandbox, "bo") == ["Wed 25 11:30 B-1"], "in New York"
    assert heard(sandbox, "cem") == ["Thu 26 16:00 B-1"]
    assert heard(sandbox, "lea") == []
    ignore_rest(sandbox, "maria", "#launch")


async def test_on_a_shorter_ladder_the_fallback_is_announced(overdue: Sandbox) -> None:
    """Leadership was told on Thursday 16:00 as step 2, which the fallback is on the new ladder."""
    sandbox, lea = overdue, overdue.slack.person("lea")
    await sandbox.advance_to(berlin(26, 16, 30))
    ignore_rest(sandbox, "cem", "maria", "#launch")
    await opened(sandbox, "lea")
    await lea.clicks("remove:1")
    await saved_for_all(sandbox, "lea")
    await sandbox.advance_to(berlin(27, 16))
    assert posted(sandbox) == ["Fri 27 16:00 B-1 aloud"]
    assert heard(sandbox, "maria")[-1] == "Fri 27 16:00 B-1"
