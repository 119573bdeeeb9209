"""Promise 5, upwards: the second slip goes to the lead, each later one to leadership."""

import pytest

from bot.demo.sandbox import Town
from playground.rules.seen import message_words
from playground.state.workspace import Message
from tests.stories.hearing import berlin, heard, ignore_rest, log, posted, set_up, types

FRIDAY = "/blocker staging is down owner @maria due fri 4pm fallback use the replica"


async def moved(town: Town, when: str, *, by: str = "maria") -> str:
    return await types(town, by, f"/blocker B-1 move {when} because the vendor is slow")


async def slip_told_to(town: Town, who: str) -> Message:
    return await town.slack.expectations.expect_dm(who, "*B-1* slipped")


@pytest.mark.on_both_databases
async def test_the_second_slip_goes_to_the_lead_and_each_later_one_to_leadership(
    laddered_town: Town,
) -> None:
    town = laddered_town
    card = await log(town, FRIDAY)
    await moved(town, "mon 4pm")
    assert [heard(town, who) for who in ("lea", "cem")] == [[], []]
    await moved(town, "tue 4pm")
    dm = await slip_told_to(town, "lea")
    assert "*B-1* slipped twice: staging is down" in dm.text
    drift = "(2 working days later than the first date, Fri 27 Mar 16:00 CET)"
    assert f"Now due Tue 31 Mar 16:00 CEST {drift}." in dm.text
    assert f"Moved by <@{town.slack.person('maria').id}>, because the vendor is slow." in dm.text
    thread = await town.slack.expectations.expect_thread("#launch", card, "slipped twice")
    assert "2 working days later than the first date, Fri 27 Mar 16:00 CET)" in thread.text
    assert heard(town, "cem") == []

    await moved(town, "mon 4pm")  # a pull-in is no slip; Lea was told the date that it replaces
    assert (heard(town, "lea"), heard(town, "cem")) == (["Wed 25 10:30 B-1"], [])
    await moved(town, "2 apr 4pm")
    assert "(4 working days later than" in (await slip_told_to(town, "cem")).text
    assert heard(town, "lea") == ["Wed 25 10:30 B-1"]
    assert "Slipped 3 times · Pulled in once · First due" in message_words(card)
    await types(town, "maria", "/blocker B-1 resolve restarted it")
    await types(town, "maria", "/blocker B-1 reopen because it fell again")
    assert "Slipped 3 times" in message_words(card), "a reopening keeps the count"
    for who in ("lea", "cem"):
        ignore_rest(town, who)
    ignore_rest(town, "#launch")


async def test_whoever_moved_it_is_not_told_and_the_next_rung_is(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, FRIDAY)
    await moved(town, "mon 4pm")
    await moved(town, "tue 4pm", by="lea")
    assert (await slip_told_to(town, "cem")).at == berlin(25, 10, 30)
    assert heard(town, "lea") == []
    await moved(town, "wed 4pm", by="cem")
    assert heard(town, "cem") == []
    ignore_rest(town, "lea", "maria", "#launch")


async def test_where_nobody_is_set_the_channel_is_told(town: Town) -> None:
    await log(town, FRIDAY)
    await moved(town, "mon 4pm")
    assert posted(town) == ["Wed 25 10:30 B-1"]
    await moved(town, "tue 4pm")
    assert posted(town) == ["Wed 25 10:30 B-1 aloud"]


async def test_the_channel_sets_how_many_moves_are_too_many(town: Town) -> None:
    await set_up(town, {"Tell the lead when a date has slipped": "1 time"})
    await log(town, FRIDAY)
    await moved(town, "mon 4pm")
    assert "slipped once" in (await slip_told_to(town, "lea")).text
    await moved(town, "tue 4pm")
    assert "slipped twice" in (await slip_told_to(town, "cem")).text
    ignore_rest(town, "lea", "#launch")


async def test_a_move_to_the_same_instant_is_none(laddered_town: Town) -> None:
    town = laddered_town
    card = await log(town, FRIDAY)
    said = await moved(town, "fri 16:00")
    assert "B-1 has that date already. Name another:" in said
    assert "`/blocker B-1 move fri 5pm because …`" in said
    assert "Slipped" not in message_words(card)
