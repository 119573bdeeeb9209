"""Promise 3: a passed date is never quiet; each rung is a chance and nobody is told twice."""

from bot.demo.sandbox import Town
from playground.rules.seen import message_words
from tests.stories.hearing import berlin, buttons, heard, ignore_rest, log, posted, set_up, types

TODAY = "staging is down owner @maria due today 4pm fallback use the replica"


async def test_the_ladder_climbs_rung_by_rung_to_the_fallback(laddered_town: Town) -> None:
    town, expected = laddered_town, laddered_town.slack.expectations
    card = await log(town, f"/blocker {TODAY}")

    await town.advance_to(berlin(25, 16))
    cem = f"<@{town.slack.person('cem').id}>"
    said = f"Next: Thu 26 Mar 16:00 CET: {cem} is notified."
    dm = await expected.expect_dm("lea", "*B-1* is overdue", said)
    assert buttons(dm, "Acknowledge", "Resolve") == [True, True]
    await expected.expect_thread("#launch", card, "Escalated to the lead (*Lea Roth*)")
    assert "Escalated to the lead" in message_words(card)

    await town.advance_to(berlin(26, 16))
    await expected.expect_dm("cem", "*B-1* is overdue", "Next: Fri 27 Mar 16:00 CET: the fallback")
    await expected.expect_post("#launch", "*B-1* is overdue", "leadership (*Cem Aydin*)")
    assert "Escalated to leadership" in message_words(card)

    await town.advance_to(berlin(27, 16))
    told = await expected.expect_post("#launch", "overdue", "Fallback now applies: use the replica")
    assert buttons(told, "Use fallback and close", "Resolve") == [True, False]
    assert "Fallback now applies" in message_words(card)

    ignore_rest(town, "maria")
    assert (heard(town, "lea"), heard(town, "cem"), posted(town)) == ([], [], [])


async def test_one_click_confirms_the_fallback_and_closes_it(laddered_town: Town) -> None:
    town = laddered_town
    card = await log(town, f"/blocker {TODAY}")
    await town.advance_to(berlin(27, 16))
    dm = await town.slack.expectations.expect_dm("maria", "Fallback now applies")
    await town.slack.person("maria").clicks("Use fallback and close", message=dm)
    await town.settle()
    assert "closed with its fallback" in message_words(card)
    await town.advance_to(berlin(31, 12))
    for above in ("lea", "cem"):  # the step of each, and that it is over, held from Friday 16:00
        assert len(heard(town, above)) == 2
    ignore_rest(town, "maria", "#launch")


async def test_an_acknowledgement_holds_the_next_rung_for_four_working_hours(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await log(town, f"/blocker {TODAY}")
    await town.advance_to(berlin(26, 15))
    said = await types(town, "maria", "/blocker B-1 ack")
    # Two hours until work ends at 17:00, and two more from 9:00.
    assert "escalation is paused until Fri 27 Mar 11:00 CET" in said
    await town.advance_to(berlin(27, 10, 59))
    assert heard(town, "cem") == []
    said = await types(town, "maria", "/blocker B-1 ack")
    assert "escalation is paused until Fri 27 Mar 11:00 CET" in said, "nothing new"
    await town.advance_to(berlin(27, 16))
    assert heard(town, "cem") == ["Fri 27 11:00 B-1"]
    assert posted(town) == [
        "Wed 25 16:00 B-1",
        "Thu 26 15:00 B-1",
        "Fri 27 11:00 B-1 aloud",
        "Fri 27 16:00 B-1 aloud",  # later than 15:00, when the four hours of leadership end
    ]
    ignore_rest(town, "maria", "lea")


async def test_an_acknowledgement_that_holds_nothing_says_what_comes_when(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await log(town, f"/blocker {TODAY}")
    await town.advance_to(berlin(25, 16))
    # Until Thursday 12:00, and leadership is told at 16:00 anyway.
    said = await types(town, "maria", "/blocker B-1 ack")
    cem = town.slack.person("cem").id
    assert f"Next: Thu 26 Mar 16:00 CET: <@{cem}> is notified." in said
    ignore_rest(town, "maria", "lea", "#launch")


async def test_somebody_who_is_lead_and_leadership_hears_each_step_once(town: Town) -> None:
    await set_up(town, {"Leadership: people": ["lea", "cem"]})
    await log(town, f"/blocker {TODAY}")
    await town.advance_to(berlin(26, 16))
    assert heard(town, "lea") == ["Wed 25 16:00 B-1", "Thu 26 16:00 B-1"]
    assert heard(town, "cem") == ["Thu 26 16:00 B-1"]
    assert posted(town) == ["Wed 25 16:00 B-1", "Thu 26 16:00 B-1 aloud"]
    ignore_rest(town, "maria")


async def test_escalating_by_hand_tells_the_next_rung_now_and_uses_it_not_up(
    laddered_town: Town,
) -> None:
    town, expected = laddered_town, laddered_town.slack.expectations
    card = await log(town, f"/blocker {TODAY}")
    await types(town, "bo", "/blocker B-1 escalate because Acme waits")
    dm = await expected.expect_dm("lea", "*B-1* needs help", "escalated it, because Acme waits")
    assert dm.at == berlin(25, 10, 30)
    await expected.expect_thread("#launch", card, "*Bo O'Neill* escalated it, because Acme waits")
    await town.advance_to(berlin(26, 16))
    dm = await expected.expect_dm("lea", "You were called Wed 25 Mar 10:30 CET")
    assert dm.at == berlin(25, 16)
    assert heard(town, "lea") == []
    assert heard(town, "cem") == ["Thu 26 16:00 B-1"]
    ignore_rest(town, "maria", "#launch")


async def test_a_lead_who_escalates_calls_leadership_and_is_not_told_of_it(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await log(town, f"/blocker {TODAY}")
    await types(town, "lea", "/blocker B-1 escalate because Acme waits")
    assert (heard(town, "lea"), heard(town, "cem")) == ([], ["Wed 25 10:30 B-1"])
    assert posted(town) == ["Wed 25 10:30 B-1 aloud"]


async def test_a_blocker_open_for_a_week_goes_to_leadership_though_its_date_moved(
    laddered_town: Town,
) -> None:
    town = laddered_town
    card = await log(
        town, "/blocker staging is down owner @maria due fri 5pm fallback use the replica"
    )
    await types(town, "maria", "/blocker B-1 move 10 apr 5pm because the vendor is slow")
    await log(town, "/decision which DPA owner @maria due 10 apr 5pm fallback the old one")
    ignore_rest(town, "#launch")
    await town.advance_to(berlin(2, 12, month=4))
    # Logged on Wednesday at 10:30; Cem's next morning is Thursday. D-1 keeps its first date.
    dm = await town.slack.expectations.expect_dm("cem", "*B-1* has been open for 7 days")
    assert dm.at == berlin(2, 9, month=4)
    assert "Its date moved once." in dm.text
    line = await town.slack.expectations.expect_thread("#launch", card, "open for 7 days")
    assert line.at == berlin(1, 10, 30, month=4)
    town.slack.expectations.expect_all("Week of")
    assert (heard(town, "cem"), heard(town, "lea"), posted(town)) == ([], [], [])


async def test_what_outlived_its_first_date_goes_to_leadership_in_one_message(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await log(town, "/blocker staging is down owner @maria due fri 5pm fallback use the replica")
    await log(town, "/decision which DPA owner @maria due fri 5pm fallback the old one")
    for label in ("B-1", "D-1"):
        await types(town, "maria", f"/blocker {label} move 30 apr 5pm because the vendor is slow")
    town.slack.expectations.expect_all()
    await town.advance_to(berlin(2, 12, month=4))
    dm = await town.slack.expectations.expect_dm("cem", "B-1", "D-1", "has been open for 7 days")
    assert dm.at == berlin(2, 9, month=4)
    assert heard(town, "cem") == []
    await town.advance_to(berlin(9, 12, month=4))
    assert heard(town, "cem") == ["Thu 09 09:00 B-1 D-1"]
    assert heard(town, "lea") == []
    town.slack.expectations.expect_all()


async def test_while_the_owner_is_away_their_stand_in_is_told_that_the_fallback_applies(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await log(town, f"/blocker {TODAY}")
    away = "/backstop away until fri 3 apr 9am stand-in @bo"
    await types(town, "maria", away)
    await town.advance_to(berlin(27, 15, 59))
    town.slack.expectations.expect_all()
    await town.advance_to(berlin(27, 16))  # 11:00 in New York
    dm = await town.slack.expectations.expect_dm("bo", "Fallback now applies")
    assert dm.at == berlin(27, 16)
    assert heard(town, "lea") == []
    town.slack.expectations.expect_all()


async def test_with_no_stand_in_the_lead_is(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, f"/blocker {TODAY}")
    await types(town, "maria", "/backstop away until fri 3 apr 9am")
    await town.advance_to(berlin(27, 15, 59))
    town.slack.expectations.expect_all()
    await town.advance_to(berlin(27, 16))
    await town.slack.expectations.expect_dm("lea", "Fallback now applies")
    assert heard(town, "lea") == []
    assert heard(town, "cem") == []
    town.slack.expectations.expect_all()


async def test_after_downtime_each_is_told_once_and_the_chances_are_given(
    laddered_town: Town,
) -> None:
    town = laddered_town
    card = await log(town, f"/blocker {TODAY}")
    await town.stop_bot()
    town.clock.set(berlin(27, 16, 30))
    await town.start_bot()
    assert heard(town, "maria") == heard(town, "lea") == ["Fri 27 16:30 B-1"]
    assert (heard(town, "cem"), posted(town)) == ([], ["Fri 27 16:30 B-1"])
    await town.advance_to(berlin(30, 16, 30))
    # Half an hour of Lea's four is on Friday; Cem has four more on Monday.
    assert heard(town, "cem") == ["Mon 30 12:30 B-1"]
    assert posted(town) == ["Mon 30 12:30 B-1 aloud", "Mon 30 16:30 B-1 aloud"]
    assert "Fallback now applies" in message_words(card)
    # The morning after, and that the fallback applies.
    assert heard(town, "maria") == ["Mon 30 09:00 B-1", "Mon 30 16:30 B-1"]
    assert heard(town, "lea") == []


async def test_after_a_short_downtime_one_reminder_stands_for_all_that_were_missed(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await log(town, "/blocker staging is down owner @maria due fri 4pm fallback use the replica")
    await town.stop_bot()
    town.clock.set(berlin(27, 15))
    await town.start_bot()
    dm = await town.slack.expectations.expect_dm("maria", "*B-1* is due Fri 27 Mar 16:00 CET")
    assert "This also stands for 1 earlier reminder that could not be sent in time" in dm.text
    assert heard(town, "maria") == []


async def test_a_closed_item_is_quiet_for_good(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, f"/blocker {TODAY}")
    await types(town, "maria", "/blocker B-1 resolve restarted it")
    ignore_rest(town, "#launch")
    await town.advance_to(berlin(2, 12, month=4))
    assert [heard(town, who) for who in ("maria", "lea", "cem")] == [[], [], []]
    assert posted(town) == []


async def test_an_owner_who_comes_back_late_reads_that_the_fallback_applies(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await types(town, "maria", "/backstop away until fri 3 apr 9am stand-in @bo")
    await log(town, f"/blocker {TODAY}", by="cem")
    await town.advance_to(berlin(2, 17, month=4))
    town.slack.expectations.expect_all()
    await town.advance_to(berlin(3, 9, month=4))
    await town.slack.expectations.expect_dm("maria", "Fallback now applies: use the replica")
    town.slack.expectations.expect_all()
