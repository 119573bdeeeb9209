"""Promise 5, upwards: every review cycle leadership is told what has outlived its first date."""

from datetime import UTC, datetime

from bot.demo.sandbox import Sandbox
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, set_up, skip_to, types
from tests.stories.people import add_people

FRIDAY = "/blocker staging is down owner @maria due fri 5pm fallback use the replica"
TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
LATER = "move 30 apr because the vendor is slow"


async def test_the_reviews_of_one_day_come_in_one_message_in_the_morning(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, FRIDAY)
    await sandbox.advance_to(berlin(25, 11, 30))
    await log(sandbox, FRIDAY)
    for label in ("B-1", "B-2"):
        await types(sandbox, "maria", f"/blocker {label} {LATER}")
    ignore_rest(sandbox, "#launch")
    await sandbox.advance_to(berlin(8, 9, month=4))
    assert heard(sandbox, "cem") == ["Thu 02 09:00 B-1 B-2"]
    assert posted(sandbox) == ["Wed 01 10:30 B-1", "Wed 01 11:30 B-2"]


async def test_over_the_change_of_clocks_there_is_one_every_week(empty_sandbox: Sandbox) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.clock.set(datetime(2027, 3, 17, 9, 30, tzinfo=UTC))  # Wed 10:30 in Berlin
    await sandbox.start_bot()
    await set_up(sandbox)
    await log(sandbox, FRIDAY)
    await types(sandbox, "maria", f"/blocker B-1 {LATER}")
    ignore_rest(sandbox, "#launch")
    await sandbox.advance_to(datetime(2027, 4, 8, 12, tzinfo=UTC))  # clocks change on Sun 28 Mar
    assert heard(sandbox, "cem") == ["Thu 25 09:00 B-1", "Thu 01 09:00 B-1", "Thu 08 09:00 B-1"]
    assert posted(sandbox) == ["Wed 24 10:30 B-1", "Wed 31 10:30 B-1", "Wed 07 10:30 B-1"]


async def test_what_is_told_after_a_weekend_is_not_told_again_within_the_cycle(
    sandbox: Sandbox,
) -> None:
    await set_up(sandbox, {"Ask leadership about what is still open every": "3 days"})
    await log(sandbox, FRIDAY)
    await types(sandbox, "maria", f"/blocker B-1 {LATER}")
    ignore_rest(sandbox, "#launch")
    await sandbox.advance_to(berlin(17, 18, month=4))
    # Every third day from Wed 25 Mar 10:30, in the next morning; in between it is too early.
    assert heard(sandbox, "cem") == [
        "Mon 30 09:00 B-1",  # of Sat 28
        "Mon 06 09:00 B-1",  # of Fri 3, past the weekend
        "Fri 10 09:00 B-1",  # of Thu 9
        "Mon 13 09:00 B-1",  # of Sun 12
        "Thu 16 09:00 B-1",  # of Wed 15
    ]
    days = ("Sat 28", "Fri 03", "Thu 09", "Sun 12", "Wed 15")
    assert posted(sandbox) == [f"{day} 10:30 B-1" for day in days]


async def test_whoever_was_asked_the_last_question_is_not_told_within_the_cycle(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await skip_to(sandbox, 3, 12, month=4)  # the fallback applied on Fri 27 Mar 16:00
    await types(sandbox, "cem", "/blocker B-1 move 30 apr because the vendor is slow")
    await sandbox.advance_to(berlin(9, 18, month=4))
    assert heard(sandbox, "cem") == []
    assert posted(sandbox) == ["Fri 03 12:00 B-1"], "that the date moved"
    ignore_rest(sandbox, "maria", "lea")


async def test_without_leadership_a_review_is_shown_in_the_channels_hours(sandbox: Sandbox) -> None:
    await sandbox.advance_to(berlin(25, 20))
    await log(sandbox, FRIDAY)
    await types(sandbox, "maria", f"/blocker B-1 {LATER}")
    ignore_rest(sandbox, "#launch")
    await sandbox.advance_to(berlin(2, 23, month=4))
    assert posted(sandbox) == ["Thu 02 09:00 B-1 aloud"]
