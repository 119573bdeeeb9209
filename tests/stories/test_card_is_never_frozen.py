"""The card is updated in place for as long as its item lives."""

from bot.demo.sandbox import Town
from playground.rules.seen import message_words
from tests.stories.hearing import berlin, log, types

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"


async def live(town: Town, day: int, hour: int, *, month: int = 3) -> None:
    await town.advance_to(berlin(day, hour, month=month))
    town.slack.expectations.expect_all()


async def test_the_card_follows_a_second_climb(laddered_town: Town) -> None:
    town = laddered_town
    card = await log(town, TODAY)
    await live(town, 27, 17)
    await types(town, "maria", "/blocker B-1 move 1 apr 4pm because the vendor is slow")
    await live(town, 3, 17, month=4)
    assert "Fallback now applies" in message_words(card)
    await types(town, "cem", "/blocker B-1 keep until 20 apr because the vendor ships then")
    assert "Kept open until Mon 20 Apr" in message_words(card)
    town.slack.expectations.expect_all()


async def test_the_card_follows_after_seven_silent_weeks(laddered_town: Town) -> None:
    town = laddered_town
    card = await log(town, TODAY)
    await live(town, 15, 17, month=5)
    await types(town, "cem", "/blocker B-1 keep until 1 jun because the vendor ships then")
    town.slack.expectations.expect_all()
    assert "Kept open until Mon 1 Jun" in message_words(card)
