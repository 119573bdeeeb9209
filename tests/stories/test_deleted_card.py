"""An admin deletes a card: its item gets a new one, and nobody is told twice."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.state.workspace import Message
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, types

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"


async def test_an_item_whose_card_is_deleted_escalates_under_a_new_card(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, TODAY, by="cem")
    ignore_rest(sandbox, "maria")
    sandbox.slack.person("lea").deletes(card)
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "maria") == ["Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    said = sandbox.slack.expectations.messages_in("#launch")
    stray, again = (message for message in said if not message.is_reply)
    assert posted(sandbox) == ["Wed 25 16:00 B-1 aloud", "Wed 25 16:00 B-1 aloud"]
    assert "is overdue" in again.text
    await types(sandbox, "maria", "/blocker B-1 note restarted it")
    await sandbox.slack.expectations.expect_thread("#launch", again, "restarted it")
    await sandbox.slack.expectations.expect_change(again, "*B-1*")
    assert "posted the card again" in await types(sandbox, "maria", "/blocker B-1")
    assert not stray.deleted
    await sandbox.advance_to(berlin(25, 18))
    assert [heard(sandbox, name) for name in ("maria", "lea", "cem")] == [[], [], []]
    assert posted(sandbox) == []


@pytest.mark.on_both_databases
async def test_a_card_that_retention_took_comes_back_with_the_next_change(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, TODAY, by="cem")
    ignore_rest(sandbox, "maria")
    sandbox.slack.person("lea").deletes(card)
    await sandbox.slack.person("maria").clicks("Acknowledge", message=new_item_dm(sandbox))
    await sandbox.settle()
    stray, again = (m for m in sandbox.slack.expectations.messages_in("#launch") if not m.is_reply)
    assert "acknowledged" in stray.text
    assert "acknowledged" in again.text.casefold()
    assert len(posted(sandbox)) == 2
    await sandbox.slack.person("maria").clicks("Resolve", message=again)
    await sandbox.slack.person("maria").submits()
    await sandbox.settle()
    await sandbox.slack.expectations.expect_change(again, "is resolved")
    await sandbox.slack.expectations.expect_thread("#launch", again, "resolved it")
    ignore_rest(sandbox, "cem")


def new_item_dm(sandbox: Sandbox) -> Message:
    """The message that told Maria of the new item."""
    return sandbox.slack.expectations.dms_to("maria")[-1]
