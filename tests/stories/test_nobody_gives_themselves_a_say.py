"""Editing a ladder gives the editor no right to an item that is open already."""

from bot.demo.sandbox import Sandbox
from tests.stories.heard import berlin, heard, ignore_rest, log, set_up, types

LINE = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
SWITCH = {"Open items that were logged before (1)": "All of them use this one"}
MINE = {"Lead: people": ["cem"], "Leadership: people": []}
OURS = {"Lead: people": ["cem", "lea"], "Leadership: people": []}
REFUSED = "You cannot withdraw B-1. Only"


async def withdraws(sandbox: Sandbox, who: str) -> str:
    return await types(sandbox, who, "/blocker B-1 withdraw because I want it gone")


async def test_to_be_told_by_a_ladder_of_ones_own_gives_no_say(sandbox: Sandbox) -> None:
    await log(sandbox, LINE)
    await set_up(sandbox, {**MINE, **SWITCH}, by="cem")
    assert REFUSED in await withdraws(sandbox, "cem")
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "cem") == ["Wed 25 16:00 B-1"], "Cem is told like any lead"
    assert REFUSED in await withdraws(sandbox, "cem")
    assert "You cannot resolve B-1." in await types(
        sandbox, "cem", "/blocker B-1 resolve because I say so"
    )
    assert "acknowledged it" in await types(sandbox, "cem", "/blocker B-1 ack")
    ignore_rest(sandbox, "maria", "#launch")


async def test_to_call_a_step_that_one_put_oneself_on_gives_no_say(sandbox: Sandbox) -> None:
    await log(sandbox, LINE)
    await set_up(sandbox, {**OURS, **SWITCH}, by="cem")
    await types(sandbox, "cem", "/blocker B-1 escalate because I am stuck")
    assert heard(sandbox, "lea") == ["Wed 25 10:30 B-1"]
    assert REFUSED in await withdraws(sandbox, "cem")
    assert "withdrew it" in await withdraws(sandbox, "lea"), "Cem named her, so she may"
    ignore_rest(sandbox, "maria", "lea", "cem", "#launch")


async def test_the_last_question_goes_past_those_who_gave_themselves_the_place(
    sandbox: Sandbox,
) -> None:
    """Due Wed 25 Mar 16:00, so the fallback applies on Fri 27 Mar 16:00; a week later they ask."""
    await set_up(sandbox, {"Who can change this setup": "Everybody in the channel"})
    await log(sandbox, LINE)
    await sandbox.advance_to(berlin(27, 17))
    await set_up(sandbox, {"Leadership: people": ["cem", "bo"], **SWITCH}, by="bo")
    ignore_rest(sandbox, "lea", "cem", "bo", "#launch")
    await sandbox.advance_to(berlin(3, 17, month=4))
    assert heard(sandbox, "cem") == ["Fri 03 09:00 B-1"]
    assert heard(sandbox, "bo") == []
    keep = "/blocker B-1 keep until fri because so"
    assert "You cannot keep open B-1." in await types(sandbox, "bo", keep)
    assert "keeps it open" in await types(sandbox, "cem", keep)
    ignore_rest(sandbox, "maria", "#launch")


async def test_nor_does_it_take_the_say_of_a_lead(sandbox: Sandbox) -> None:
    await set_up(sandbox, {"Who can change this setup": "Everybody in the channel"})
    await log(sandbox, LINE)
    await set_up(sandbox, {"Lead: people": ["bo"], **SWITCH}, by="bo")
    refused = await withdraws(sandbox, "bo")
    assert "Only Maria Silva, Lea Roth, Cem Aydin or an admin can do that." in refused
    assert "withdrew it" in await withdraws(sandbox, "lea")
    ignore_rest(sandbox, "maria", "bo", "lea", "cem", "#launch")
