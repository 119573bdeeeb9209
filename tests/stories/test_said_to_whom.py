"""What the ladder says, said rightly: to whom, with what reason, and no longer than it is true."""

from bot.demo.sandbox import Town
from playground.rules.seen import button, message_words
from tests.stories.hearing import berlin, heard, log, set_up, types

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
FRIDAY = TODAY.replace("today 4pm", "fri 5pm")


async def live(town: Town, day: int, hour: int, minute: int = 0, *, month: int = 3) -> None:
    """Let time pass; what is said until then is told elsewhere."""
    await town.advance_to(berlin(day, hour, minute, month=month))
    town.slack.expectations.expect_all()


async def test_a_question_says_that_the_date_moved(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, TODAY)
    await live(town, 3, 8, 59, month=4)
    await town.advance_to(berlin(3, 9, month=4))
    asked = await town.slack.expectations.expect_dm("cem", "What happens now?")
    assert button(asked.blocks, "Keep open until …") is not None
    await types(town, "cem", "/blocker B-1 move 14 apr 4pm because the vendor is slow")
    town.slack.expectations.expect_all()
    said = message_words(asked)
    assert "The date moved to Tue 14 Apr 16:00 CEST." in said
    assert "What happens now?" not in said
    assert button(asked.blocks, "Keep open until …") is None


async def test_a_question_says_until_when_it_is_kept_open(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, TODAY)
    await live(town, 3, 8, 59, month=4)
    await town.advance_to(berlin(3, 9, month=4))
    asked = await town.slack.expectations.expect_dm("cem", "What happens now?")
    await types(town, "cem", "/blocker B-1 keep until 15 apr because the vendor ships then")
    town.slack.expectations.expect_all()
    said, cem = message_words(asked), town.slack.person("cem").id
    kept = f"Kept open until Wed 15 Apr 09:00 CEST by <@{cem}>, because the vendor ships then."
    assert kept in said
    assert "What happens now?" not in said
    assert button(asked.blocks, "Keep open until …") is None


async def test_of_two_questions_the_one_that_was_answered_says_so(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, TODAY)
    await log(town, TODAY.replace("staging", "DNS"))
    await live(town, 3, 8, 59, month=4)
    await town.advance_to(berlin(3, 9, month=4))
    asked = await town.slack.expectations.expect_dm("cem", "What happens now?")
    await types(town, "cem", "/blocker B-1 keep until 15 apr because the vendor ships then")
    town.slack.expectations.expect_all()
    lines = {line for line in asked.text.splitlines() if "staging" in line or "DNS" in line}
    (first,) = [line for line in lines if "*B-1*" in line]
    (second,) = [line for line in lines if "*B-2*" in line]
    assert "Kept open until Wed 15 Apr 09:00 CEST" in first
    assert "What happens now?" not in first
    assert "What happens now?" in second


async def test_only_the_person_called_is_spoken_to(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, TODAY)
    await types(town, "bo", "/blocker B-1 escalate because Acme waits")
    await live(town, 25, 15)
    await town.advance_to(berlin(25, 16))
    told = await town.slack.expectations.expect_dm("lea", "overdue")
    assert "You were called Wed 25 Mar 10:30 CET; now the date has passed." in told.text
    posts = town.slack.expectations.messages_in("#launch")
    said = [post.text for post in posts if post.is_reply]
    assert said, "the thread says it too"
    assert not any("You " in text for text in said)
    town.slack.expectations.expect_all()


async def test_several_items_in_one_message_say_who_called_and_when(laddered_town: Town) -> None:
    town = laddered_town
    tonight = TODAY.replace("4pm", "8pm")
    await log(town, tonight)
    await log(town, tonight.replace("staging", "DNS"))
    await live(town, 25, 18)
    await types(town, "bo", "/blocker B-1 escalate because Acme waits")
    await live(town, 26, 8)
    await town.advance_to(berlin(26, 9))
    told = await town.slack.expectations.expect_dm("lea", "2 overdue")
    bo = town.slack.person("bo").id
    (line,) = [line for line in told.text.splitlines() if "*B-1*" in line]
    assert f"<@{bo}> escalated it, because Acme waits" in line
    assert "You were called Wed 25 Mar 18:00 CET; now the date has passed" in line
    (other,) = [line for line in told.text.splitlines() if "*B-2*" in line]
    assert "called" not in other
    town.slack.expectations.expect_all()


async def test_several_items_that_come_early_say_why(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, TODAY)
    await log(town, TODAY.replace("staging", "DNS"))
    await types(town, "lea", "/backstop away until mon 12:00")
    await live(town, 25, 15)
    await town.advance_to(berlin(25, 16))
    told = await town.slack.expectations.expect_dm("cem", "2 overdue")
    assert told.text.count("You are told now because nobody set as lead can answer") == 2
    posts = town.slack.expectations.messages_in("#launch")
    said = [post.text for post in posts if "told now" in post.text]
    assert said, "the thread says why too"
    assert all("Leadership is told now because" in text for text in said)
    town.slack.expectations.expect_all()


async def test_a_call_at_night_and_its_rung_say_who_called_and_why(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, TODAY.replace("4pm", "8pm"))
    await live(town, 25, 18)
    await types(town, "bo", "/blocker B-1 escalate because Acme waits")
    await live(town, 26, 8)
    await town.advance_to(berlin(26, 9))
    told = await town.slack.expectations.expect_dm("lea", "overdue")
    bo = town.slack.person("bo").id
    assert f"<@{bo}> escalated it, because Acme waits." in told.text
    assert "You were called Wed 25 Mar 18:00 CET; now the date has passed." in told.text
    assert heard(town, "lea") == []
    town.slack.expectations.expect_all()


async def test_a_date_before_the_first_one_is_earlier(laddered_town: Town) -> None:
    town = laddered_town
    card = await log(town, FRIDAY)
    for when in ("mon 5pm", "wed 4pm", "thu 5pm"):
        said = await types(town, "maria", f"/blocker B-1 move {when} because the vendor is slow")
    first = "1 working day earlier than the first date, Fri 27 Mar 17:00 CET"
    assert f"(slipped twice, {first}), because the vendor is slow" in said
    await town.slack.expectations.expect_thread("#launch", card, f"(slipped twice, {first})")
    told = await town.slack.expectations.expect_dm("lea", "slipped twice")
    assert f"Now due Thu 26 Mar 17:00 CET ({first})." in told.text
    town.slack.expectations.expect_all()


async def test_a_drift_of_none_is_left_out(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, FRIDAY)
    for when in ("thu 4pm", "thu 5pm", "fri 4pm"):
        await types(town, "maria", f"/blocker B-1 move {when} because the vendor is slow")
    told = await town.slack.expectations.expect_dm("lea", "slipped twice")
    assert "Now due Fri 27 Mar 16:00 CET (first date Fri 27 Mar 17:00 CET)." in told.text
    town.slack.expectations.expect_all()


async def test_slips_of_several_items_in_one_message_say_all(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, FRIDAY)
    await log(town, FRIDAY.replace("staging", "DNS"))
    await live(town, 25, 18)
    maria = town.slack.person("maria").id
    for label in ("B-1", "B-2"):
        for when in ("mon 5pm", "tue 5pm"):
            await types(town, "maria", f"/blocker {label} move {when} because {label} is slow")
    town.slack.expectations.expect_all()
    await town.advance_to(berlin(26, 9))
    told = await town.slack.expectations.expect_dm("lea", "slipped twice")
    for label in ("B-1", "B-2"):
        (line,) = [line for line in told.text.splitlines() if f"*{label}*" in line]
        assert (
            "Now due Tue 31 Mar 17:00 CEST "
            "(2 working days later than the first date, Fri 27 Mar 17:00 CET)"
        ) in line
        assert f"Moved by <@{maria}>, because {label} is slow" in line
    town.slack.expectations.expect_all()


async def test_who_stands_in_for_both_rungs_is_not_offered_twice(town: Town) -> None:
    await log(town, TODAY)  # nobody is set
    await types(town, "maria", "/blocker B-1 escalate because Acme waits")
    said = await types(town, "maria", "/blocker B-1 escalate because Acme waits")
    assert said.startswith(
        "The reporter and the channel were called Wed 25 Mar 10:30 CET. Nobody was told again. "
        "Next: Wed 25 Mar 16:00 CET: the reporter and the channel are notified."
    )
    town.slack.expectations.expect_all()


async def test_one_person_on_both_rungs_is_not_offered_twice(town: Town) -> None:
    tick = "They are one person: nobody else is notified above the owner"
    await set_up(town, {"Leadership: people": ["lea"], "Lead and leadership": [tick]})
    await log(town, TODAY)
    await types(town, "maria", "/blocker B-1 escalate because Acme waits")
    said = await types(town, "maria", "/blocker B-1 escalate because Acme waits")
    assert "The lead (Lea Roth) was called Wed 25 Mar 10:30 CET. Nobody was told again." in said
    assert "too" not in said
    town.slack.expectations.expect_all()
