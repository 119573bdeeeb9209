"""What can wait comes in bundles once somebody was told enough in one day; nothing else waits."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.slack import Playground
from tests.stories.heard import berlin, fresh, heard, ignore_rest, log, set_up, told, types
from tests.support.greeted import StorySandbox


def add_berliners(slack: Playground) -> None:
    """Maria, Bo, Lea and Cem, all in Berlin, in #launch."""
    for name in ("maria", "bo", "lea", "cem"):
        slack.add_person(name, real_name=name.capitalize(), tz="Europe/Berlin")
    slack.add_channel("#launch", ("maria", "bo", "lea", "cem"))


async def move(sandbox: Sandbox, number: int) -> None:
    """Maria moves one item by a day."""
    line = f"/blocker B-{number} move 17 apr noon because legal needs longer"
    await types(sandbox, "maria", line)


@pytest.mark.on_both_databases
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
