"""A restored backup that holds a customer, a link, a dependency and a follower: all told once.

Maria owns B-1, about Harbor; Lea, the lead, has that account. Ned's D-1 needs B-1, and Zoe follows
it. On Wednesday evening, before the backup, B-1 moves past the date promised to Harbor and past
Ned's: all four have to be told in the morning.
"""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from playground.state.workspace import Message
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, types
from tests.stories.test_customers import make
from tests.stories.test_restored_backup import back_up, restore

pytestmark = pytest.mark.of_one_bot

TOLD = ("cem", "lea", "ned", "zoe")
IMPORT = (
    "/blocker Import stuck, see https://a.test/7 customer: Harbor owner @maria due thu 4pm "
    "fallback by hand"
)
LATER = "This is later than 26 Mar, the date promised to Harbor."
NOBODY: list[list[str]] = [[]] * len(TOLD)


@pytest.fixture
async def evening_sandbox(laddered_sandbox: Sandbox) -> Sandbox:
    """Wednesday 20:00, with four messages that wait for the morning."""
    sandbox, slack = laddered_sandbox, laddered_sandbox.slack
    for name in ("ned", "zoe"):
        slack.add_person(name, real_name=name.title(), tz="Europe/Berlin").joins("#launch")
        await sandbox.bot.workspace.directory.refresh_person(slack.person(name).id)
    await make(sandbox, IMPORT, by="cem")
    await log(sandbox, "/decision Which DPA owner me due fri noon fallback ours", by="ned")
    await types(sandbox, "ned", "/decision D-1 needs B-1")
    await types(sandbox, "zoe", "/blocker B-1 follow")
    await types(sandbox, "lea", "/backstop customer Harbor owner me")
    await types(sandbox, "lea", "/backstop customer Harbor live thu")
    await sandbox.advance_to(berlin(25, 20))
    await types(sandbox, "maria", "/blocker B-1 move fri 4pm because the vendor is late")
    ignore_rest(sandbox)
    return sandbox


def told(sandbox: Sandbox) -> list[list[str]]:
    """The new direct messages to each of the four."""
    return [heard(sandbox, who) for who in TOLD]


def card(sandbox: Sandbox) -> Message:
    said = sandbox.slack.expectations.messages_in("#launch")
    return next(one for one in said if "Import stuck" in one.text and not one.is_reply)


async def test_what_was_told_of_them_is_found_in_slack_and_not_told_again(
    evening_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = evening_sandbox, evening_sandbox.now()
    backup = back_up(sandbox)
    await sandbox.advance_to(berlin(26, 9, 30))
    at = "Thu 26 09:00"
    assert told(sandbox) == [[f"{at} B-1"], [f"{at} B-1"], [f"{at} D-1 B-1"], [f"{at} B-1"]]
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance(minutes=5)
    assert (told(sandbox), posted(sandbox)) == (NOBODY, [])
    for words in ("*Customer:* Harbor", "*Links:* 1. ", "*Blocks* ", "due Fri 27 Mar 16:00 CET"):
        assert words in message_words(card(sandbox))
    await types(sandbox, "maria", "/blocker B-1 resolve the vendor did it")
    at = "Thu 26 09:35"
    assert told(sandbox) == [[f"{at} B-1"], [], [f"{at} D-1"], [f"{at} B-1"]]
    ignore_rest(sandbox)


async def test_what_the_backup_had_not_told_and_rungs_that_fell_due_are_told_once(
    evening_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = evening_sandbox, evening_sandbox.now()
    backup = back_up(sandbox)
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(27, 16, 30))
    await restore(sandbox, backup, taken_at=taken_at)
    at = "Fri 27 16:30"
    assert told(sandbox) == [[f"{at} B-1"], [f"{at} D-1 B-1"], [f"{at} D-1"], [f"{at} B-1"]]
    assert posted(sandbox) == [f"{at} D-1", f"{at} B-1"]
    lea = sandbox.slack.expectations.dms_to("lea")[-1].text
    assert lea.count(LATER) == 1
    assert lea.count("🔴 *B-1*") == lea.count("🔴 *D-1*") == 1
    await sandbox.advance(minutes=5)
    assert (told(sandbox), posted(sandbox)) == (NOBODY, [])
    ignore_rest(sandbox, "maria")


async def test_rungs_that_count_from_when_it_became_urgent_fire_once(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker SSO fails owner @maria due today 4pm fallback wait", by="cem")
    await sandbox.advance_to(berlin(25, 18))
    await types(sandbox, "maria", "/blocker B-1 urgent")
    ignore_rest(sandbox)
    taken_at, backup = sandbox.now(), back_up(sandbox)
    await sandbox.advance_to(berlin(26, 18))
    assert heard(sandbox, "cem") == ["Thu 26 18:00 B-1"]
    ignore_rest(sandbox)
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance(minutes=5)
    assert [heard(sandbox, who) for who in ("maria", "lea", "cem")] == [[], [], []]
    assert posted(sandbox) == []
    await sandbox.advance_to(berlin(27, 18))
    assert posted(sandbox) == ["Fri 27 18:00 B-1 aloud"]
    ignore_rest(sandbox)
