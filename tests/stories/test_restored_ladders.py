"""A restored backup and the ladder of a channel: a draft, a version that is lost, items on it.

Wednesday 10:30: Lea leads, Cem is leadership, and B-1 is due at 16:00.
"""

import pytest

from bot.demo.sandbox import Sandbox
from playground.state.workspace import Message
from tests.stories.heard import berlin, fill_in, heard, ignore_rest, is_ladder_news, log, types
from tests.stories.test_restored_backup import back_up, restore
from tests.stories.test_setup import policy

pytestmark = pytest.mark.of_one_bot

LINE = "/blocker SSO login fails owner @maria due today 4pm fallback use passwords"
ALL = {"Open items that were logged before (1)": "All of them use this one"}


async def save(sandbox: Sandbox, **changes: object) -> None:
    """Lea saves the ladder with these changes and puts B-1 on it."""
    lea = sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop setup")
    await fill_in(lea, {**changes, **ALL})
    await lea.closes(everything=True)
    await sandbox.settle()


def news(sandbox: Sandbox, version: int) -> list[Message]:
    """What the channel was told of this version."""
    said = sandbox.slack.expectations.messages_in("#launch")
    return [one for one in said if is_ladder_news(one) and f"(version {version})" in one.text]


async def test_a_draft_in_the_backup_waits_again(laddered_sandbox: Sandbox) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    lea = sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop setup")
    await lea.clicks("ladder.page.hours")
    await lea.fills({"Holidays of": "DE"})
    await lea.submits()
    backup = back_up(sandbox)
    await lea.submits()
    await lea.closes(everything=True)
    await sandbox.settle()
    assert (policy(sandbox).version, policy(sandbox).holidays) == (3, "DE")
    await sandbox.advance(minutes=10)
    await restore(sandbox, backup, taken_at=taken_at)
    await lea.types("#launch", "/backstop setup")
    await lea.sees_form("and have not saved it yet.", "not on holidays of DE")
    await lea.submits()
    await lea.sees_form("Saved")
    assert (policy(sandbox).version, policy(sandbox).holidays) == (3, "DE")
    ignore_rest(sandbox)


async def test_a_version_that_the_backup_lacks_is_gone_and_the_next_is_told_and_applied_once(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, LINE)
    taken_at, backup = sandbox.now(), back_up(sandbox)
    await sandbox.advance(minutes=5)
    await save(sandbox, **{"Notify the lead … after the due date": "2 working hours"})
    await sandbox.advance(minutes=5)
    await restore(sandbox, backup, taken_at=taken_at)
    assert "Ladder version 2." in await types(sandbox, "maria", "/blocker B-1 plan")
    await sandbox.advance_to(berlin(25, 16, 30))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"], "as on the ladder of before"
    later = {"Notify leadership … after the due date": "2 working days"}
    later |= {"The fallback applies … after the due date": "3 working days"}
    await save(sandbox, **later)
    assert ["Leadership is notified: 2 working days" in one.text for one in news(sandbox, 3)] == [
        *(False, True)
    ]
    await sandbox.advance_to(berlin(30, 17))
    assert heard(sandbox, "lea") == []
    assert heard(sandbox, "cem") == ["Fri 27 16:00 B-1"]
    ignore_rest(sandbox)


async def test_what_fell_due_on_an_applied_ladder_is_told_once_after_a_restore(
    laddered_sandbox: Sandbox,
) -> None:
    """On the ladder that B-1 was put on, Cem is told on Wednesday at 17:00 with Lea, at 16:00."""
    sandbox = laddered_sandbox
    await log(sandbox, LINE)
    soon = {"Notify leadership … after the due date": "1 working hour"}
    soon |= {"Time to answer before the next step (working hours)": "1 h"}
    await save(sandbox, **soon)
    taken_at, backup = sandbox.now(), back_up(sandbox)
    await sandbox.advance_to(berlin(25, 16, 30))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(26, 10))
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance(minutes=10)
    assert heard(sandbox, "lea") == [], "what left before is found in Slack"
    assert heard(sandbox, "cem") == ["Thu 26 10:00 B-1"]
    assert "Ladder version 3." in await types(sandbox, "maria", "/blocker B-1 plan")
    ignore_rest(sandbox)
