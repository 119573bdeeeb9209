"""Promise 5, upwards: leadership is told, every review cycle, of what outlives its first date."""

from datetime import UTC, datetime

from bot.demo.sandbox import Town
from tests.stories.hearing import berlin, heard, ignore_rest, log, posted, set_up, types
from tests.stories.launch import move_in

FRIDAY = "/blocker staging is down owner @maria due fri 5pm fallback use the replica"
TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
LATER = "move 30 apr because the vendor is slow"


async def test_the_reviews_of_one_day_come_in_one_message_in_the_morning(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await log(town, FRIDAY)
    await town.advance_to(berlin(25, 11, 30))
    await log(town, FRIDAY)
    for label in ("B-1", "B-2"):
        await types(town, "maria", f"/blocker {label} {LATER}")
    ignore_rest(town, "#launch")
    await town.advance_to(berlin(8, 9, month=4))
    assert heard(town, "cem") == ["Thu 02 09:00 B-1 B-2"]
    assert posted(town) == ["Wed 01 10:30 B-1", "Wed 01 11:30 B-2"]
    town.slack.expectations.expect_all()


async def test_over_the_change_of_clocks_there_is_one_every_week(empty_town: Town) -> None:
    town = empty_town
    move_in(town.slack)
    town.clock.set(datetime(2027, 3, 17, 9, 30, tzinfo=UTC))  # Wed 10:30 in Berlin
    await town.start_bot()
    await set_up(town)
    await log(town, FRIDAY)
    await types(town, "maria", f"/blocker B-1 {LATER}")
    town.slack.expectations.expect_all()
    await town.advance_to(datetime(2027, 4, 8, 12, tzinfo=UTC))  # clocks change on Sun 28 Mar
    assert heard(town, "cem") == ["Thu 25 09:00 B-1", "Thu 01 09:00 B-1", "Thu 08 09:00 B-1"]
    town.slack.expectations.expect_all()


async def test_what_is_told_after_a_weekend_is_not_told_again_within_the_cycle(town: Town) -> None:
    await set_up(town, {"Ask leadership about what is still open every": "3 days"})
    await log(town, FRIDAY)
    await types(town, "maria", f"/blocker B-1 {LATER}")
    town.slack.expectations.expect_all()
    await town.advance_to(berlin(17, 18, month=4))
    # Every third day from Wed 25 Mar 10:30, in the next morning; in between it is too early.
    assert heard(town, "cem") == [
        "Mon 30 09:00 B-1",  # of Sat 28
        "Mon 06 09:00 B-1",  # of Fri 3, past the weekend
        "Fri 10 09:00 B-1",  # of Thu 9
        "Mon 13 09:00 B-1",  # of Sun 12
        "Thu 16 09:00 B-1",  # of Wed 15
    ]
    town.slack.expectations.expect_all()


async def test_whoever_was_asked_the_last_question_is_not_told_within_the_cycle(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await log(town, TODAY)
    await town.advance_to(berlin(3, 12, month=4))  # the fallback applied on Fri 27 Mar 16:00
    town.slack.expectations.expect_all()
    await types(town, "cem", "/blocker B-1 move 30 apr because the vendor is slow")
    await town.advance_to(berlin(9, 18, month=4))
    assert heard(town, "cem") == []
    town.slack.expectations.expect_all()


async def test_without_leadership_a_review_is_shown_in_the_channels_hours(town: Town) -> None:
    await town.advance_to(berlin(25, 20))
    await log(town, FRIDAY)
    await types(town, "maria", f"/blocker B-1 {LATER}")
    town.slack.expectations.expect_all()
    await town.advance_to(berlin(2, 23, month=4))
    assert posted(town) == ["Thu 02 09:00 B-1 aloud"]
    town.slack.expectations.expect_all()
