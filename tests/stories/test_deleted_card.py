"""An admin deletes a card: its item goes on under a new one, and nobody is told twice."""

import pytest

from bot.demo.sandbox import Town
from playground.state.workspace import Message
from tests.stories.hearing import berlin, heard, ignore_rest, log, posted, types

pytestmark = pytest.mark.on_both_databases
TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"


async def test_an_item_whose_card_is_deleted_escalates_under_a_new_card(
    laddered_town: Town,
) -> None:
    town = laddered_town
    card = await log(town, TODAY, by="cem")
    ignore_rest(town, "maria")
    town.slack.person("lea").deletes(card)
    await town.advance_to(berlin(25, 16))
    assert heard(town, "maria") == ["Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    assert heard(town, "lea") == ["Wed 25 16:00 B-1"]
    said = town.slack.expectations.messages_in("#launch")
    stray, again = (message for message in said if not message.is_reply)
    assert posted(town) == ["Wed 25 16:00 B-1 aloud", "Wed 25 16:00 B-1 aloud"]
    assert "is overdue" in again.text
    await types(town, "maria", "/blocker B-1 note restarted it")
    await town.slack.expectations.expect_thread("#launch", again, "restarted it")
    await town.slack.expectations.expect_change(again, "*B-1*")
    assert "posted the card again" in await types(town, "maria", "/blocker B-1")
    assert not stray.deleted
    await town.advance_to(berlin(25, 18))
    assert [heard(town, name) for name in ("maria", "lea", "cem")] == [[], [], []]
    assert posted(town) == []


async def test_a_card_that_retention_took_comes_back_with_the_next_change(
    laddered_town: Town,
) -> None:
    town = laddered_town
    card = await log(town, TODAY, by="cem")
    ignore_rest(town, "maria")
    town.slack.person("lea").deletes(card)
    await town.slack.person("maria").clicks("Acknowledge", message=town_dm(town))
    await town.settle()
    stray, again = (m for m in town.slack.expectations.messages_in("#launch") if not m.is_reply)
    assert "acknowledged" in stray.text
    assert "acknowledged" in again.text.casefold()
    assert len(posted(town)) == 2
    await town.slack.person("maria").clicks("Resolve", message=again)
    await town.slack.person("maria").submits()
    await town.settle()
    await town.slack.expectations.expect_change(again, "is resolved")
    await town.slack.expectations.expect_thread("#launch", again, "resolved it")
    ignore_rest(town, "cem")


def town_dm(town: Town) -> Message:
    """What told Maria that the item is hers."""
    return town.slack.expectations.dms_to("maria")[-1]
