"""What can wait comes in bundles once somebody was told enough in one day; nothing else waits."""

import pytest

from bot.demo.sandbox import Sandbox
from tests.stories.heard import berlin, fresh, heard, ignore_rest, log, set_up, told, types
from tests.stories.people import add_berliners
from tests.stories.test_restored_backup import back_up, restore
from tests.support.greeted import StorySandbox


async def move(sandbox: Sandbox, number: int) -> None:
    """Maria moves one item by a day."""
    line = f"/blocker B-{number} move 17 apr noon because legal needs longer"
    await types(sandbox, "maria", line)


async def test_from_the_ninth_message_of_a_day_on_what_can_wait_comes_in_a_bundle(
    empty_sandbox: StorySandbox,
) -> None:
    sandbox = empty_sandbox
    add_berliners(sandbox.slack)
    await sandbox.start_bot()
    await set_up(sandbox, {"Lead: people": ["bo"], "Leadership: people": ["cem"]})
    for number in range(1, 14):
        await log(sandbox, f"/blocker Part {number} owner @bo due 16 apr noon fallback skip it")
    await log(sandbox, "/blocker Sign the lease owner @bo due thu 12:50 fallback rent elsewhere")
    await log(sandbox, "/blocker Order the signs owner @lea due thu 10:52 fallback print them")
    await sandbox.advance_to(berlin(26, 9, 59))
    heard(sandbox, "bo")
    for number in range(1, 13):
        await sandbox.advance_to(berlin(26, 10, 5 * (number - 1)))
        await move(sandbox, number)
    assert heard(sandbox, "bo") == [
        "Thu 26 10:00 B-1",
        "Thu 26 10:05 B-2",
        "Thu 26 10:10 B-3",
        "Thu 26 10:15 B-4",
        "Thu 26 10:20 B-5",
        "Thu 26 10:25 B-6",
        "Thu 26 10:30 B-7",
        "Thu 26 10:35 B-8",
        "Thu 26 10:50 B-14",
        "Thu 26 10:52 B-15",
    ]
    await types(sandbox, "bo", "/blocker B-14 resolve signed it")
    await sandbox.advance_to(berlin(26, 12, 59))
    assert heard(sandbox, "bo") == []
    await sandbox.advance_to(berlin(26, 13, 5))
    (bundle,) = fresh(sandbox, sandbox.slack.expectations.dms_to("bo"))
    assert told(sandbox, bundle) == "Thu 26 13:00 B-9 B-10 B-11 B-12"
    assert bundle.text.count("has a new date: was Thu 16 Apr 12:00 CEST, now Fri 17 Apr") == 4
    await move(sandbox, 13)
    await sandbox.advance_to(berlin(27, 8, 59))
    assert heard(sandbox, "bo") == []
    await sandbox.advance_to(berlin(27, 9))
    assert heard(sandbox, "bo") == ["Fri 27 09:00 B-13"]
    ignore_rest(sandbox)


async def moved_out(sandbox: StorySandbox, *, until: int) -> None:
    """Bo's limit is three, and so many of their items are moved on Thursday at ten."""
    add_berliners(sandbox.slack)
    await sandbox.start_bot()
    await set_up(sandbox)
    for number in range(1, until + 1):
        await log(sandbox, f"/blocker Part {number} owner @bo due 16 apr noon fallback skip it")
    await types(sandbox, "bo", "/backstop quiet limit 3")
    await sandbox.advance_to(berlin(26, 10))
    heard(sandbox, "bo")
    for number in range(1, until + 1):
        await move(sandbox, number)


@pytest.mark.on_both_databases
async def test_what_waits_comes_with_its_last_state_or_not_at_all(
    empty_sandbox: StorySandbox,
) -> None:
    """B-4 is moved again, B-5 closed, B-6 moved back, and the closing of B-7 is undone."""
    sandbox = empty_sandbox
    await moved_out(sandbox, until=6)
    await log(sandbox, "/blocker Part 7 owner @bo due 16 apr noon fallback skip it")
    assert heard(sandbox, "bo")[:3] == ["Thu 26 10:00 B-1", "Thu 26 10:00 B-2", "Thu 26 10:00 B-3"]
    await types(sandbox, "maria", "/blocker B-4 move 20 apr noon because it takes even longer")
    await types(sandbox, "maria", "/blocker B-5 resolve built it")
    await types(sandbox, "maria", "/blocker B-6 move 16 apr noon because it was a mistake")
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker B-7 resolve built it")
    await maria.clicks("Undo (10 min)")
    await maria.closes()
    await sandbox.advance_to(berlin(26, 13))
    (bundle,) = fresh(sandbox, sandbox.slack.expectations.dms_to("bo"))
    first, *lines = bundle.text.splitlines()
    assert first.startswith("2 items for you")
    assert sum(line.startswith("• ") for line in lines) == 2
    assert "was Thu 16 Apr 12:00 CEST, now Mon 20 Apr 12:00 CEST" in bundle.text
    assert "*B-5* is resolved" in bundle.text
    assert "Waited for a bundle (`/backstop quiet`)" in lines
    ignore_rest(sandbox)


async def test_only_the_owner_who_has_had_enough_waits(empty_sandbox: StorySandbox) -> None:
    """Lea follows all six and has the usual limit of eight."""
    sandbox = empty_sandbox
    await moved_out(sandbox, until=1)
    for number in range(2, 7):
        await log(sandbox, f"/blocker Part {number} owner @bo due 16 apr noon fallback skip it")
        await types(sandbox, "lea", f"/blocker B-{number} follow")
    ignore_rest(sandbox)
    for number in range(2, 7):
        await move(sandbox, number)
    assert heard(sandbox, "lea") == [f"Thu 26 10:00 B-{number}" for number in range(2, 7)]
    assert heard(sandbox, "bo") == ["Thu 26 10:00 B-2", "Thu 26 10:00 B-3"]
    await sandbox.advance_to(berlin(26, 13))
    assert heard(sandbox, "bo") == ["Thu 26 13:00 B-4 B-5 B-6"]
    ignore_rest(sandbox)


@pytest.mark.of_one_bot
@pytest.mark.parametrize("restored_at", [(11, 0), (14, 0)])
async def test_a_restored_backup_loses_and_doubles_nothing_that_waits(
    empty_sandbox: StorySandbox, restored_at: tuple[int, int]
) -> None:
    sandbox = empty_sandbox
    await moved_out(sandbox, until=5)
    assert len(heard(sandbox, "bo")) == 3
    backup, taken_at = back_up(sandbox), sandbox.now()
    await sandbox.advance_to(berlin(26, *restored_at))
    before = heard(sandbox, "bo")
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance_to(berlin(27, 12))
    assert [*before, *heard(sandbox, "bo")] == ["Thu 26 13:00 B-4 B-5"]
    ignore_rest(sandbox)
