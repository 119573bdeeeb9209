"""Promise 4: nobody to tell is somebody to tell; whoever comes next hears at once."""

from bot.demo.sandbox import Town
from playground.rules.seen import message_words
from tests.stories.hearing import berlin, deactivate, heard, ignore_rest, log, posted, set_up, types

TODAY = "staging is down owner @maria due today 4pm fallback use the replica"
BOS = "/blocker staging is down owner @bo due thu 4pm fallback use the replica"


async def test_an_owner_who_is_gone_is_covered_at_once(laddered_town: Town) -> None:
    town, expected = laddered_town, laddered_town.slack.expectations
    card = await log(town, BOS)
    await town.advance_to(berlin(25, 14, 30))
    ignore_rest(town, "bo")
    await deactivate(town, "bo")
    dm = await expected.expect_dm("lea", "*B-1* has nobody to answer for it")
    assert dm.at == berlin(25, 14, 30)
    assert "has no active account" in dm.text
    await expected.expect_thread("#launch", card, "*Bo O'Neill* has no active account")
    await town.advance_to(berlin(26, 16))
    assert heard(town, "lea") == [
        "Wed 25 16:00 B-1",  # what Bo would have heard 24 h and 2 h before due
        "Thu 26 14:00 B-1",
        "Thu 26 16:00 B-1",  # the rung keeps its time
    ]
    assert heard(town, "bo") == []
    await types(town, "lea", "/blocker B-1 give @maria because Bo has left")
    await expected.expect_dm("maria", "*B-1* is yours now", "because Bo has left")
    ignore_rest(town, "#launch")


async def test_what_still_waits_for_an_owner_who_is_gone_is_not_told_a_second_time(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await town.advance_to(berlin(25, 23))  # 18:00 in New York: Bo would hear in the morning
    await log(town, "/blocker staging is down owner @bo due fri 4pm fallback use the replica")
    await deactivate(town, "bo")
    await town.advance_to(berlin(26, 15))
    assert heard(town, "lea") == ["Thu 26 09:00 B-1"]
    assert posted(town) == ["Wed 25 23:00 B-1"]


async def test_without_a_lead_who_can_answer_leadership_hears_at_due(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, f"/blocker {TODAY}")
    await deactivate(town, "lea")
    await town.advance_to(berlin(25, 16))
    dm = await town.slack.expectations.expect_dm("cem", "*B-1* is overdue")
    assert "You are told now because nobody set as lead can answer." in dm.text
    assert posted(town) == ["Wed 25 16:00 B-1 aloud"]
    await town.advance_to(berlin(27, 16))
    assert heard(town, "cem") == []  # not again after 24 h
    assert posted(town) == ["Fri 27 16:00 B-1 aloud"]  # the fallback keeps its time
    ignore_rest(town, "maria")


async def test_a_group_that_was_switched_off_leads_nothing_any_more(town: Town) -> None:
    town.slack.add_group("leads", ["bo"])
    await town.bot.directory.refresh_groups()
    await set_up(town, {"Lead: people": [], "Lead: user group": "leads"})
    await log(town, f"/blocker {TODAY}")
    town.slack.disable_group("leads")
    await town.settle()
    await town.advance_to(berlin(25, 16))
    assert heard(town, "bo") == []
    dm = await town.slack.expectations.expect_dm("cem", "*B-1* is overdue")
    assert "nobody set as lead can answer" in dm.text
    ignore_rest(town, "#launch", "maria")


async def test_a_lead_does_not_escalate_to_themselves(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, "/blocker staging is down owner @lea due today 4pm fallback use the replica")
    await town.advance_to(berlin(25, 16))
    dm = await town.slack.expectations.expect_dm("cem", "*B-1* is overdue")
    assert f"the owner <@{town.slack.person('lea').id}> is the lead too" in dm.text
    assert heard(town, "lea") == ["Wed 25 10:30 B-1", "Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    ignore_rest(town, "#launch")


async def test_with_nobody_left_on_the_ladder_the_reporter_and_the_channel_hear(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await log(town, "/blocker staging is down owner @bo due thu 4pm fallback use the replica")
    for person in ("lea", "cem"):
        await deactivate(town, person)
    await town.advance_to(berlin(26, 16))
    dm = await town.slack.expectations.expect_dm("maria", "*B-1* has nobody to answer for it")
    assert "nobody set as leadership can answer" in dm.text
    assert posted(town) == ["Thu 26 16:00 B-1 aloud"]
    ignore_rest(town, "bo")


async def test_while_the_owner_is_away_the_lead_hears(laddered_town: Town) -> None:
    town = laddered_town
    said = await types(town, "bo", "/backstop away until mon 9am")
    assert "away until Mon 30 Mar 09:00 EDT" in said
    assert "your lead is notified instead" in said
    await log(town, BOS)
    await town.advance_to(berlin(25, 16))
    dm = await town.slack.expectations.expect_dm("lea", "is away until", "with no stand-in")
    assert dm.at == berlin(25, 16)  # 24 h before due
    assert heard(town, "bo") == []
    await town.advance_to(berlin(26, 16))
    assert heard(town, "lea") == ["Thu 26 14:00 B-1", "Thu 26 16:00 B-1"]
    ignore_rest(town, "#launch")


async def test_a_stand_in_hears_and_learns_for_whom(laddered_town: Town) -> None:
    town = laddered_town
    await types(town, "bo", "/backstop away until mon 9am stand-in @maria")
    await log(town, BOS, by="cem")
    await town.advance_to(berlin(25, 16))
    dm = await town.slack.expectations.expect_dm("maria", "*B-1* is due Thu 26 Mar 16:00 CET")
    assert f"You stand in for <@{town.slack.person('bo').id}>" in dm.text
    await town.advance_to(berlin(26, 16))
    assert heard(town, "maria") == ["Thu 26 14:00 B-1", "Thu 26 16:00 B-1"]
    assert heard(town, "lea") == ["Thu 26 16:00 B-1"]  # her own step alone
    assert heard(town, "bo") == []
    ignore_rest(town, "#launch")


async def test_whoever_comes_back_hears_at_once_what_was_held(laddered_town: Town) -> None:
    town = laddered_town
    await types(town, "bo", "/backstop away until mon 9am")
    await log(town, BOS)
    await town.advance_to(berlin(25, 15, 30))
    assert heard(town, "bo") == []
    await types(town, "bo", "/backstop back")
    dm = await town.slack.expectations.expect_dm(
        "bo", "*B-1* is yours now", "Waited for your working hours"
    )
    assert dm.at == berlin(25, 15, 30)
    await town.advance_to(berlin(25, 16))
    assert heard(town, "bo") == ["Wed 25 11:00 B-1"]
    assert (heard(town, "lea"), posted(town)) == ([], [])


async def test_for_a_lead_who_is_away_leadership_hears(laddered_town: Town) -> None:
    town = laddered_town
    await types(town, "lea", "/backstop away until mon 9am")
    await log(town, f"/blocker {TODAY}")
    await town.advance_to(berlin(25, 16))
    assert heard(town, "cem") == ["Wed 25 16:00 B-1"]
    assert heard(town, "lea") == []
    await town.advance_to(berlin(30, 9))
    assert heard(town, "lea") == ["Mon 30 09:00 B-1"]
    ignore_rest(town, "maria", "#launch")


async def test_a_leads_stand_in_hears_in_their_place(laddered_town: Town) -> None:
    town = laddered_town
    await types(town, "lea", "/backstop away until mon 9am stand-in @bo")
    await log(town, f"/blocker {TODAY}")
    await town.advance_to(berlin(25, 16))
    dm = await town.slack.expectations.expect_dm("bo", "*B-1* is overdue")
    assert f"You stand in for <@{town.slack.person('lea').id}>" in dm.text
    assert heard(town, "cem") == []
    ignore_rest(town, "maria", "#launch")


async def test_each_member_of_a_group_that_leads_hears_once(town: Town) -> None:
    town.slack.add_group("oncall", ["lea", "cem", "maria"])
    await town.bot.directory.refresh_groups()
    fields = {"Lead: people": ["lea"], "Lead: user group": "oncall", "Leadership: people": ["bo"]}
    await set_up(town, fields)
    card = await log(town, f"/blocker {TODAY}")
    await town.advance_to(berlin(26, 16))
    assert heard(town, "lea") == heard(town, "cem") == ["Wed 25 16:00 B-1"]
    assert heard(town, "maria") == ["Wed 25 14:00 B-1", "Wed 25 16:00 B-1", "Thu 26 09:00 B-1"]
    assert heard(town, "bo") == ["Thu 26 11:00 B-1"]
    await town.slack.expectations.expect_thread(
        "#launch", card, "the lead (*Lea Roth* and the group oncall)"
    )
    ignore_rest(town, "#launch")


async def test_a_channel_can_be_leadership(town: Town) -> None:
    town.slack.add_channel("#bridge", ["cem", "lea"])
    bridge = town.slack.channel("#bridge").id
    await town.bot.directory.refresh_channel(bridge)
    await set_up(town, {"Leadership: people": [], "Leadership: channel": "#bridge"})
    await log(town, f"/blocker {TODAY}")
    await town.advance_to(berlin(26, 16))
    post = await town.slack.expectations.expect_post("#bridge", "*B-1* is overdue")
    assert post.at == berlin(26, 16)
    assert f"leadership (<#{bridge}>)" in message_words(post)
    assert heard(town, "cem") == []
    assert posted(town) == ["Wed 25 16:00 B-1", "Thu 26 16:00 B-1 aloud"]
    ignore_rest(town, "maria", "lea")


async def test_with_nobody_set_the_reporter_and_the_channel_stand_in(town: Town) -> None:
    card = await log(town, "/blocker imports hang owner @lea due today 4pm fallback by hand")
    assert (
        "No lead and no leadership are set: the reporter and this channel are notified instead"
        in message_words(card)
    )
    await town.advance_to(berlin(26, 16))
    assert heard(town, "maria") == ["Wed 25 16:00 B-1", "Thu 26 16:00 B-1"]
    assert posted(town) == ["Wed 25 16:00 B-1 aloud", "Thu 26 16:00 B-1 aloud"]
    ignore_rest(town, "lea")
