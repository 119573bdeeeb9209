"""What an edited ladder changes for open items: nobody is skipped, nobody is told twice."""

from collections.abc import Awaitable, Callable, Mapping

import pytest

from bot.demo.sandbox import Sandbox
from playground.person.person import Person
from playground.state.workspace import Message
from tests.stories.heard import ASKED, berlin, heard, ignore_rest, log, posted, save, set_up, types

Edit = Callable[[Person], Awaitable[None]]
LINE = "/blocker staging is down owner @bo due today 4pm fallback use the replica"
MARIAS = LINE.replace("@bo", "@maria")
ALL = {"Open items that were logged before (1)": "All of them use this one"}


async def test_who_puts_themselves_on_a_ladder_is_told_and_withdraws_nothing(
    sandbox: Sandbox,
) -> None:
    await log(sandbox, LINE)
    refused = "You cannot withdraw B-1. Only Maria Silva or an admin can do that."
    assert refused in await types(sandbox, "cem", "/blocker B-1 withdraw because it is old")
    await set_up(sandbox, {"Lead: people": ["cem"], "Leadership: people": [], **ALL}, by="cem")
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "cem") == ["Wed 25 16:00 B-1"]
    assert refused in await types(sandbox, "cem", "/blocker B-1 withdraw because it is old")
    assert "acknowledged it" in await types(sandbox, "cem", "/blocker B-1 ack")
    await set_up(sandbox, {"Lead: people": ["cem"], "Leadership: people": []}, by="cem")
    await log(sandbox, LINE.replace("today 4pm", "thu 4pm"))
    said = await types(sandbox, "cem", "/blocker B-2 withdraw because it is old")
    assert "withdrew it" in said, "it was logged with that ladder"
    ignore_rest(sandbox)


@pytest.mark.on_both_databases
async def test_an_item_that_is_put_on_another_ladder_is_told_once_by_that_one(
    laddered_sandbox: Sandbox,
) -> None:
    """Due Wed 16:00: the lead 2 working hours later, leadership and the fallback as before."""
    sandbox = laddered_sandbox
    await log(sandbox, LINE)
    later = {"Notify the lead … after the due date": "2 working hours"}
    await set_up(sandbox, later | ALL, by="lea")
    plan = await types(sandbox, "cem", "/blocker B-1 plan")
    assert "Thu 26 Mar 10:00 CET: <@" in plan
    assert "Ladder version 3." in plan
    await sandbox.advance_to(berlin(26, 17))
    assert heard(sandbox, "lea") == ["Thu 26 10:00 B-1"]
    assert heard(sandbox, "cem") == ["Thu 26 16:00 B-1"]
    assert posted(sandbox) == ["Thu 26 10:00 B-1", "Thu 26 16:00 B-1 aloud"]
    ignore_rest(sandbox, "bo", "maria")


async def test_who_edits_the_ladder_of_an_item_has_not_answered(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, LINE)
    await sandbox.advance_to(berlin(25, 16, 5))
    await set_up(
        sandbox, {"The fallback applies … after the due date": "3 working days", **ALL}, by="lea"
    )
    await sandbox.advance(minutes=1)
    assert "*Lea Roth* told Wed 25 Mar 16:00 CET. Reported by" in card(sandbox).text
    assert "put it on version 3 of the ladder" in await types(sandbox, "cem", "/blocker B-1")
    ignore_rest(sandbox)


def card(sandbox: Sandbox) -> Message:
    said = sandbox.slack.expectations.messages_in("#launch")
    return next(one for one in said if "staging is down" in one.text and not one.is_reply)


async def edited(
    sandbox: Sandbox, who: str, edit: Edit, answers: Mapping[str, object] | None = None
) -> None:
    """Somebody edits the ladder, and puts all open items on it; `answers` to what is asked then."""
    person = sandbox.slack.person(who)
    await person.types("#launch", "/backstop setup")
    await edit(person)
    await person.fills(ALL)
    await save(person, answers or {})
    await person.closes(everything=True)


async def without_the_first(person: Person) -> None:
    await person.clicks("remove:0")


async def without_the_second(person: Person) -> None:
    await person.clicks("remove:1")


async def test_nobody_is_skipped_as_a_step_below_is_removed(laddered_sandbox: Sandbox) -> None:
    """Lea was told; on the shorter ladder Cem is the first, a working day after the date."""
    sandbox = laddered_sandbox
    await log(sandbox, MARIAS)
    await sandbox.advance_to(berlin(25, 16, 5))
    assert (heard(sandbox, "lea"), posted(sandbox)) == (["Wed 25 16:00 B-1"], ["Wed 25 16:00 B-1"])
    await edited(sandbox, "cem", without_the_first)
    await sandbox.advance_to(berlin(26, 17, 30))
    got = {who: heard(sandbox, who) for who in ("lea", "bo", "cem")}
    assert got == {"lea": [], "bo": [], "cem": ["Thu 26 16:00 B-1"]}
    await sandbox.advance_to(berlin(27, 16))
    assert posted(sandbox) == ["Thu 26 16:00 B-1 aloud", "Fri 27 16:00 B-1 aloud"]
    assert heard(sandbox, "cem") == []
    ignore_rest(sandbox, "maria", "lea")


async def test_a_shorter_ladder_still_says_that_the_fallback_applies(
    laddered_sandbox: Sandbox,
) -> None:
    """Cem's step is removed after it fired; the fallback takes its place on Friday."""
    sandbox = laddered_sandbox
    await log(sandbox, LINE)
    await sandbox.advance_to(berlin(26, 16, 5))
    assert posted(sandbox) == ["Wed 25 16:00 B-1", "Thu 26 16:00 B-1 aloud"]
    await edited(sandbox, "lea", without_the_second)
    await sandbox.advance_to(berlin(27, 16))
    assert posted(sandbox) == ["Fri 27 16:00 B-1 aloud"]
    ignore_rest(sandbox, "bo", "lea", "cem")


async def the_other_way_round(person: Person) -> None:
    await person.clicks("up:1")


async def bo_before_lea(person: Person) -> None:
    await person.clicks("Add a step")
    await person.fills({"People": ["bo"], "Notify them … after the due date": "at once"})
    await person.submits()
    await person.clicks("up:1")


async def bo_beside_lea(person: Person) -> None:
    await person.clicks("ladder.edit.0")
    await person.fills({"People": ["bo", "lea"]})
    await person.submits()


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (the_other_way_round, {"cem": ["Wed 25 16:30 B-1"]}),
        (bo_before_lea, {"bo": ["Wed 25 11:30 B-1"], "cem": ["Thu 26 16:00 B-1"]}),
        (bo_beside_lea, {"bo": ["Wed 25 11:30 B-1"], "cem": ["Thu 26 16:00 B-1"]}),
    ],
)
async def test_everybody_on_the_new_ladder_is_told_once(
    laddered_sandbox: Sandbox, edit: Edit, told: dict[str, list[str]]
) -> None:
    # Due Wed 16:00 in Berlin, when Lea is told; at 16:30 Lea edits the ladder of all open items.
    # Bo reads it in New York, at 11:30.
    sandbox = laddered_sandbox
    await log(sandbox, MARIAS)
    await sandbox.advance_to(berlin(25, 16, 30))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    await edited(sandbox, "lea", edit, ASKED)
    await sandbox.advance_to(berlin(26, 17, 30))
    got = {who: heard(sandbox, who) for who in ("lea", "bo", "cem")}
    assert {who: said for who, said in got.items() if said} == told
    ignore_rest(sandbox)
