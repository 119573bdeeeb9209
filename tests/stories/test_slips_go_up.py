"""Promise 5, upwards: the second slip goes to the lead, each later one to leadership."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from playground.state.workspace import Message
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, set_up, types

FRIDAY = "/blocker staging is down owner @maria due fri 4pm fallback use the replica"


async def moved(sandbox: Sandbox, when: str, *, by: str = "maria") -> str:
    return await types(sandbox, by, f"/blocker B-1 move {when} because the vendor is slow")


async def slip_told_to(sandbox: Sandbox, who: str) -> Message:
    return await sandbox.slack.expectations.expect_dm(who, "*B-1* slipped")


async def test_the_second_slip_goes_to_the_lead_and_each_later_one_to_leadership(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, FRIDAY)
    await moved(sandbox, "mon 4pm")
    assert [heard(sandbox, who) for who in ("lea", "cem")] == [[], []]
    await moved(sandbox, "tue 4pm")
    dm = await slip_told_to(sandbox, "lea")
    assert "*B-1* slipped twice: staging is down" in dm.text
    drift = "(2 working days later than the first date, Fri 27 Mar 16:00 CET)"
    assert f"Now due Tue 31 Mar 16:00 CEST {drift}." in dm.text
    assert f"Moved by <@{sandbox.slack.person('maria').id}>, because the vendor is slow." in dm.text
    thread = await sandbox.slack.expectations.expect_thread("#launch", card, "slipped twice")
    assert "2 working days later than the first date, Fri 27 Mar 16:00 CET)" in thread.text
    assert heard(sandbox, "cem") == []

    await moved(
        sandbox, "mon 4pm"
    )  # a pull-in is not a slip; Lea was told the date that it replaces
    assert (heard(sandbox, "lea"), heard(sandbox, "cem")) == (["Wed 25 10:30 B-1"], [])
    await moved(sandbox, "2 apr 4pm")
    assert "(4 working days later than" in (await slip_told_to(sandbox, "cem")).text
    assert heard(sandbox, "lea") == ["Wed 25 10:30 B-1"]
    assert "Slipped 3 times · Pulled in once · First due" in message_words(card)
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    await types(sandbox, "maria", "/blocker B-1 reopen because it fell again")
    assert "Slipped 3 times" in message_words(card), "a reopening keeps the count"
    ignore_rest(sandbox, "lea", "cem", "#launch")


async def test_whoever_moved_it_is_not_told_and_the_next_rung_is(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, FRIDAY)
    await moved(sandbox, "mon 4pm")
    await moved(sandbox, "tue 4pm", by="lea")
    assert (await slip_told_to(sandbox, "cem")).at == berlin(25, 10, 30)
    assert heard(sandbox, "lea") == []
    await moved(sandbox, "wed 4pm", by="cem")
    assert heard(sandbox, "cem") == []
    ignore_rest(sandbox, "lea", "maria", "#launch")


async def test_where_nobody_is_set_the_channel_is_told(sandbox: Sandbox) -> None:
    await log(sandbox, FRIDAY)
    await moved(sandbox, "mon 4pm")
    assert posted(sandbox) == ["Wed 25 10:30 B-1"]
    await moved(sandbox, "tue 4pm")
    assert posted(sandbox) == ["Wed 25 10:30 B-1 aloud"]


async def test_the_channel_sets_how_many_moves_are_too_many(sandbox: Sandbox) -> None:
    await set_up(sandbox, {"Tell the lead when a date has slipped": "1 time"})
    await log(sandbox, FRIDAY)
    await moved(sandbox, "mon 4pm")
    assert "slipped once" in (await slip_told_to(sandbox, "lea")).text
    await moved(sandbox, "tue 4pm")
    assert "slipped twice" in (await slip_told_to(sandbox, "cem")).text
    ignore_rest(sandbox, "lea", "#launch")


async def test_a_move_to_the_same_instant_is_none(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, FRIDAY)
    said = await moved(sandbox, "fri 16:00")
    assert "B-1 has that date already. Name another:" in said
    assert "`/blocker B-1 move fri 5pm because …`" in said
    assert "Slipped" not in message_words(card)
