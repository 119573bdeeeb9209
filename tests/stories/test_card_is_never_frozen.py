"""The card is updated in place for the whole life of its item."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from tests.stories.heard import ignore_rest, log, skip_to, types

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"


async def test_the_card_follows_a_second_climb(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, TODAY)
    await skip_to(sandbox, 27, 17)
    await types(sandbox, "maria", "/blocker B-1 move 1 apr 4pm because the vendor is slow")
    await skip_to(sandbox, 3, 17, month=4)
    assert "Fallback now applies" in message_words(card)
    await types(sandbox, "cem", "/blocker B-1 keep until 20 apr because the vendor ships then")
    assert "Kept open until Mon 20 Apr" in message_words(card)
    ignore_rest(sandbox, "#launch")


async def test_the_card_follows_after_seven_silent_weeks(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, TODAY)
    await skip_to(sandbox, 15, 17, month=5)
    await types(sandbox, "cem", "/blocker B-1 keep until 1 jun because the vendor ships then")
    ignore_rest(sandbox, "#launch")
    assert "Kept open until Mon 1 Jun" in message_words(card)
