"""A ladder is edited while an item is on its way up: nobody is skipped, nobody is told twice."""

from collections.abc import Awaitable, Callable

import pytest

from bot.demo.sandbox import Sandbox
from playground.person.person import Person
from tests.stories.heard import berlin, heard, ignore_rest, log, save
from tests.stories.test_passed_date_climbs import TODAY

Edit = Callable[[Person], Awaitable[object]]


async def without_the_first(lea: Person) -> None:
    await lea.clicks("remove:0")


async def the_other_way_round(lea: Person) -> None:
    await lea.clicks("up:1")


async def bo_before_lea(lea: Person) -> None:
    await lea.clicks("Add a step")
    await lea.fills({"People": ["bo"], "Notify them … after the due date": "at once"})
    await lea.submits()
    await lea.clicks("up:1")


async def bo_beside_lea(lea: Person) -> None:
    await lea.clicks("ladder.edit.0")
    await lea.fills({"People": ["bo", "lea"]})
    await lea.submits()


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (without_the_first, {"cem": ["Thu 26 16:00 B-1"]}),
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
    sandbox, lea = laddered_sandbox, laddered_sandbox.slack.person("lea")
    await log(sandbox, f"/blocker {TODAY}")
    await sandbox.advance_to(berlin(25, 16, 30))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    await lea.types("#launch", "/backstop setup")
    await edit(lea)
    await lea.fills({"Open items that were logged before (1)": "All of them use this one"})
    await save(lea)
    await lea.closes(everything=True)
    await sandbox.advance_to(berlin(26, 17, 30))
    got = {who: heard(sandbox, who) for who in ("lea", "bo", "cem")}
    assert {who: said for who, said in got.items() if said} == told
    ignore_rest(sandbox)
