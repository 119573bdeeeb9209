"""Promise 3: the card says who is notified next and when, and that stays true."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from tests.stories.heard import berlin, deactivate, heard, ignore_rest, log, posted, types

LINE = "/blocker staging is down owner @maria due today 4pm fallback use the replica"


async def test_a_card_names_the_next_step_until_its_item_is_closed(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, LINE)
    assert "Next: Wed 25 Mar 16:00 CET: *Lea Roth* is notified." in message_words(card)
    await sandbox.advance_to(berlin(25, 16))
    assert "Next: Thu 26 Mar 16:00 CET: *Cem Aydin* is notified." in message_words(card)
    await sandbox.advance_to(berlin(26, 16))
    assert "Next: Fri 27 Mar 16:00 CET: the fallback applies." in message_words(card)
    await sandbox.advance_to(
        berlin(27, 16)
    )  # a week later leadership is asked, Friday being a holiday
    assert (
        "Next: Fri 3 Apr 09:00 CEST: *Cem Aydin* is asked what should become of it."
        in message_words(card)
    )
    await types(sandbox, "maria", "/blocker B-1 resolve")
    assert "Next:" not in message_words(card)
    ignore_rest(sandbox, "maria", "lea", "cem", "#launch")


async def test_an_absence_of_the_lead_changes_what_the_card_promises(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, LINE)
    await types(sandbox, "lea", "/backstop away until thu 9am")
    # Nobody stands in for Lea, so leadership is told at once.
    assert "Next: Wed 25 Mar 16:00 CET: *Cem Aydin* is notified." in message_words(card)
    await types(sandbox, "lea", "/backstop back")
    assert "Next: Wed 25 Mar 16:00 CET: *Lea Roth* is notified." in message_words(card)
    await deactivate(sandbox, "lea")
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]  # nobody is left on the step of the lead
    assert "Next: Wed 25 Mar 16:00 CET: *Cem Aydin* is notified." in message_words(card)
    assert (heard(sandbox, "lea"), posted(sandbox)) == ([], [])
