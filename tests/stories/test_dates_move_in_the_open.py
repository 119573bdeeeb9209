"""Promise 5: a date moves with a reason, is counted, and everyone who knew the old one is told."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, types

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
MOVE = "/blocker B-1 move mon 4pm because the vendor is slow"


async def climbed_to_leadership(sandbox: Sandbox) -> None:
    """B-1 is a day overdue; Lea and Cem have been told."""
    line = "/blocker staging is down owner @maria due today 11am fallback use the replica"
    await log(sandbox, line, by="bo")  # 11:00 in New York
    await sandbox.advance_to(berlin(26, 16))
    ignore_rest(sandbox, "maria", "lea", "cem", "#launch")


async def test_a_move_without_a_reason_moves_nothing(sandbox: Sandbox) -> None:
    card = await log(sandbox, TODAY)
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker B-1 move mon 4pm")
    assert "due Wed 25 Mar 16:00 CET" in card.text
    await maria.sees_form("Why?")
    seen = await maria.submits()
    assert list(seen.errors) == ["Why?"]
    await maria.fills({"Why?": "the vendor is slow"})
    await maria.submits()
    await sandbox.settle()
    assert "due Mon 30 Mar 16:00 CEST" in card.text
    await sandbox.slack.expectations.expect_thread("#launch", card, "because the vendor is slow")


NOT_AHEAD = {
    "yesterday 4pm": "That has passed",
    "today 4pm": "that date already",
    "someday": "I need a day.",
}


async def test_it_moves_only_to_another_date_ahead(sandbox: Sandbox) -> None:
    card = await log(sandbox, TODAY)
    for to, said in NOT_AHEAD.items():
        line = f"/blocker B-1 move {to} because the vendor is slow"
        assert said in await types(sandbox, "maria", line)
    assert "due Wed 25 Mar 16:00 CET" in card.text
    assert "Slipped" not in message_words(card)


async def test_each_move_is_counted_where_everybody_sees_it(sandbox: Sandbox) -> None:
    card = await log(sandbox, TODAY)
    for number, (day, count) in enumerate([("thu", "once"), ("fri", "twice"), ("mon", "3 times")]):
        await types(sandbox, "maria", f"/blocker B-1 move {day} 4pm because of reason {number}")
        assert f"Slipped {count}" in message_words(card)
        await sandbox.slack.expectations.expect_thread(
            "#launch", card, f"because of reason {number}"
        )


async def test_everybody_who_was_told_the_old_date_is_told_the_new_one(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await climbed_to_leadership(sandbox)
    await types(sandbox, "cem", MOVE)
    for person in ("maria", "lea"):
        dm = await sandbox.slack.expectations.expect_dm(person, "*B-1* has a new date")
        assert "was Wed 25 Mar 16:00 CET, now Mon 30 Mar 16:00 CEST" in dm.text
        assert (
            f"Moved by <@{sandbox.slack.person('cem').id}>, because the vendor is slow." in dm.text
        )
    assert heard(sandbox, "bo") == ["Thu 26 11:00 B-1"]  # who reported it
    assert heard(sandbox, "cem") == []  # who moved it
    assert posted(sandbox) == ["Thu 26 16:00 B-1"]


async def test_what_told_of_one_move_keeps_telling_it_after_the_next(sandbox: Sandbox) -> None:
    await log(sandbox, TODAY.replace("today 4pm", "10 apr 5pm"), by="cem")
    maria, cem = (sandbox.slack.person(name) for name in ("maria", "cem"))
    await types(sandbox, "maria", "/blocker B-1 agree")
    ignore_rest(sandbox, "maria")
    await types(sandbox, "maria", "/blocker B-1 move 9 apr 5pm because Acme asked")
    first = await sandbox.slack.expectations.expect_dm("cem", "The date moved once so far.")
    await types(sandbox, "cem", "/blocker B-1 move 11 apr 5pm because legal is out")
    second = await sandbox.slack.expectations.expect_dm("maria", "The date moved twice so far.")
    assert "was Thu 9 Apr 17:00 CEST, now Sat 11 Apr 17:00 CEST" in second.text
    assert f"Moved by <@{cem.id}>, because legal is out." in second.text
    assert "was Fri 10 Apr 17:00 CEST, now Thu 9 Apr 17:00 CEST" in first.text
    assert f"Moved by <@{maria.id}>, because Acme asked." in first.text
    assert "The date has moved since: now Sat 11 Apr 17:00 CEST." in first.text
    ignore_rest(sandbox, "#launch")


async def test_a_new_date_starts_a_new_round(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await climbed_to_leadership(sandbox)
    await types(sandbox, "maria", MOVE)
    assert heard(sandbox, "lea") == heard(sandbox, "cem") == ["Thu 26 16:00 B-1"]  # of the new date
    ignore_rest(sandbox, "#launch", "bo")
    await sandbox.advance_to(berlin(1, 16, month=4))
    assert heard(sandbox, "maria") == [
        "Mon 30 09:00 B-1",  # 24 h before fell on Sunday
        "Mon 30 14:00 B-1",
        "Mon 30 16:00 B-1",
        "Tue 31 09:00 B-1",
        "Wed 01 09:00 B-1",
        "Wed 01 16:00 B-1",
    ]
    assert heard(sandbox, "lea") == ["Mon 30 16:00 B-1"]
    assert heard(sandbox, "cem") == ["Tue 31 16:00 B-1"]
    assert posted(sandbox) == [
        "Mon 30 16:00 B-1",
        "Tue 31 16:00 B-1 aloud",
        "Wed 01 16:00 B-1 aloud",
    ]


async def test_what_was_held_about_the_old_date_is_never_told(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker imports hang owner @bo due today 1pm fallback by hand")
    await sandbox.advance_to(berlin(25, 13))  # 8:00 in New York: Bo still sleeps
    ignore_rest(sandbox, "lea", "#launch")
    await types(sandbox, "lea", "/blocker B-1 move fri 5pm because the vendor is slow")
    await sandbox.advance_to(berlin(25, 15))
    texts = [dm.text for dm in sandbox.slack.expectations.dms_to("bo")]
    # Bo was never told the old date: all there is to say is what Bo now owns, and until when.
    assert [text.splitlines()[:2] for text in texts] == [
        [
            "*B-1* is yours now: imports hang",
            f"Due Fri 27 Mar 12:00 EDT. Logged by <@{sandbox.slack.person('maria').id}>.",
        ]
    ]
    ignore_rest(sandbox, "bo", "maria", "#launch")


async def test_a_button_of_the_old_date_does_nothing_and_says_so(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, TODAY)
    maria = sandbox.slack.person("maria")
    await maria.clicks("Move the date", message=card)
    form = await maria.sees_form("Why?")
    await types(sandbox, "maria", MOVE)
    await maria.fills({"New due date": "fri 4pm", "Why?": "I was slower"}, view=form)
    seen = await maria.submits()
    assert "has changed since" in seen.text + (view_words(seen.view) if seen.view else "")
    assert "due Mon 30 Mar 16:00 CEST" in card.text
    ignore_rest(sandbox, "#launch")


async def test_reopening_tells_those_who_heard_it_was_over_and_climbs_again(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await climbed_to_leadership(sandbox)
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    for person in ("lea", "cem"):
        dm = await sandbox.slack.expectations.expect_dm(person, "*B-1* is resolved")
        assert "Outcome: restarted it" in dm.text
    assert heard(sandbox, "bo") == ["Thu 26 11:00 B-1"]
    assert not await types(sandbox, "bo", "/blocker B-1 reopen")
    await sandbox.slack.person("bo").sees_form("Why?")
    await sandbox.slack.person("bo").closes()
    await types(sandbox, "bo", "/blocker B-1 reopen because it fell over again")
    for person in ("maria", "lea", "cem"):
        dm = await sandbox.slack.expectations.expect_dm(person, "reopened it")
        # The date had passed: two working days from Thursday 16:00.
        assert "now due Mon 30 Mar 16:00 CEST, because it fell over again" in dm.text
    ignore_rest(sandbox, "#launch")
    await sandbox.advance_to(berlin(30, 16))
    assert heard(sandbox, "lea") == ["Mon 30 16:00 B-1"]
    card = sandbox.slack.expectations.messages_in("#launch")[0]
    assert "Slipped" not in message_words(card)  # nobody moved a date
    ignore_rest(sandbox, "maria", "#launch")


async def test_of_two_moves_at_night_the_date_somebody_knew_and_the_one_it_has_are_told(
    sandbox: Sandbox,
) -> None:
    line = "/blocker staging is down owner @maria due fri noon fallback use the replica"
    await log(sandbox, line, by="bo")  # 12:00 in New York, where it is 5:30 now
    ignore_rest(sandbox, "maria")
    await types(sandbox, "maria", "/blocker B-1 move mon 5pm because the vendor is slow")
    await types(sandbox, "maria", "/blocker B-1 move tue 5pm because legal is out")
    await sandbox.advance_to(berlin(25, 14))
    dm = await sandbox.slack.expectations.expect_dm("bo", "*B-1* has a new date")
    assert "was Fri 27 Mar 12:00 EDT, now Tue 31 Mar 11:00 EDT" in dm.text
    assert "because legal is out." in dm.text
    assert heard(sandbox, "bo") == []
    ignore_rest(sandbox, "#launch")


async def test_a_date_that_is_back_by_the_morning_is_no_news(sandbox: Sandbox) -> None:
    line = "/blocker staging is down owner @maria due fri noon fallback use the replica"
    await log(sandbox, line, by="bo")
    ignore_rest(sandbox, "maria")
    await types(sandbox, "maria", "/blocker B-1 move mon 5pm because the vendor is slow")
    await types(sandbox, "maria", "/blocker B-1 move fri 27 mar 5pm because they hurried")
    await sandbox.advance_to(berlin(25, 15))
    assert heard(sandbox, "bo") == []
    ignore_rest(sandbox, "#launch")
