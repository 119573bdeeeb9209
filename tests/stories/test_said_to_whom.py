"""What the ladder says: to the right people, with the reason, only for as long as it is true."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import button, message_words
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, set_up, skip_to, types

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
FRIDAY = TODAY.replace("today 4pm", "fri 5pm")


async def test_a_question_says_that_the_date_moved(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await skip_to(sandbox, 3, 8, 59, month=4)
    await sandbox.advance_to(berlin(3, 9, month=4))
    asked = await sandbox.slack.expectations.expect_dm("cem", "What happens now?")
    assert button(asked.blocks, "Keep open until …") is not None
    await types(sandbox, "cem", "/blocker B-1 move 14 apr 4pm because the vendor is slow")
    ignore_rest(sandbox, "maria", "lea", "#launch")  # that the date moved
    said = message_words(asked)
    assert "The date moved to Tue 14 Apr 16:00 CEST." in said
    assert "What happens now?" not in said
    assert button(asked.blocks, "Keep open until …") is None


async def test_a_question_says_until_when_it_is_kept_open(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await skip_to(sandbox, 3, 8, 59, month=4)
    await sandbox.advance_to(berlin(3, 9, month=4))
    asked = await sandbox.slack.expectations.expect_dm("cem", "What happens now?")
    await types(sandbox, "cem", "/blocker B-1 keep until 15 apr because the vendor ships then")
    ignore_rest(sandbox, "#launch")
    said, cem = message_words(asked), sandbox.slack.person("cem").id
    kept = f"Kept open until Wed 15 Apr 09:00 CEST by <@{cem}>, because the vendor ships then."
    assert kept in said
    assert "What happens now?" not in said
    assert button(asked.blocks, "Keep open until …") is None


async def test_of_two_questions_the_one_that_was_answered_says_so(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await log(sandbox, TODAY.replace("staging", "DNS"))
    await skip_to(sandbox, 3, 8, 59, month=4)
    await sandbox.advance_to(berlin(3, 9, month=4))
    asked = await sandbox.slack.expectations.expect_dm("cem", "What happens now?")
    await types(sandbox, "cem", "/blocker B-1 keep until 15 apr because the vendor ships then")
    ignore_rest(sandbox, "#launch")
    lines = {line for line in asked.text.splitlines() if "staging" in line or "DNS" in line}
    (first,) = [line for line in lines if "*B-1*" in line]
    (second,) = [line for line in lines if "*B-2*" in line]
    assert "Kept open until Wed 15 Apr 09:00 CEST" in first
    assert "What happens now?" not in first
    assert "What happens now?" in second


async def test_only_the_person_called_is_spoken_to(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await types(sandbox, "bo", "/blocker B-1 escalate because Acme waits")
    await skip_to(sandbox, 25, 15)
    await sandbox.advance_to(berlin(25, 16))
    told = await sandbox.slack.expectations.expect_dm("lea", "overdue")
    assert "You were called Wed 25 Mar 10:30 CET; now the date has passed." in told.text
    posts = sandbox.slack.expectations.messages_in("#launch")
    said = [post.text for post in posts if post.is_reply]
    assert said, "the thread says it too"
    assert not any("You " in text for text in said)
    assert posted(sandbox) == ["Wed 25 16:00 B-1"]
    ignore_rest(sandbox, "maria")


async def test_several_items_in_one_message_say_who_called_and_when(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    tonight = TODAY.replace("4pm", "8pm")
    await log(sandbox, tonight)
    await log(sandbox, tonight.replace("staging", "DNS"))
    await skip_to(sandbox, 25, 18)
    await types(sandbox, "bo", "/blocker B-1 escalate because Acme waits")
    await skip_to(sandbox, 26, 8)
    await sandbox.advance_to(berlin(26, 9))
    told = await sandbox.slack.expectations.expect_dm("lea", "2 overdue")
    bo = sandbox.slack.person("bo").id
    (line,) = [line for line in told.text.splitlines() if "*B-1*" in line]
    assert f"<@{bo}> escalated it, because Acme waits" in line
    assert "You were called Wed 25 Mar 18:00 CET; now the date has passed" in line
    (other,) = [line for line in told.text.splitlines() if "*B-2*" in line]
    assert "called" not in other
    ignore_rest(sandbox, "maria")


async def test_several_items_that_come_early_say_why(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await log(sandbox, TODAY.replace("staging", "DNS"))
    await types(sandbox, "lea", "/backstop away until mon 12:00")
    await skip_to(sandbox, 25, 15)
    await sandbox.advance_to(berlin(25, 16))
    told = await sandbox.slack.expectations.expect_dm("cem", "2 overdue")
    assert told.text.count("You are told now because nobody set as lead can answer") == 2
    posts = sandbox.slack.expectations.messages_in("#launch")
    said = [post.text for post in posts if "told now" in post.text]
    assert said, "the thread says why too"
    assert all("Leadership is told now because" in text for text in said)
    assert sorted(posted(sandbox)) == ["Wed 25 16:00 B-1 aloud", "Wed 25 16:00 B-2 aloud"]
    ignore_rest(sandbox, "maria")


async def test_a_call_at_night_and_its_rung_say_who_called_and_why(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY.replace("4pm", "8pm"))
    await skip_to(sandbox, 25, 18)
    await types(sandbox, "bo", "/blocker B-1 escalate because Acme waits")
    await skip_to(sandbox, 26, 8)
    await sandbox.advance_to(berlin(26, 9))
    told = await sandbox.slack.expectations.expect_dm("lea", "overdue")
    bo = sandbox.slack.person("bo").id
    assert f"<@{bo}> escalated it, because Acme waits." in told.text
    assert "You were called Wed 25 Mar 18:00 CET; now the date has passed." in told.text
    assert heard(sandbox, "lea") == []
    ignore_rest(sandbox, "maria")


async def test_a_date_before_the_first_one_is_earlier(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, FRIDAY)
    for when in ("mon 5pm", "wed 4pm", "thu 5pm"):
        said = await types(sandbox, "maria", f"/blocker B-1 move {when} because the vendor is slow")
    first = "1 working day earlier than the first date, Fri 27 Mar 17:00 CET"
    assert f"(slipped twice, {first}), because the vendor is slow" in said
    await sandbox.slack.expectations.expect_thread("#launch", card, f"(slipped twice, {first})")
    told = await sandbox.slack.expectations.expect_dm("lea", "slipped twice")
    assert f"Now due Thu 26 Mar 17:00 CET ({first})." in told.text
    ignore_rest(sandbox, "#launch")


async def test_a_drift_of_none_is_left_out(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, FRIDAY)
    for when in ("thu 4pm", "thu 5pm", "fri 4pm"):
        await types(sandbox, "maria", f"/blocker B-1 move {when} because the vendor is slow")
    told = await sandbox.slack.expectations.expect_dm("lea", "slipped twice")
    assert "Now due Fri 27 Mar 16:00 CET (first date Fri 27 Mar 17:00 CET)." in told.text
    ignore_rest(sandbox, "#launch")


async def test_slips_of_several_items_in_one_message_say_all(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, FRIDAY)
    await log(sandbox, FRIDAY.replace("staging", "DNS"))
    await skip_to(sandbox, 25, 18)
    maria = sandbox.slack.person("maria").id
    for label in ("B-1", "B-2"):
        for when in ("mon 5pm", "tue 5pm"):
            await types(sandbox, "maria", f"/blocker {label} move {when} because {label} is slow")
    ignore_rest(sandbox, "#launch")
    await sandbox.advance_to(berlin(26, 9))
    told = await sandbox.slack.expectations.expect_dm("lea", "slipped twice")
    for label in ("B-1", "B-2"):
        (line,) = [line for line in told.text.splitlines() if f"*{label}*" in line]
        assert (
            "Now due Tue 31 Mar 17:00 CEST "
            "(2 working days later than the first date, Fri 27 Mar 17:00 CET)"
        ) in line
        assert f"Moved by <@{maria}>, because {label} is slow" in line


async def test_who_stands_in_for_both_rungs_is_not_offered_twice(sandbox: Sandbox) -> None:
    await log(sandbox, TODAY)  # nobody is set
    await types(sandbox, "maria", "/blocker B-1 escalate because Acme waits")
    said = await types(sandbox, "maria", "/blocker B-1 escalate because Acme waits")
    assert said.startswith(
        "The reporter and the channel were called Wed 25 Mar 10:30 CET. Nobody was told again. "
        "Next: Wed 25 Mar 16:00 CET: the reporter and the channel are notified."
    )
    assert posted(sandbox) == ["Wed 25 10:30 B-1 aloud"]


async def test_one_person_on_both_rungs_is_not_offered_twice(sandbox: Sandbox) -> None:
    await set_up(sandbox, {"Leadership: people": ["lea"]})
    await log(sandbox, TODAY)
    await types(sandbox, "maria", "/blocker B-1 escalate because Acme waits")
    said = await types(sandbox, "maria", "/blocker B-1 escalate because Acme waits")
    assert "The lead (Lea Roth) was called Wed 25 Mar 10:30 CET. Nobody was told again." in said
    assert "too" not in said
    assert (heard(sandbox, "lea"), posted(sandbox)) == (["Wed 25 10:30 B-1"],) * 2
