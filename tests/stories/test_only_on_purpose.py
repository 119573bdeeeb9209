"""Promise 7: what closes, silences or empties an item is done on purpose, or asked first."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from tests.stories.heard import berlin, buttons, heard, ignore_rest, log, posted, set_up, types
from tests.stories.people import add_people

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
NO_PLANS = ("none", "n/a", "tbd", "?", "none yet", "not sure", "TBD later")


async def test_fallback_and_more_words_change_nothing_and_may_be_a_note(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    for number, words in enumerate(("soon", "is no good anymore", "tomorrow because x"), start=1):
        card, label = await log(sandbox, TODAY), f"B-{number}"
        (answer,) = (await maria.types("#launch", f"/blocker {label} fallback {words}")).messages
        await sandbox.settle()
        closes = f"`fallback` closes {label} with the plan it has; nothing was changed."
        assert closes in answer.text
        assert f"`/blocker {label} fallback because …`" in answer.text
        assert "*Fallback:* use the replica" in message_words(card)
        assert buttons(answer, "Use the fallback") == [False]
        await maria.clicks("Add it as a note", message=answer)
        await sandbox.settle()
        assert posted(sandbox)[-1] == f"Wed 25 10:30 {label}"
        assert "closed" not in message_words(card)
    ignore_rest(sandbox, "#launch")


async def test_a_mere_question_about_the_fallback_offers_to_use_it(sandbox: Sandbox) -> None:
    card = await log(sandbox, TODAY)
    maria = sandbox.slack.person("maria")
    (answer,) = (await maria.types("#launch", "/blocker B-1 fallback?")).messages
    await maria.clicks("Use the fallback", message=answer)
    await sandbox.settle()
    assert "closed with its fallback" in message_words(card)
    ignore_rest(sandbox, "#launch")


async def test_fallback_with_a_reason_closes_it(sandbox: Sandbox) -> None:
    card = await log(sandbox, TODAY)
    await types(sandbox, "maria", "/blocker B-1 fallback because the replica is fine")
    assert "closed with its fallback" in message_words(card)
    ignore_rest(sandbox, "#launch")


async def test_a_plan_that_is_none_is_asked_about(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    for number, plan in enumerate(NO_PLANS, start=1):
        await maria.types("#launch", f"/blocker staging is down owner me due fri fallback {plan}")
        form = await maria.sees_form("What happens if nobody acts in time?")
        assert "staging is down" in str(form.state) + str(form.blocks), "nothing typed is lost"
        assert len((await maria.submits()).errors) == 1, plan
        await maria.fills({"What happens if nobody acts in time?": "use the replica"})
        assert (await maria.submits()).errors == {}
        await maria.closes()
        await sandbox.settle()
        await sandbox.slack.expectations.expect_post("#launch", f"*B-{number}*")


async def test_a_plan_that_is_none_is_asked_about_in_the_form_as_well(sandbox: Sandbox) -> None:
    maria, plan = sandbox.slack.person("maria"), "What happens if nobody acts in time?"
    await maria.types("#launch", "/blocker")
    await maria.fills({"What is blocked?": "staging is down", "Who owns it?": "maria"})
    for none in ("-", "None.", "TBD", "…", "no idea", "to be decided"):
        await maria.fills({plan: none})
        assert list((await maria.submits()).errors) == [plan]
    await maria.closes()


async def test_while_a_hold_stands_acknowledging_again_says_when_it_ends(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await sandbox.advance_to(berlin(26, 15))
    ignore_rest(sandbox, "maria", "lea", "#launch")
    for minutes in (0, 5, 30):
        await sandbox.advance(minutes=minutes)
        said = await types(sandbox, "maria", "/blocker B-1 ack")
        assert "escalation is paused until Fri 27 Mar 11:00 CET" in said
    assert posted(sandbox) == ["Thu 26 15:00 B-1"]
    shown = await types(sandbox, "maria", "/blocker B-1")
    assert shown.count("acknowledged it") == 1
    said = await types(sandbox, "lea", "/blocker B-1 ack")  # somebody else says something new
    assert "acknowledged it" in said
    assert posted(sandbox) == ["Thu 26 15:35 B-1"]
    said = await types(sandbox, "maria", "/blocker B-1 ack")  # Lea's hold ends later than Maria's
    assert "escalation is paused until Fri 27 Mar 11:35 CET" in said
    await sandbox.advance_to(berlin(26, 16, 30))
    said = await types(sandbox, "cem", "/blocker B-1 ack")  # held once beyond its time already
    assert "escalation is paused until Fri 27 Mar 11:35 CET" in said
    assert "Escalation was already paused once." in said
    assert posted(sandbox) == ["Thu 26 16:30 B-1"]
    await sandbox.advance_to(berlin(27, 11, 30))
    for who in ("maria", "lea", "cem"):
        said = await types(sandbox, who, "/blocker B-1 ack")
        assert "escalation is paused until Fri 27 Mar 11:35 CET" in said
    assert posted(sandbox) == []
    shown = await types(sandbox, "maria", "/blocker B-1")
    assert shown.count("acknowledged it") == 3
    ignore_rest(sandbox, "maria")


@pytest.mark.parametrize("who", ["lea", "cem"])
async def test_those_whom_the_ladder_told_acknowledge_with_one_click(
    laddered_sandbox: Sandbox, who: str
) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, TODAY)
    await sandbox.advance_to(berlin(26, 16))
    dm = await sandbox.slack.expectations.expect_dm(who, "*B-1* is overdue")
    seen = await sandbox.slack.person(who).clicks("Acknowledge", message=dm)
    await sandbox.settle()
    assert (seen.text, seen.view) == ("", None)
    assert "Acknowledged Thu 26 Mar 16:00 CET" in message_words(card)
    ignore_rest(sandbox, "maria", "lea", "cem", "#launch")


TOO_EARLY = {
    0: (
        "2 working days",
        "This is later than leadership: 1 working day. Choose that or earlier, "
        "or change leadership first.",
    ),
    1: (
        "3 working days",
        "This is later than the fallback: 2 working days. Choose that or earlier, "
        "or change the fallback first.",
    ),
    2: (
        "6 working hours",
        "The fallback cannot come before leadership. Choose 1 working day or more.",
    ),
}


async def test_a_ladder_in_the_wrong_order_is_not_saved(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.clicks("More")
    for step, (chosen, said) in TOO_EARLY.items():
        await maria.clicks(f"ladder.edit.{step}")
        when = "The fallback applies" if step == 2 else "Notify them"
        field = f"{when} … after the due date"
        await maria.fills({field: chosen})
        assert (await maria.submits()).errors == {field: said}
        await maria.closes()


async def test_one_person_on_both_rungs_needs_a_tick_that_says_what_it_means(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["lea"], "Leadership: people": ["lea"]})
    await maria.submits()
    await maria.sees_form(
        "• Lea Roth is the only person notified both as the lead and as leadership."
    )
    await maria.fills({"Is this what you want?": ["Save anyway"]})
    assert (await maria.submits()).errors == {}
    await maria.closes()
    await sandbox.settle()
    await log(sandbox, TODAY)
    await sandbox.advance_to(berlin(26, 16))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1", "Thu 26 16:00 B-1"]
    ignore_rest(sandbox, "maria", "#launch")
    await set_up(sandbox, by="lea")


async def test_a_group_of_one_on_both_rungs_needs_the_tick_too(empty_sandbox: Sandbox) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.slack.add_group("leads", ["lea"])
    await sandbox.start_bot()
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Leadership: people": ["lea"]})
    await maria.clicks("More")
    await maria.clicks("ladder.edit.0")
    await maria.fills({"User groups": ["@leads"]})
    await maria.submits()
    await maria.submits()
    await maria.sees_form(
        "• Lea Roth is the only person notified both as the lead and as leadership."
    )
    await maria.clicks("ladder.edit.1")
    await maria.fills({"People": ["lea", "cem"]})
    await maria.submits()
    await maria.submits()
    await maria.sees_form("Saved")
    await maria.closes()
    await sandbox.settle()


async def test_two_steps_may_come_together(sandbox: Sandbox) -> None:
    """An upgrade can leave two that come within one day; each still has its chance."""
    await set_up(sandbox, {"Notify leadership … after the due date": "at once"})
    await log(sandbox, TODAY)
    await sandbox.advance_to(berlin(26, 12))
    assert (heard(sandbox, "lea"), heard(sandbox, "cem")) == (
        ["Wed 25 16:00 B-1"],
        ["Thu 26 12:00 B-1"],
    )
    ignore_rest(sandbox, "maria", "#launch")
