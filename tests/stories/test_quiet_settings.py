"""`/backstop quiet`: what waits today and why, and what each person may set for themselves."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import view_words
from tests.stories.heard import berlin, heard, ignore_rest, log, set_up, types
from tests.stories.people import add_berliners
from tests.stories.test_following import plainly
from tests.stories.test_quiet import move
from tests.support.greeted import StorySandbox

MUTED = "Nothing can be muted: people who were told a date have to be told when it changes."


@pytest.fixture
async def launched(empty_sandbox: StorySandbox) -> Sandbox:
    """Seven items of Bo's, due in April, on Thursday at ten."""
    sandbox = empty_sandbox
    add_berliners(sandbox.slack)
    await sandbox.start_bot()
    await set_up(sandbox)
    for number in range(1, 8):
        await log(sandbox, f"/blocker Part {number} owner @bo due 16 apr noon fallback skip it")
    await sandbox.advance_to(berlin(26, 10))
    ignore_rest(sandbox)
    return sandbox


async def asks(sandbox: Sandbox, line: str, *, by: str = "bo") -> str:
    return plainly(await types(sandbox, by, f"/backstop {line}"))


@pytest.mark.both_ways
async def test_it_says_what_waits_until_when_and_why(launched: Sandbox) -> None:
    assert "After 3 messages a day" in await asks(launched, "quiet limit 3, closed first")
    for number in range(1, 6):
        await move(launched, number)
    await types(launched, "maria", "/blocker B-6 resolve built it")
    assert heard(launched, "bo") == ["Thu 26 10:00 B-1", "Thu 26 10:00 B-2", "Thu 26 10:00 B-3"]
    said = await asks(launched, "quiet")
    assert "can wait comes together at 09:00 and 13:00 on your working days" in said
    assert "Closed items always wait for the first bundle of the day, at 09:00." in said
    assert "Today so far: 3 of 3." in said
    assert (
        "2 messages wait until Thu 26 Mar 13:00 CET, because your limit was reached that day:\n"
        "• B-4 moved: Part 4\n• B-5 moved: Part 5\n"
        "1 message waits until Fri 27 Mar 09:00 CET, because you put closed items into the first "
        "bundle:\n• B-6 closed: Part 6"
    ) in said
    assert MUTED in said
    assert "Today so far: 0 of 8. Nothing waits for you." in await asks(
        launched, "quiet", by="maria"
    )
    await launched.advance_to(berlin(27, 9))
    assert heard(launched, "bo") == ["Thu 26 13:00 B-4 B-5", "Fri 27 09:00 B-6"]
    ignore_rest(launched)


async def test_bundles_come_four_times_a_day_if_somebody_wants_them_so(launched: Sandbox) -> None:
    said = await asks(launched, "quiet limit 3 bundles 4")
    assert "comes together at 09:00, 11:00, 13:00 and 15:00" in said
    for number in range(1, 5):
        await move(launched, number)
    await launched.advance_to(berlin(26, 11))
    assert heard(launched, "bo")[-1] == "Thu 26 11:00 B-4"
    ignore_rest(launched)


async def test_the_form_sets_all_of_it_and_refuses_another_limit(launched: Sandbox) -> None:
    bo = launched.slack.person("bo")
    await bo.types("#launch", "/backstop quiet")
    await bo.clicks("Change …")
    assert MUTED in view_words(await bo.sees_form("Quiet"))
    limit, first = "Messages a day before the rest waits", "Only once a day, when it begins"
    for wrong in ("2", "31", "many", "-5"):
        await bo.fills({limit: wrong})
        refused = await bo.submits()
        assert [*refused.errors.values()] == [
            "The limit is 3 to 30 messages a day. For example: “quiet limit 5”."
        ]
    await bo.fills(
        {
            limit: "30",
            "How often what waits comes on a working day": "Once: when your day begins",
            first: ["An item has a new date", "An item has another fallback"],
        }
    )
    await bo.submits()
    said = plainly(view_words(await bo.sees_form("Quiet")))
    await bo.closes()
    assert "After 30 messages a day, what can wait comes together at 09:00" in said
    assert "Moved and changed items always wait for the first bundle of the day" in said
    await move(launched, 1)
    assert heard(launched, "bo") == []
    await launched.advance_to(berlin(27, 9))
    assert heard(launched, "bo") == ["Fri 27 09:00 B-1"]
    ignore_rest(launched)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("quiet limit 2", "The limit is 3 to 30 messages a day. For example: quiet limit 5."),
        ("quiet limit 31", "The limit is 3 to 30 messages a day. For example: quiet limit 5."),
        ("quiet bundles 3", "There can be 1, 2 or 4 bundles a day. For example: quiet bundles 4."),
        ("quiet @maria", "Everybody sets this for themselves. To see yours, type quiet."),
        ("quiet limit 5 for @maria", "Everybody sets this for themselves."),
        ("quiet moved first and sing", "I don't know what to do with"),
        ("mute moved", MUTED),
        ("quiet off", MUTED),
    ],
)
async def test_what_cannot_be_set_changes_nothing_and_says_what_to_type(
    launched: Sandbox, line: str, answer: str
) -> None:
    await asks(launched, "quiet limit 7")
    said = (await asks(launched, line)).replace("`", "")
    assert answer in said
    assert line.partition("@")[0] in said
    assert "0 of 7" in await asks(launched, "quiet")
    assert "0 of 8" in await asks(launched, "quiet", by="maria")


async def test_a_typing_mistake_is_understood_as_a_question(launched: Sandbox) -> None:
    assert "Did you mean quiet?" in (await asks(launched, "queit")).replace("`", "")


async def test_many_that_wait_are_cut_and_counted(launched: Sandbox) -> None:
    long = "&" * 300
    for number in range(8, 25):
        await log(launched, f"/blocker {long} {number} owner @bo due 16 apr noon fallback skip it")
    await asks(launched, "quiet all first")
    for number in range(8, 25):
        await move(launched, number)
    said = await asks(launched, "quiet")
    assert "17 messages wait until Fri 27 Mar 09:00 CET, because you put moved items" in said
    assert said.count("• ") == 10
    assert "+7 more" in said
    ignore_rest(launched)
