"""Promise 3: a passed date is never silent; each rung gets its chance, nobody is told twice."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from tests.stories.heard import (
    berlin,
    buttons,
    heard,
    ignore_rest,
    log,
    posted,
    set_up,
    skip_to,
    types,
)

TODAY = "staging is down owner @maria due today 4pm fallback use the replica"


async def test_the_ladder_climbs_rung_by_rung_to_the_fallback(laddered_sandbox: Sandbox) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    card = await log(sandbox, f"/blocker {TODAY}")

    await sandbox.advance_to(berlin(25, 16))
    cem = f"<@{sandbox.slack.person('cem').id}>"
    said = f"Next: Thu 26 Mar 16:00 CET: {cem} is notified."
    dm = await expected.expect_dm("lea", "*B-1* is overdue", said)
    assert buttons(dm, "Acknowledge", "Resolve") == [True, True]
    await expected.expect_thread("#launch", card, "Escalated to the lead (*Lea Roth*)")
    assert "Escalated to the lead" in message_words(card)

    await sandbox.advance_to(berlin(26, 16))
    await expected.expect_dm("cem", "*B-1* is overdue", "Next: Fri 27 Mar 16:00 CET: the fallback")
    await expected.expect_post("#launch", "*B-1* is overdue", "leadership (*Cem Aydin*)")
    assert "Escalated to leadership" in message_words(card)

    await sandbox.advance_to(berlin(27, 16))
    told = await expected.expect_post("#launch", "overdue", "Fallback now applies: use the replica")
    assert buttons(told, "Use fallback and close", "Resolve") == [True, False]
    assert "Fallback now applies" in message_words(card)

    ignore_rest(sandbox, "maria")
    assert (heard(sandbox, "lea"), heard(sandbox, "cem"), posted(sandbox)) == ([], [], [])


async def test_one_click_confirms_the_fallback_and_closes_it(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, f"/blocker {TODAY}")
    await sandbox.advance_to(berlin(27, 16))
    dm = await sandbox.slack.expectations.expect_dm("maria", "Fallback now applies")
    await sandbox.slack.person("maria").clicks("Use fallback and close", message=dm)
    await sandbox.settle()
    assert "closed with its fallback" in message_words(card)
    await sandbox.advance_to(berlin(31, 12))
    for above in ("lea", "cem"):  # the step of each, and that it is over, held from Friday 16:00
        assert len(heard(sandbox, above)) == 2
    ignore_rest(sandbox, "maria", "#launch")


async def test_an_acknowledgement_holds_the_next_rung_for_four_working_hours(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, f"/blocker {TODAY}")
    await sandbox.advance_to(berlin(26, 15))
    said = await types(sandbox, "maria", "/blocker B-1 ack")
    # Two hours until work ends at 17:00, and two more from 9:00.
    assert "escalation is paused until Fri 27 Mar 11:00 CET" in said
    await sandbox.advance_to(berlin(27, 10, 59))
    assert heard(sandbox, "cem") == []
    said = await types(sandbox, "maria", "/blocker B-1 ack")
    assert "escalation is paused until Fri 27 Mar 11:00 CET" in said, "nothing new"
    await sandbox.advance_to(berlin(27, 16))
    assert heard(sandbox, "cem") == ["Fri 27 11:00 B-1"]
    assert posted(sandbox) == [
        "Wed 25 16:00 B-1",
        "Thu 26 15:00 B-1",
        "Fri 27 11:00 B-1 aloud",
        "Fri 27 16:00 B-1 aloud",  # later than 15:00, when the four hours of leadership end
    ]
    ignore_rest(sandbox, "maria", "lea")


async def test_an_acknowledgement_that_holds_nothing_says_what_comes_when(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, f"/blocker {TODAY}")
    await sandbox.advance_to(berlin(25, 16))
    # Until Thursday 12:00, and leadership is told at 16:00 anyway.
    said = await types(sandbox, "maria", "/blocker B-1 ack")
    cem = sandbox.slack.person("cem").id
    assert f"Next: Thu 26 Mar 16:00 CET: <@{cem}> is notified." in said
    ignore_rest(sandbox, "maria", "lea", "#launch")


async def test_somebody_who_is_lead_and_leadership_is_told_each_step_once(sandbox: Sandbox) -> None:
    await set_up(sandbox, {"Leadership: people": ["lea", "cem"]})
    await log(sandbox, f"/blocker {TODAY}")
    await sandbox.advance_to(berlin(26, 16))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1", "Thu 26 16:00 B-1"]
    assert heard(sandbox, "cem") == ["Thu 26 16:00 B-1"]
    assert posted(sandbox) == ["Wed 25 16:00 B-1", "Thu 26 16:00 B-1 aloud"]
    ignore_rest(sandbox, "maria")


async def test_escalating_by_hand_tells_the_next_rung_now_and_uses_it_not_up(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    card = await log(sandbox, f"/blocker {TODAY}")
    await types(sandbox, "bo", "/blocker B-1 escalate because Acme waits")
    dm = await expected.expect_dm("lea", "*B-1* needs help", "escalated it, because Acme waits")
    assert dm.at == berlin(25, 10, 30)
    await expected.expect_thread("#launch", card, "*Bo O'Neill* escalated it, because Acme waits")
    await sandbox.advance_to(berlin(26, 16))
    dm = await expected.expect_dm("lea", "You were called Wed 25 Mar 10:30 CET")
    assert dm.at == berlin(25, 16)
    assert heard(sandbox, "lea") == []
    assert heard(sandbox, "cem") == ["Thu 26 16:00 B-1"]
    ignore_rest(sandbox, "maria", "#launch")


async def test_a_lead_who_escalates_calls_leadership_and_is_not_told_of_it(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, f"/blocker {TODAY}")
    await types(sandbox, "lea", "/blocker B-1 escalate because Acme waits")
    assert (heard(sandbox, "lea"), heard(sandbox, "cem")) == ([], ["Wed 25 10:30 B-1"])
    assert posted(sandbox) == ["Wed 25 10:30 B-1 aloud"]


async def test_a_blocker_open_for_a_week_goes_to_leadership_despite_moves(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(
        sandbox, "/blocker staging is down owner @maria due fri 5pm fallback use the replica"
    )
    await types(sandbox, "maria", "/blocker B-1 move 10 apr 5pm because the vendor is slow")
    await log(sandbox, "/decision which DPA owner @maria due 10 apr 5pm fallback the old one")
    ignore_rest(sandbox, "#launch")
    await sandbox.advance_to(berlin(2, 12, month=4))
    # Logged on Wednesday at 10:30; Cem's next morning is Thursday. D-1 keeps its first date.
    dm = await sandbox.slack.expectations.expect_dm("cem", "*B-1* has been open for 7 days")
    assert dm.at == berlin(2, 9, month=4)
    assert "Its date moved once." in dm.text
    line = await sandbox.slack.expectations.expect_thread("#launch", card, "open for 7 days")
    assert line.at == berlin(1, 10, 30, month=4)
    sandbox.slack.expectations.expect_all("Week of")
    assert (heard(sandbox, "cem"), heard(sandbox, "lea"), posted(sandbox)) == ([], [], [])


async def test_what_outlived_its_first_date_goes_to_leadership_in_one_message(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker staging is down owner @maria due fri 5pm fallback use the replica")
    await log(sandbox, "/decision which DPA owner @maria due fri 5pm fallback the old one")
    for label in ("B-1", "D-1"):
        await types(
            sandbox, "maria", f"/blocker {label} move 30 apr 5pm because the vendor is slow"
        )
    ignore_rest(sandbox, "#launch")
    await sandbox.advance_to(berlin(2, 12, month=4))
    dm = await sandbox.slack.expectations.expect_dm("cem", "B-1", "D-1", "has been open for 7 days")
    assert dm.at == berlin(2, 9, month=4)
    assert heard(sandbox, "cem") == []
    await sandbox.advance_to(berlin(9, 12, month=4))
    assert heard(sandbox, "cem") == ["Thu 09 09:00 B-1 D-1"]
    assert heard(sandbox, "lea") == []
    lines = [f"{day} 10:30 {label}" for day in ("Wed 01", "Wed 08") for label in ("B-1", "D-1")]
    assert sorted(posted(sandbox)) == lines


async def test_an_absent_owners_stand_in_is_told_that_the_fallback_applies(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, f"/blocker {TODAY}")
    away = "/backstop away until fri 3 apr 9am stand-in @bo"
    await types(sandbox, "maria", away)
    await skip_to(sandbox, 27, 15, 59)
    await sandbox.advance_to(berlin(27, 16))  # 11:00 in New York
    dm = await sandbox.slack.expectations.expect_dm("bo", "Fallback now applies")
    assert dm.at == berlin(27, 16)
    assert heard(sandbox, "lea") == []
    assert posted(sandbox) == ["Fri 27 16:00 B-1 aloud"]


async def test_with_no_stand_in_the_lead_is(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, f"/blocker {TODAY}")
    await types(sandbox, "maria", "/backstop away until fri 3 apr 9am")
    await skip_to(sandbox, 27, 15, 59)
    await sandbox.advance_to(berlin(27, 16))
    await sandbox.slack.expectations.expect_dm("lea", "Fallback now applies")
    assert heard(sandbox, "lea") == []
    assert heard(sandbox, "cem") == []
    assert posted(sandbox) == ["Fri 27 16:00 B-1 aloud"]


async def test_after_downtime_each_is_told_once_and_the_chances_are_given(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, f"/blocker {TODAY}")
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(27, 16, 30))
    await sandbox.start_bot()
    assert heard(sandbox, "maria") == heard(sandbox, "lea") == ["Fri 27 16:30 B-1"]
    assert (heard(sandbox, "cem"), posted(sandbox)) == ([], ["Fri 27 16:30 B-1"])
    await sandbox.advance_to(berlin(30, 16, 30))
    # Half an hour of Lea's four is on Friday; Cem has four more on Monday.
    assert heard(sandbox, "cem") == ["Mon 30 12:30 B-1"]
    assert posted(sandbox) == ["Mon 30 12:30 B-1 aloud", "Mon 30 16:30 B-1 aloud"]
    assert "Fallback now applies" in message_words(card)
    # The morning after, and that the fallback applies.
    assert heard(sandbox, "maria") == ["Mon 30 09:00 B-1", "Mon 30 16:30 B-1"]
    assert heard(sandbox, "lea") == []


async def test_after_a_short_downtime_one_reminder_stands_for_all_missed(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker staging is down owner @maria due fri 4pm fallback use the replica")
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(27, 15))
    await sandbox.start_bot()
    dm = await sandbox.slack.expectations.expect_dm("maria", "*B-1* is due Fri 27 Mar 16:00 CET")
    assert "This also stands for 1 earlier reminder that could not be sent in time" in dm.text
    assert heard(sandbox, "maria") == []


async def test_a_closed_item_is_quiet_for_good(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, f"/blocker {TODAY}")
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    ignore_rest(sandbox, "#launch")
    await sandbox.advance_to(berlin(2, 12, month=4))
    assert [heard(sandbox, who) for who in ("maria", "lea", "cem")] == [[], [], []]
    assert posted(sandbox) == []


async def test_an_owner_who_comes_back_late_reads_that_the_fallback_applies(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "maria", "/backstop away until fri 3 apr 9am stand-in @bo")
    await log(sandbox, f"/blocker {TODAY}", by="cem")
    await skip_to(sandbox, 2, 17, month=4)
    await sandbox.advance_to(berlin(3, 9, month=4))
    await sandbox.slack.expectations.expect_dm("maria", "Fallback now applies: use the replica")
    ignore_rest(sandbox, "cem")  # is asked what happens now
