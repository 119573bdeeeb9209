"""Promise 4: if someone can't be reached, the next person is told at once."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from tests.stories.heard import berlin, deactivate, heard, ignore_rest, log, posted, set_up, types
from tests.support.greeted import count_as_greeted

TODAY = "staging is down owner @maria due today 4pm fallback use the replica"
BOS = "/blocker staging is down owner @bo due thu 4pm fallback use the replica"


async def test_an_owner_who_is_gone_is_covered_at_once(laddered_sandbox: Sandbox) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    card = await log(sandbox, BOS)
    await sandbox.advance_to(berlin(25, 14, 30))
    ignore_rest(sandbox, "bo")
    await deactivate(sandbox, "bo")
    dm = await expected.expect_dm("lea", "*B-1* has nobody to answer for it")
    assert dm.at == berlin(25, 14, 30)
    assert "has no active account" in dm.text
    await expected.expect_thread("#launch", card, "*Bo O'Neill* has no active account")
    await sandbox.advance_to(berlin(26, 16))
    assert heard(sandbox, "lea") == [
        "Wed 25 16:00 B-1",  # what Bo would have heard 24 h and 2 h before due
        "Thu 26 14:00 B-1",
        "Thu 26 16:00 B-1",  # the rung keeps its time
    ]
    assert heard(sandbox, "bo") == []
    await types(sandbox, "lea", "/blocker B-1 give @maria because Bo has left")
    await expected.expect_dm("maria", "*B-1* is yours now", "because Bo has left")
    ignore_rest(sandbox, "#launch")


async def test_what_waits_for_an_owner_who_is_gone_is_not_told_twice(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await sandbox.advance_to(berlin(25, 23))  # 18:00 in New York: Bo would hear in the morning
    await log(sandbox, "/blocker staging is down owner @bo due fri 4pm fallback use the replica")
    await deactivate(sandbox, "bo")
    await sandbox.advance_to(berlin(26, 15))
    assert heard(sandbox, "lea") == ["Thu 26 09:00 B-1"]
    assert posted(sandbox) == ["Wed 25 23:00 B-1"]


async def test_without_a_lead_who_can_answer_leadership_is_told_at_due(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, f"/blocker {TODAY}")
    await deactivate(sandbox, "lea")
    await sandbox.slack.expectations.expect_dm(
        "cem", "*B-1* has an ownership gap", "nobody set as lead can answer"
    )
    await sandbox.advance_to(berlin(25, 16))
    dm = await sandbox.slack.expectations.expect_dm("cem", "*B-1* is overdue")
    assert "You are told now because nobody set as lead can answer." in dm.text
    assert posted(sandbox) == ["Wed 25 16:00 B-1 aloud"]
    await sandbox.advance_to(berlin(27, 16))
    assert heard(sandbox, "cem") == []  # not again after 24 h
    assert posted(sandbox) == ["Fri 27 16:00 B-1 aloud"]  # the fallback keeps its time
    ignore_rest(sandbox, "maria")


async def test_a_group_that_was_switched_off_leads_nothing_any_more(sandbox: Sandbox) -> None:
    sandbox.slack.add_group("leads", ["bo"])
    await sandbox.bot.workspace.directory.refresh_groups()
    await set_up(sandbox, {"Lead: people": [], "Lead: user group": "leads"})
    await log(sandbox, f"/blocker {TODAY}")
    sandbox.slack.disable_group("leads")
    await sandbox.settle()
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "bo") == []
    dm = await sandbox.slack.expectations.expect_dm("cem", "*B-1* is overdue")
    assert "nobody set as lead can answer" in dm.text
    ignore_rest(sandbox, "#launch", "maria")


async def test_a_lead_does_not_escalate_to_themselves(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker staging is down owner @lea due today 4pm fallback use the replica")
    await sandbox.advance_to(berlin(25, 16))
    dm = await sandbox.slack.expectations.expect_dm("cem", "*B-1* is overdue")
    assert f"the owner <@{sandbox.slack.person('lea').id}> is also the lead" in dm.text
    assert heard(sandbox, "lea") == ["Wed 25 10:30 B-1", "Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_with_nobody_left_on_the_ladder_the_reporter_and_the_channel_hear(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker staging is down owner @bo due thu 4pm fallback use the replica")
    for person in ("lea", "cem"):
        await deactivate(sandbox, person)
    assert heard(sandbox, "cem") == heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    assert posted(sandbox) == ["Wed 25 10:30 B-1 aloud"]
    await sandbox.advance_to(berlin(26, 16))
    dm = await sandbox.slack.expectations.expect_dm("maria", "*B-1* has an ownership gap")
    assert "Nobody set as leadership can answer" in dm.text
    assert posted(sandbox) == ["Thu 26 16:00 B-1 aloud"]
    ignore_rest(sandbox, "bo")


async def test_while_the_owner_is_away_the_lead_hears(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    said = await types(sandbox, "bo", "/backstop away until mon 9am")
    assert "away until Mon 30 Mar 09:00 EDT" in said
    assert "your lead is notified instead" in said
    await log(sandbox, BOS)
    await sandbox.advance_to(berlin(25, 16))
    dm = await sandbox.slack.expectations.expect_dm("lea", "is away until", "with no stand-in")
    assert dm.at == berlin(25, 16)  # 24 h before due
    assert heard(sandbox, "bo") == []
    await sandbox.advance_to(berlin(26, 16))
    assert heard(sandbox, "lea") == ["Thu 26 14:00 B-1", "Thu 26 16:00 B-1"]
    shown = await types(sandbox, "lea", "/blocker B-1")
    assert f"found nobody to cover for <@{sandbox.slack.person('bo').id}>" in shown
    assert "found an ownership gap" not in shown
    ignore_rest(sandbox, "#launch")


async def test_a_stand_in_is_told_and_learns_for_whom(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "bo", "/backstop away until mon 9am stand-in @maria")
    await log(sandbox, BOS, by="cem")
    expected = sandbox.slack.expectations
    await expected.expect_dm("maria", "You cover for", "owns nothing open now")
    await expected.expect_dm("maria", "You cover for", "*B-1* is due Thu 26 Mar 16:00 CET")
    await sandbox.advance_to(berlin(25, 16))
    dm = await expected.expect_dm("maria", "*B-1* is due Thu 26 Mar 16:00 CET")
    assert f"You stand in for <@{sandbox.slack.person('bo').id}>" in dm.text
    await sandbox.advance_to(berlin(26, 16))
    assert heard(sandbox, "maria") == ["Thu 26 14:00 B-1", "Thu 26 16:00 B-1"]
    assert heard(sandbox, "lea") == ["Thu 26 16:00 B-1"]  # only the step of the lead
    assert heard(sandbox, "bo") == []
    ignore_rest(sandbox, "#launch")


async def test_whoever_comes_back_is_told_at_once_what_was_held(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "bo", "/backstop away until mon 9am")
    await log(sandbox, BOS)
    await sandbox.advance_to(berlin(25, 15, 30))
    assert heard(sandbox, "bo") == []
    await types(sandbox, "bo", "/backstop back")
    dm = await sandbox.slack.expectations.expect_dm(
        "bo", "*B-1* is yours now", "Waited for your working hours"
    )
    assert dm.at == berlin(25, 15, 30)
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "bo") == ["Wed 25 11:00 B-1"]
    assert (heard(sandbox, "lea"), posted(sandbox)) == ([], [])


async def test_for_a_lead_who_is_away_leadership_is_told(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "lea", "/backstop away until mon 9am")
    await log(sandbox, f"/blocker {TODAY}")
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "cem") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "lea") == []
    await sandbox.advance_to(berlin(30, 9))
    assert heard(sandbox, "lea") == ["Mon 30 09:00 B-1"]
    ignore_rest(sandbox, "maria", "#launch")


async def test_a_leads_stand_in_is_told_in_their_place(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await types(sandbox, "lea", "/backstop away until mon 9am stand-in @bo")
    await log(sandbox, f"/blocker {TODAY}")
    await sandbox.advance_to(berlin(25, 16))
    await sandbox.slack.expectations.expect_dm("bo", "You cover for", "owns nothing open now")
    dm = await sandbox.slack.expectations.expect_dm("bo", "*B-1* is overdue")
    assert f"You stand in for <@{sandbox.slack.person('lea').id}>" in dm.text
    assert heard(sandbox, "cem") == []
    ignore_rest(sandbox, "maria", "#launch")


async def test_each_member_of_a_group_that_leads_is_told_once(sandbox: Sandbox) -> None:
    sandbox.slack.add_group("oncall", ["lea", "cem", "maria"])
    await sandbox.bot.workspace.directory.refresh_groups()
    fields = {"Lead: people": ["lea"], "Lead: user group": "oncall", "Leadership: people": ["bo"]}
    await set_up(sandbox, fields)
    card = await log(sandbox, f"/blocker {TODAY}")
    await sandbox.advance_to(berlin(26, 16))
    assert heard(sandbox, "lea") == heard(sandbox, "cem") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "maria") == ["Wed 25 14:00 B-1", "Wed 25 16:00 B-1", "Thu 26 09:00 B-1"]
    assert heard(sandbox, "bo") == ["Thu 26 11:00 B-1"]
    await sandbox.slack.expectations.expect_thread(
        "#launch", card, "the lead (*Lea Roth* and the group oncall)"
    )
    ignore_rest(sandbox, "#launch")


async def test_a_channel_can_be_leadership(sandbox: Sandbox) -> None:
    sandbox.slack.add_channel("#bridge", ["cem", "lea"])
    count_as_greeted(sandbox.slack, sandbox.settings())
    bridge = sandbox.slack.channel("#bridge").id
    await sandbox.bot.workspace.directory.refresh_channel(bridge)
    await set_up(sandbox, {"Leadership: people": [], "Leadership: channel": "#bridge"})
    await log(sandbox, f"/blocker {TODAY}")
    await sandbox.advance_to(berlin(26, 16))
    post = await sandbox.slack.expectations.expect_post("#bridge", "*B-1* is overdue")
    assert post.at == berlin(26, 16)
    assert f"leadership (<#{bridge}>)" in message_words(post)
    assert heard(sandbox, "cem") == []
    assert posted(sandbox) == ["Wed 25 16:00 B-1", "Thu 26 16:00 B-1 aloud"]
    ignore_rest(sandbox, "maria", "lea")


async def test_with_nobody_set_the_reporter_and_the_channel_stand_in(sandbox: Sandbox) -> None:
    card = await log(sandbox, "/blocker imports hang owner @lea due today 4pm fallback by hand")
    assert (
        "No lead and no leadership are set: the reporter and this channel are notified instead"
        in message_words(card)
    )
    await sandbox.advance_to(berlin(26, 16))
    assert heard(sandbox, "maria") == ["Wed 25 16:00 B-1", "Thu 26 16:00 B-1"]
    assert posted(sandbox) == ["Wed 25 16:00 B-1 aloud", "Thu 26 16:00 B-1 aloud"]
    ignore_rest(sandbox, "lea")
