"""People are told when `plan`, the card and the thread say they will be."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from tests.stories.heard import berlin, deactivate, heard, ignore_rest, log, posted, skip_to, types

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
FRIDAY = TODAY.replace("today 4pm", "fri 5pm")
TONIGHT = TODAY.replace("4pm", "8pm")
SATURDAY = TODAY.replace("today 4pm", "sat 10:00")


def mention(sandbox: Sandbox, who: str) -> str:
    return f"<@{sandbox.slack.person(who).id}>"


async def test_what_falls_due_on_a_weekend_names_the_working_morning(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, SATURDAY)
    lea, cem = mention(sandbox, "lea"), mention(sandbox, "cem")
    said = (await types(sandbox, "maria", "/blocker B-1 plan")).splitlines()
    assert (
        f"• Mon 30 Mar 09:00 CEST: {lea} is notified "
        f"(due Sat 28 Mar 10:00 CET, outside {lea}'s working hours)"
    ) in said
    assert f"• Mon 30 Mar 13:00 CEST: {cem} is notified" in said
    assert "• Tue 31 Mar 10:00 CEST: the fallback applies" in said
    await skip_to(sandbox, 28, 9, 59)
    await sandbox.advance_to(berlin(28, 10))
    await sandbox.slack.expectations.expect_thread(
        "#launch", card, "Escalated to the lead (*Lea Roth*), who is notified Mon 30 Mar 09:00 CEST"
    )
    assert heard(sandbox, "lea") == []
    assert "Next: Mon 30 Mar 09:00 CEST: *Lea Roth* is notified" in message_words(card)
    await sandbox.advance_to(berlin(30, 9))
    assert heard(sandbox, "lea") == ["Mon 30 09:00 B-1"]
    assert posted(sandbox) == []
    ignore_rest(sandbox, "maria")


async def test_a_plan_names_who_is_told_while_the_lead_is_away(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, FRIDAY)
    lea, cem = mention(sandbox, "lea"), mention(sandbox, "cem")
    await types(sandbox, "lea", "/backstop away until mon 12:00")
    said = await types(sandbox, "maria", "/blocker B-1 plan")
    lines = [line for line in said.splitlines() if "notified" in line]
    assert lines == [
        f"• Fri 27 Mar 17:00 CET: {cem} is notified",
        f"• Mon 30 Mar 12:00 CEST: {lea} is notified "
        f"(due Fri 27 Mar 17:00 CET, while {lea} is away)",
    ]
    await skip_to(sandbox, 27, 16, 59)
    await sandbox.advance_to(berlin(27, 17))
    assert heard(sandbox, "cem") == ["Fri 27 17:00 B-1"]
    ignore_rest(sandbox, "maria", "#launch")
    await sandbox.advance_to(berlin(30, 12))
    assert heard(sandbox, "lea") == ["Mon 30 12:00 B-1"]
    ignore_rest(sandbox, "maria", "#launch")


async def test_a_plan_leaves_out_a_rung_that_tells_nobody(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await deactivate(sandbox, "lea")
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]  # of the gap
    said = await types(sandbox, "maria", "/blocker B-1 plan")
    lines = [line for line in said.splitlines() if "notified" in line]
    assert lines == [f"• Wed 25 Mar 16:00 CET: {mention(sandbox, 'cem')} is notified"]
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "cem") == ["Wed 25 16:00 B-1"]
    assert posted(sandbox) == ["Wed 25 16:00 B-1 aloud"]
    ignore_rest(sandbox, "maria")


async def test_who_is_told_in_the_morning_is_still_ahead_at_night(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, TONIGHT)
    await skip_to(sandbox, 25, 21)
    lea = mention(sandbox, "lea")
    said = await types(sandbox, "maria", "/blocker B-1 plan")
    assert f"• Thu 26 Mar 09:00 CET: {lea} is notified (due Wed 25 Mar 20:00 CET" in said
    assert "Next: Thu 26 Mar 09:00 CET: *Lea Roth* is notified" in message_words(card)
    await sandbox.advance_to(berlin(26, 9))
    assert heard(sandbox, "lea") == ["Thu 26 09:00 B-1"]
    assert "Next: Fri 27 Mar 09:00 CET: *Cem Aydin* is notified." in message_words(card)
    ignore_rest(sandbox, "maria")


async def test_a_call_at_night_is_ahead_until_the_morning(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, FRIDAY)
    await skip_to(sandbox, 25, 21)
    await types(sandbox, "maria", "/blocker B-1 escalate because Acme waits")
    await sandbox.slack.expectations.expect_thread(
        "#launch", card, "Escalated to the lead (*Lea Roth*), who is notified Thu 26 Mar 09:00 CET"
    )
    posts = sandbox.slack.expectations.messages_in("#launch")
    # A call uses no rung up: Lea is told again when the date passes.
    assert "Next: Fri 27 Mar 17:00 CET: *Lea Roth* is notified." in posts[-1].text
    lea = mention(sandbox, "lea")
    said = await types(sandbox, "maria", "/blocker B-1 plan")
    assert (
        f"• Thu 26 Mar 09:00 CET: {lea} is notified "
        f"(called Wed 25 Mar 21:00 CET, outside {lea}'s working hours)"
    ) in said
    assert "Next: Thu 26 Mar 09:00 CET: *Lea Roth* is notified" in message_words(card)
    await sandbox.advance_to(berlin(26, 9))
    assert heard(sandbox, "lea") == ["Thu 26 09:00 B-1"]


async def test_a_plan_names_the_morning_on_which_a_channel_is_asked(sandbox: Sandbox) -> None:
    await log(sandbox, TODAY)  # nobody is set
    await skip_to(sandbox, 27, 17)
    said = await types(sandbox, "maria", "/blocker B-1 plan")
    assert "Fri 3 Apr 09:00 CEST: the channel is asked" in said
    await skip_to(sandbox, 3, 8, month=4)
    said = await types(sandbox, "maria", "/blocker B-1 plan")
    assert "Fri 3 Apr 09:00 CEST: the channel is asked" in said
    await sandbox.advance_to(berlin(3, 18, month=4))
    assert posted(sandbox) == ["Fri 03 09:00 B-1 aloud"]


async def test_the_last_question_has_the_instant_at_which_people_are_asked(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, TODAY)
    await skip_to(sandbox, 3, 8, month=4)
    cem = mention(sandbox, "cem")
    assert "Next: Fri 3 Apr 09:00 CEST: *Cem Aydin* is asked" in message_words(card)
    said = await types(sandbox, "maria", "/blocker B-1 plan")
    assert f"• Fri 3 Apr 09:00 CEST: {cem} is asked what should become of it" in said
    await sandbox.advance_to(berlin(3, 18, month=4))
    assert heard(sandbox, "cem") == ["Fri 03 09:00 B-1"]
    assert "Next: Fri 10 Apr 09:00 CEST: *Cem Aydin* is asked" in message_words(card)
    shown = await types(sandbox, "maria", "/blocker B-1")
    assert "Fri 3 Apr 09:00 CEST: Backstop asked what should become of it" in shown
    assert "00:00" not in shown


async def test_after_the_top_a_call_is_answered_with_when_the_ladder_speaks_next(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await skip_to(sandbox, 30, 12)
    said = await types(sandbox, "maria", "/blocker B-1 escalate because Acme waits")
    assert "Next: Fri 3 Apr 09:00" in said
