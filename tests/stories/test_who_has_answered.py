"""The card says who was told and who has answered, and which version of the ladder it carries."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from tests.stories.heard import berlin, ignore_rest, log, set_up, types

LINE = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
LEA_TOLD = "*Lea Roth* told Wed 25 Mar 16:00 CET"


async def test_each_person_stands_on_the_card_with_their_answer(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, LINE)
    assert " told " not in message_words(card)
    await sandbox.advance_to(berlin(25, 16))
    assert LEA_TOLD in message_words(card)
    await sandbox.advance_to(berlin(25, 16, 20))
    await types(sandbox, "lea", "/blocker B-1 ack")
    acknowledged = f"{LEA_TOLD}, acknowledged Wed 25 Mar 16:20 CET"
    assert acknowledged in message_words(card)
    await sandbox.advance_to(berlin(26, 16))
    assert f"{acknowledged}; *Cem Aydin* told Thu 26 Mar 16:00 CET" in message_words(card)
    await types(sandbox, "cem", "/blocker B-1 note I called the vendor")
    answered = "*Cem Aydin* told Thu 26 Mar 16:00 CET, answered Thu 26 Mar 16:00 CET"
    assert answered in message_words(card), "a note is an answer, and redraws the card"
    shown = await types(sandbox, "lea", "/blocker B-1")
    assert "told Thu 26 Mar 16:00 CET, answered Thu 26 Mar 16:00 CET" in shown
    await types(sandbox, "maria", "/blocker B-1 resolve")
    assert " told " not in message_words(card)
    ignore_rest(sandbox)


async def test_who_is_not_at_work_is_told_later(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await set_up(sandbox, {"Lead: people": ["lea", "bo"]}, by="lea")
    card = await log(sandbox, LINE.replace("4pm", "10am").replace("today", "thu"))
    await sandbox.advance_to(berlin(26, 10))
    assert "*Lea Roth* told Thu 26 Mar 10:00 CET" in message_words(card)
    assert "*Bo O'Neill* told" not in message_words(card), "it is 5:00 in New York"
    await sandbox.advance_to(berlin(26, 14))
    assert "*Bo O'Neill* told Thu 26 Mar 14:00 CET" in message_words(card)
    ignore_rest(sandbox)


async def test_a_new_date_starts_over(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, LINE)
    await sandbox.advance_to(berlin(25, 16))
    await types(sandbox, "maria", "/blocker B-1 move thu 4pm because the vendor is late")
    assert " told " not in message_words(card)
    await sandbox.advance_to(berlin(26, 16))
    assert "*Lea Roth* told Thu 26 Mar 16:00 CET" in message_words(card)
    assert LEA_TOLD not in message_words(card)
    ignore_rest(sandbox)


async def test_the_version_is_named_where_the_channel_has_another(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, LINE)
    assert "Ladder version" not in message_words(card)
    assert "Ladder version 2." in await types(sandbox, "maria", "/blocker B-1 plan")
    await set_up(sandbox, {"Lead: people": ["bo"]}, by="lea")
    assert "Ladder version 2" in message_words(card)
    planned = await types(sandbox, "maria", "/blocker B-1 plan")
    assert "Ladder version 2. New items use version 3." in planned
    ignore_rest(sandbox)
