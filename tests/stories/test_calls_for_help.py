"""Promise 3, by hand: a call for help tells somebody now, and uses up no rung."""

from bot.demo.sandbox import Sandbox
from playground.state.workspace import Message
from tests.stories.heard import berlin, buttons, heard, ignore_rest, log, posted, set_up, types

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
CALL = "/blocker B-1 escalate because Acme waits"
LEADERSHIP = "/blocker B-1 escalate to leadership because Acme waits"


async def asked_first(sandbox: Sandbox) -> Message:
    """Maria has called the lead, and types it again two minutes later."""
    await log(sandbox, TODAY)
    said = await types(sandbox, "maria", CALL)
    assert f"<@{sandbox.slack.person('lea').id}> is notified Wed 25 Mar 10:30 CET." in said
    assert (heard(sandbox, "lea"), posted(sandbox)) == (["Wed 25 10:30 B-1"], ["Wed 25 10:30 B-1"])
    await sandbox.advance(minutes=2)
    (question,) = (await sandbox.slack.person("maria").types("#launch", CALL)).messages
    await sandbox.settle()
    assert "The lead (Lea Roth) was called Wed 25 Mar 10:30 CET." in question.text
    assert buttons(question, "Call leadership too", "Leave it") == [True, True]
    assert [heard(sandbox, who) for who in ("lea", "cem")] == [[], []]
    return question


async def test_a_second_call_asks_first_and_its_button_calls_leadership(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    question = await asked_first(sandbox)
    await sandbox.slack.person("maria").clicks("Call leadership too", message=question)
    await sandbox.settle()
    assert (heard(sandbox, "lea"), heard(sandbox, "cem")) == ([], ["Wed 25 10:32 B-1"])
    assert posted(sandbox) == ["Wed 25 10:32 B-1 aloud"]


async def test_from_the_cards_button_it_is_asked_in_a_window(laddered_sandbox: Sandbox) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    card = await log(sandbox, TODAY)
    for _ in range(2):
        await maria.clicks("Escalate now", message=card)
        await maria.fills({"Why?": "Acme waits"})
        seen = await maria.submits()
        await sandbox.settle()
    assert (seen.errors, heard(sandbox, "lea")) == ({}, ["Wed 25 10:30 B-1"])
    asked = await maria.sees_form("The lead (Lea Roth) was called Wed 25 Mar 10:30 CET.")
    await maria.clicks("Call leadership too", view=asked)
    await maria.sees_form("is notified")
    await sandbox.settle()
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_leaving_it_calls_nobody(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    question = await asked_first(sandbox)
    seen = await sandbox.slack.person("maria").clicks("Leave it", message=question)
    await sandbox.settle()
    assert (seen.text, seen.view) == ("", None)
    assert [heard(sandbox, who) for who in ("lea", "cem")] == [[], []]
    assert posted(sandbox) == []


async def test_whoever_was_called_early_is_told_again_when_the_date_passes(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    await log(sandbox, TODAY)
    await types(sandbox, "maria", CALL)
    await types(sandbox, "maria", LEADERSHIP)  # naming it answers the question
    assert heard(sandbox, "lea") == heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]
    await sandbox.advance_to(berlin(27, 16))
    called = "You were called Wed 25 Mar 10:30 CET; now the date has passed."
    assert (await expected.expect_dm("lea", called)).at == berlin(25, 16)
    assert (await expected.expect_dm("cem", called)).at == berlin(26, 16)
    assert [heard(sandbox, who) for who in ("lea", "cem")] == [[], []]
    assert posted(sandbox) == [
        "Wed 25 10:30 B-1",
        "Wed 25 10:30 B-1 aloud",
        "Wed 25 16:00 B-1",
        "Thu 26 16:00 B-1 aloud",
        "Fri 27 16:00 B-1 aloud",
    ]
    ignore_rest(sandbox, "maria")


async def test_once_everybody_was_called_the_answer_says_who_when_and_what_comes(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    for line in (CALL, LEADERSHIP):
        await types(sandbox, "maria", line)
    ignore_rest(sandbox, "lea", "cem", "#launch")
    for line in (CALL, LEADERSHIP):
        said = await types(sandbox, "maria", line)
        assert "The lead (Lea Roth) was called Wed 25 Mar 10:30 CET." in said
        assert "Leadership (Cem Aydin) was called Wed 25 Mar 10:30 CET." in said
        assert "Nobody was told again. Next: Wed 25 Mar 16:00 CET: Lea Roth is notified." in said
    assert [heard(sandbox, who) for who in ("lea", "cem")] == [[], []]
    assert posted(sandbox) == []


async def test_the_same_rung_is_not_called_twice_within_an_hour(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    named = "/blocker B-1 escalate to the lead because Acme waits"
    await types(sandbox, "maria", named)
    await sandbox.advance(minutes=59)
    assert "Nobody was told again." in await types(sandbox, "maria", named)
    assert heard(sandbox, "lea") == ["Wed 25 10:30 B-1"]
    await sandbox.advance(minutes=1)
    await types(sandbox, "maria", named)
    assert heard(sandbox, "lea") == ["Wed 25 11:30 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_somebody_on_the_ladder_is_called_by_name_and_nobody_else(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    said = await types(sandbox, "maria", "/blocker B-1 escalate to @bo because Acme waits")
    assert "Bo O'Neill is not on the ladder of B-1." in said
    assert "Cem Aydin and Lea Roth can be called." in said
    assert "`/blocker B-1 give @somebody because …`" in said
    assert [heard(sandbox, who) for who in ("bo", "lea", "cem")] == [[], [], []]
    await types(sandbox, "maria", "/blocker B-1 escalate to @cem because Acme waits")
    assert (heard(sandbox, "lea"), heard(sandbox, "cem")) == ([], ["Wed 25 10:30 B-1"])
    ignore_rest(sandbox, "#launch")


async def test_a_call_waits_for_working_hours_and_says_so_unless_it_is_urgent(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await sandbox.advance_to(berlin(25, 18))
    for number, urgent in enumerate(("", " urgent"), start=1):
        await log(sandbox, f"/blocker DNS is down owner @maria due fri 5pm fallback wait{urgent}")
        call = f"/blocker B-{number} escalate because Acme waits"
        when = "Wed 25 Mar 18:00 CET" if urgent else "Thu 26 Mar 09:00 CET"
        said = await types(sandbox, "maria", call)
        assert f"<@{sandbox.slack.person('lea').id}> is notified {when}." in said
    assert heard(sandbox, "lea") == ["Wed 25 18:00 B-2"]
    await sandbox.advance_to(berlin(26, 9))
    assert heard(sandbox, "lea") == ["Thu 26 09:00 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_a_call_is_one_line_of_history(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await types(sandbox, "maria", CALL)
    shown = await types(sandbox, "maria", "/blocker B-1")
    assert shown.count("called the lead") == 1
    assert "escalated it" not in shown
    ignore_rest(sandbox, "lea", "#launch")


async def test_a_rung_that_is_called_after_the_date_is_not_told_again(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await sandbox.advance_to(berlin(25, 16, 30))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    await types(sandbox, "maria", CALL)
    await sandbox.advance_to(berlin(27, 16))
    assert heard(sandbox, "cem") == ["Wed 25 16:30 B-1"]
    assert posted(sandbox) == [
        "Wed 25 16:00 B-1",
        "Wed 25 16:30 B-1 aloud",
        "Fri 27 16:00 B-1 aloud",  # the fallback keeps its time
    ]
    ignore_rest(sandbox, "maria", "lea")


async def test_the_button_carries_the_reason_that_was_typed(laddered_sandbox: Sandbox) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await log(sandbox, TODAY)
    await types(sandbox, "maria", CALL)
    why = 'because 5 < 6 & "they go live" today, because @bo says so'
    asked = await maria.types("#launch", f"/blocker B-1 escalate {why}")
    await maria.clicks("Call leadership too", message=asked.messages[0])
    await sandbox.settle()
    dm = await sandbox.slack.expectations.expect_dm("cem", "*B-1* needs help", "they go live")
    for words in ("5 &lt; 6 &amp; ", "today, because", "because @bo says so"):
        assert words in dm.text
    ignore_rest(sandbox, "lea", "#launch")


async def test_a_reason_too_long_for_a_button_is_given_back(laddered_sandbox: Sandbox) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    card = await log(sandbox, TODAY)
    await types(sandbox, "maria", CALL)
    why = "they go live " * 160  # 2,080 characters; a button holds 2,000
    said = await types(sandbox, "maria", f"/blocker B-1 escalate because {why}")
    assert "To call leadership too: `/blocker B-1 escalate to leadership because …`" in said
    assert "they go live they go live" in said
    await maria.clicks("Escalate now", message=card)
    await maria.fills({"Why?": why})
    assert list((await maria.submits()).errors) == ["Why?"], "the form stays, with its reason"
    await maria.closes()
    ignore_rest(sandbox, "lea", "#launch")


async def test_after_the_date_told_somebody_a_call_does_not_ask_first(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await types(sandbox, "maria", CALL)  # 10:30, with time to answer until 14:30
    await sandbox.advance_to(berlin(25, 16, 5))
    ignore_rest(sandbox, "lea", "maria", "#launch")
    said = await types(sandbox, "maria", CALL)
    assert f"<@{sandbox.slack.person('cem').id}> is notified Wed 25 Mar 16:05 CET." in said
    assert (heard(sandbox, "lea"), heard(sandbox, "cem")) == ([], ["Wed 25 16:05 B-1"])
    ignore_rest(sandbox, "#launch")


async def test_a_call_passes_over_the_caller_and_leaves_their_rung_free(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    said = await types(sandbox, "lea", CALL)
    assert "called leadership" in said
    assert (heard(sandbox, "lea"), heard(sandbox, "cem")) == ([], ["Wed 25 10:30 B-1"])
    await types(sandbox, "maria", "/blocker B-1 escalate to lead because Acme waits")
    assert heard(sandbox, "lea") == ["Wed 25 10:30 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_who_would_call_only_themselves_is_told_what_to_type(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    said = await types(sandbox, "cem", LEADERSHIP)
    assert "That would call nobody but you, so nobody was told." in said
    assert "`/blocker B-1 escalate to lead because …`" in said
    said = await types(sandbox, "lea", "/blocker B-1 escalate to me because Acme waits")
    assert "`/blocker B-1 escalate to leadership because …`" in said
    assert posted(sandbox) == []
    await types(sandbox, "maria", LEADERSHIP)
    assert (heard(sandbox, "lea"), heard(sandbox, "cem")) == ([], ["Wed 25 10:30 B-1"])
    ignore_rest(sandbox, "#launch")


async def test_one_person_on_every_rung_calls_nobody_and_is_not_offered_twice(
    sandbox: Sandbox,
) -> None:
    await set_up(sandbox, {"Leadership: people": ["lea"]})
    await log(sandbox, TODAY)
    said = await types(sandbox, "lea", CALL)
    assert "To hand it over: `/blocker B-1 give @somebody because …`." in said
    await types(sandbox, "maria", CALL)
    assert heard(sandbox, "lea") == ["Wed 25 10:30 B-1"]
    ignore_rest(sandbox, "#launch")
    (seen,) = (await sandbox.slack.person("maria").types("#launch", CALL)).messages
    await sandbox.settle()
    assert "The lead (Lea Roth) was called Wed 25 Mar 10:30 CET. Nobody was told" in seen.text
    assert buttons(seen, "Call leadership too") == [False]
    assert (heard(sandbox, "lea"), posted(sandbox)) == ([], [])


async def test_with_nobody_set_a_second_call_says_so_once(sandbox: Sandbox) -> None:
    await log(sandbox, TODAY)
    await types(sandbox, "bo", CALL)
    ignore_rest(sandbox, "maria", "#launch")
    said = await types(sandbox, "bo", CALL)
    assert "The reporter and the channel were called Wed 25 Mar 05:30 EDT. Nobody was told" in said
    assert said.count("were called") == 1
    assert "To call" not in said
    assert posted(sandbox) == []


async def test_a_reporter_who_called_is_not_told_that_they_were(sandbox: Sandbox) -> None:
    await log(sandbox, TODAY, by="cem")
    await types(sandbox, "cem", CALL)
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(25, 16))
    told = await sandbox.slack.expectations.expect_dm("cem", "*B-1* is overdue")
    called = "You called for help Wed 25 Mar 10:30 CET; now the date has passed."
    assert called in told.text
    ignore_rest(sandbox)


async def test_a_call_past_somebody_away_is_one_line_and_names_who_was_told(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await types(sandbox, "lea", "/backstop away until mon 9am")
    ignore_rest(sandbox, "maria", "#launch")
    said = await types(sandbox, "maria", CALL)
    cem = sandbox.slack.person("cem").id
    assert "called leadership" in said
    assert f"<@{cem}> is notified Wed 25 Mar 10:30 CET." in said
    shown = await types(sandbox, "maria", "/blocker B-1")
    assert "ownership gap" not in shown
    assert heard(sandbox, "cem") == ["Wed 25 10:30 B-1"]
    ignore_rest(sandbox, "lea", "#launch")


async def test_once_the_fallback_applies_the_answer_says_when_it_is_asked(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await sandbox.advance_to(berlin(27, 16))
    ignore_rest(sandbox, "maria", "lea", "cem", "#launch")
    said = await types(sandbox, "maria", CALL)
    assert "Leadership (Cem Aydin) was notified Thu 26 Mar 16:00 CET. Nobody was told" in said
    assert "Next: Fri 3 Apr 09:00 CEST: Cem Aydin is asked what should become of it." in said
    assert posted(sandbox) == []
