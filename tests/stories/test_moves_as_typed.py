"""Promise 7 for moves: what people type about an item is done, or they are asked."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import Seen, message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import berlin, heard, ignore_rest, log, types

BLOCKER = "/blocker staging is down owner @maria due {} fallback use the replica"
DECISION = "/decision which DPA owner @maria due 10 apr options A | B fallback the old one"

SENTENCES = (
    "resolved? not yet",
    "close to done",
    "better ask legal first",
    "done by friday",
    "fixed but not deployed",
    "closed the wrong ticket",
    "on it tomorrow",
    "ok to close?",
    "done, B-2 too",
    "cancel the meeting",
    "escalate if not done by friday",
    "worse than I thought",
    "is fixed, not deployed",
    "resolve tomorrow",
)
"""What begins like a move and is none."""


async def test_a_sentence_that_begins_like_a_move_changes_nothing(sandbox: Sandbox) -> None:
    card = await log(sandbox, BLOCKER.format("10 apr"))
    before = message_words(card)
    for words in SENTENCES:
        said = message_words((await _asked(sandbox, f"/blocker B-1 {words}")).messages[-1])
        assert "othing was changed" in said, words
        assert "Add it as a note" in said, words
    assert message_words(card) == before
    assert (await _history(sandbox)).endswith("logged it")


async def test_what_was_typed_can_be_noted_with_one_press(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("10 apr"))
    await _press(sandbox, "/blocker B-1 better ask legal first", "Add it as a note")
    assert "better ask legal first" in await _history(sandbox)
    ignore_rest(sandbox, "#launch")


OUTCOMES = {
    "is fixed": "is fixed",
    "fix deployed": "fix deployed",
    "works again": "works again",
    "done restarted the pod": "restarted the pod",
}
DECIDED = {"yes": "yes", "approved": "approved", "go with A because legal said so": "A"}
"""What is typed about an item, and the outcome on its card."""


async def test_what_sounds_like_the_end_closes_after_one_question(sandbox: Sandbox) -> None:
    for number, (words, outcome) in enumerate(OUTCOMES.items(), start=1):
        card = await log(sandbox, BLOCKER.format("10 apr"))
        await _press(sandbox, f"/blocker B-{number} {words}", "Resolve it")
        assert f"*Outcome:* {outcome}" in message_words(card)
    ignore_rest(sandbox, "#launch")


async def test_a_decision_is_made_after_one_question(sandbox: Sandbox) -> None:
    for number, (words, outcome) in enumerate(DECIDED.items(), start=1):
        card = await log(sandbox, DECISION)
        await _press(sandbox, f"/decision D-{number} {words}", "Decide it")
        assert f"*Outcome:* {outcome}" in message_words(card)
    ignore_rest(sandbox, "#launch")


async def test_no_button_offers_what_would_be_refused(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("10 apr"))
    seen = await sandbox.slack.person("lea").types("#launch", "/blocker B-1 is fixed")
    said = message_words(seen.messages[-1])
    seen.messages[-1].expected = True
    assert "Resolve it" not in said
    assert "Show B-1" in said
    seen = await sandbox.slack.person("lea").types("#launch", "/blocker B-1 not mine")
    said = message_words(seen.messages[-1])
    seen.messages[-1].expected = True
    assert "Nobody has offered you B-1, so nothing was changed." in said
    assert "Hand it over" not in said
    assert "There is no B-9" in await types(sandbox, "lea", "/backstop please look at B-9")


LABELS = (
    "*B-1*", "`B-1`", "(B-1)", '"B-1"', "“B-1”", "• *B-1*", "B‐1", "B‑1", "B−1", "Ｂ－１", "B.1",
    "#1", "#B-1", "*B-1:*",
)  # fmt: skip


async def test_a_label_is_read_as_it_is_pasted(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("10 apr"))
    for label in LABELS:
        said = await types(sandbox, "maria", f"/blocker {label} plan")
        assert "If nobody acts:" in said, label


MOVES = (
    ("27 mar", "B-1 delay 1 week because legal is out", "Fri 3 Apr 17:00 CEST"),
    ("30 mar", "B-1 move by one week because legal is out", "Mon 6 Apr 17:00 CEST"),
    ("31 mar", "B-1 delay 3 working days because legal is out", "Fri 3 Apr 17:00 CEST"),
    ("27 mar 11:00", "B-1 push 48h because legal is out", "Sun 29 Mar 12:00 CEST"),
    ("27 mar", "B-1 move +2d because legal is out", "Sun 29 Mar 17:00 CEST"),
    ("27 mar", "extend B-1 2 more days because legal is out", "Sun 29 Mar 17:00 CEST"),
    ("10 apr", "B-1 postpone to 15 apr because legal is out", "Wed 15 Apr 17:00 CEST"),
    ("10 apr", "B-1 move fri because legal is early", "Fri 27 Mar 17:00 CET"),
)
"""The date an item has, what is typed on Wednesday 25 March, and the date it then has."""


async def test_a_later_word_counts_from_the_date_that_the_item_has(sandbox: Sandbox) -> None:
    for number, (due, line, then) in enumerate(MOVES, start=1):
        card = await log(sandbox, BLOCKER.format(due))
        await types(sandbox, "maria", f"/blocker {line.replace('B-1', f'B-{number}')}")
        assert then in message_words(card), line
    ignore_rest(sandbox, "#launch")


async def test_after_the_date_both_ways_of_counting_are_offered(sandbox: Sandbox) -> None:
    card = await log(sandbox, BLOCKER.format("25 mar 16:00"))
    await sandbox.advance_to(berlin(26, 10))
    ignore_rest(sandbox, "#launch", "maria", "lea", "cem", "bo")
    seen = await _asked(sandbox, "/blocker B-1 delay 2 days because legal is out")
    said = seen.messages[-1]
    assert "Fri 27 Mar 16:00 CET or Sat 28 Mar 17:00 CET?" in message_words(said)
    await sandbox.slack.person("maria").clicks("Sat 28 Mar 17:00 CET", message=said)
    await sandbox.settle()
    assert "Sat 28 Mar 17:00" in message_words(card)
    ignore_rest(sandbox, "#launch", "maria", "lea", "cem", "bo")


async def test_after_the_date_only_what_lies_ahead_is_offered(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("25 mar 16:00"))
    await sandbox.advance_to(berlin(31, 10))
    ignore_rest(sandbox, "#launch", "maria", "lea", "cem", "bo")
    said = await types(sandbox, "maria", "/blocker B-1 delay 2 days because legal is out")
    assert "Did you mean Thu 2 Apr 17:00 CEST?" in said


async def test_a_later_word_with_an_earlier_date_asks(sandbox: Sandbox) -> None:
    card = await log(sandbox, BLOCKER.format("10 apr"))
    before = message_words(card)
    said = await types(sandbox, "maria", "/blocker B-1 postpone to fri because legal is out")
    assert "Fri 27 Mar 17:00 CET is earlier than the date of B-1, Fri 10 Apr 17:00 CEST." in said
    assert message_words(card) == before


async def test_a_missing_reason_opens_the_form_with_all_that_was_typed(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox, BLOCKER.format("10 apr")), sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker B-1 delay 2 working days")
    await maria.sees_form("Move the date", "2026-04-14 17:00")
    await maria.fills({"Why?": "legal is out"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    assert "Tue 14 Apr 17:00" in message_words(card)
    said = await types(sandbox, "maria", "/blocker extend B-1 to fri")
    assert "Fri 27 Mar 17:00 CET is earlier" in said
    await maria.types("#launch", "/blocker B-1 need help")
    await maria.sees_form("Escalate now")
    await maria.closes()
    await maria.types("#launch", "/blocker B-1 give @bo")
    await says_why_bo(sandbox, card)


async def test_without_a_form_the_reply_gives_back_what_was_typed(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("10 apr"))
    sandbox.slack.faults.add("error", "views.open", code="expired_trigger_id", times=None)
    said = await types(sandbox, "maria", "/blocker B-1 move fri")
    assert "Add a reason." in said
    assert "/blocker B-1 move fri" in said


async def test_by_a_span_counts_from_the_old_date_in_the_form_too(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox, BLOCKER.format("10 apr")), sandbox.slack.person("maria")
    await maria.clicks("Move the date", message=card)
    await maria.fills({"New due date": "by 2 working days", "Why?": "legal is out"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    assert "Tue 14 Apr 17:00" in message_words(card)
    ignore_rest(sandbox, "#launch")


async def test_handing_over_to_two_people_asks_which(sandbox: Sandbox) -> None:
    card = await log(sandbox, BLOCKER.format("10 apr"))
    line = "/blocker B-1 give @bo @lea because I am out"
    await _press(sandbox, line, "Bo O'Neill")
    assert "*Bo O'Neill*" in message_words(card)
    ignore_rest(sandbox, "#launch", "bo")


async def test_not_mine_offers_to_hand_it_over(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("10 apr"))
    await _press(sandbox, "/blocker B-1 not mine", "Hand it over")
    maria = sandbox.slack.person("maria")
    await maria.sees_form("Hand over", "staging is down")
    await maria.closes()
    await _press(sandbox, "/blocker B-1 can't do this today", "Hand it over")
    await maria.sees_form("Hand over", "can't do this today")
    await maria.closes()


async def test_a_snooze_ends_when_work_starts_that_day(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("10 apr"))
    for words, until in (
        ("tomorrow", "Thu 26 Mar 09:00 CET"),
        ("monday", "Mon 30 Mar 09:00 CEST"),
        ("today", "Wed 25 Mar 17:00 CET"),
    ):
        assert until in await types(sandbox, "maria", f"/blocker B-1 snooze {words}")
    seen = await _asked(sandbox, "/blocker B-1 snooze")
    for chip in ("1 h", "This afternoon", "Tomorrow", "Monday"):
        assert chip in message_words(seen.messages[-1])
    await sandbox.slack.person("maria").clicks("Monday", message=seen.messages[-1])
    assert "snoozed the reminders until Mon 30 Mar 09:00" in await _history(sandbox)
    await sandbox.advance_to(berlin(25, 16))
    seen = await _asked(sandbox, "/blocker B-1 snooze")
    assert "This afternoon" not in message_words(seen.messages[-1])
    ignore_rest(sandbox, "#launch")


async def test_the_form_of_a_snooze_offers_the_same_ends(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await log(sandbox, BLOCKER.format("mon 9am"), by="cem")
    await maria.clicks("Snooze reminders", view=await maria.opens_home())
    form = await maria.sees_form("Tomorrow: Thu 26 Mar 09:00 CET")
    shown = view_words(form)
    for end in ("1 h: Wed 25 Mar 11:30 CET", "This afternoon: Wed 25 Mar 15:00 CET"):
        assert end in shown
    assert "Monday" not in shown  # that is the due date
    assert list((await maria.submits()).errors) == ["Quiet until when?"]
    await maria.fills({"Quiet until": "Tomorrow: Thu 26 Mar 09:00 CET"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    assert "snoozed the reminders until Thu 26 Mar 09:00 CET" in await _history(sandbox)
    await maria.clicks("Snooze reminders", view=await maria.opens_home())
    await maria.fills({"Quiet until when?": "today"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    assert "snoozed the reminders until Wed 25 Mar 17:00 CET" in await _history(sandbox)
    ignore_rest(sandbox)


async def test_close_to_due_the_form_of_a_snooze_offers_no_ends(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("in 30 min"), by="cem")
    maria = sandbox.slack.person("maria")
    await maria.clicks("Snooze reminders", view=await maria.opens_home())
    form = await maria.sees_form("Quiet until when?")
    assert "1 h" not in view_words(form)
    await maria.fills({"Quiet until when?": "2h"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    assert "snoozed the reminders until Wed 25 Mar 11:00 CET" in await _history(sandbox)
    ignore_rest(sandbox)


async def test_questions_and_help_show_the_item(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("10 apr"))
    for line in ("/blocker who owns B-1?", "/backstop why is B-1 open", "/blocker B-1 when?"):
        assert "*B-1* Blocked: staging is down" in await types(sandbox, "maria", line), line
    said = await types(sandbox, "maria", "/blocker B-1 help")
    assert "`/blocker B-1 move fri 5pm because …` moves the date" in said
    assert "D-1" not in said


async def test_words_after_a_colon_are_a_note(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("10 apr"))
    for line in ("B-1: the vendor called", "B-1 update: they fix it", "*B-1* waiting on legal"):
        await types(sandbox, "maria", f"/blocker {line}")
    history = await _history(sandbox)
    for note in ("the vendor called", "they fix it", "waiting on legal"):
        assert note in history
    ignore_rest(sandbox, "#launch")


async def test_what_is_not_a_title_logs_nothing(sandbox: Sandbox) -> None:
    for line in ("done", "none", "overdue", "who owns B-1?", "yes", "on it!"):
        seen = await sandbox.slack.person("maria").types("#launch", f"/blocker {line}")
        assert seen.messages, line
        assert seen.view is None, line
        for message in seen.messages:
            message.expected = True
    assert "No items." in await types(sandbox, "maria", "/backstop list all")


NEIGHBOURS = (
    ("overdue", "list overdue"),
    ("due today", "list due today"),
    ("sumary", "summary"),
    ("lst mine", "list mine"),
    ("please ack B-1", "ack B-1"),
    ("hlep", "help"),
)


async def test_what_is_not_understood_names_its_neighbour_in_one_line(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("10 apr"))
    for line, near in NEIGHBOURS:
        seen = await _asked(sandbox, f"/backstop {line}")
        said = seen.messages[-1]
        first = said.text.splitlines()[0]
        assert first == f"I don't know what to do with “{line}”. Did you mean `{near}`?"
        await sandbox.slack.person("maria").clicks(near, message=said)
        await sandbox.slack.person("maria").closes()
        await sandbox.settle()
    ignore_rest(sandbox, "#launch")


async def _asked(sandbox: Sandbox, line: str) -> Seen:
    """What Maria is asked after typing this."""
    seen = await sandbox.slack.person("maria").types("#launch", line)
    await sandbox.settle()
    for message in seen.messages:
        message.expected = True
    return seen


async def says_why_bo(sandbox: Sandbox, card: Message) -> None:
    """Give the reason that the form for handing over to Bo asks for."""
    maria = sandbox.slack.person("maria")
    await maria.sees_form("Hand over")
    await maria.fills({"Why?": "Bo knows it"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    assert "*Bo O'Neill*" in message_words(card)
    ignore_rest(sandbox, "#launch", "bo")


async def _press(sandbox: Sandbox, line: str, button: str) -> None:
    """Press a button of the answer to this line."""
    seen = await _asked(sandbox, line)
    await sandbox.slack.person("maria").clicks(button, message=seen.messages[-1])
    await sandbox.settle()


async def _history(sandbox: Sandbox) -> str:
    return await types(sandbox, "maria", "/blocker B-1")


CASES = json.loads(
    (Path(__file__).parents[1] / "core/grammar/moves/cases/handover_moves.json").read_text()
)
SAYS = {
    "away tomorrow": "from Thu 26 Mar until Fri 27 Mar 09:00",
    "away next week": "from Mon 30 Mar until Mon 6 Apr 09:00",
    "away 15 june to 20 june": "from Mon 15 Jun until Mon 22 Jun 09:00",
    "away until next week": "away until Mon 30 Mar 09:00",
}
"""What the answer to an absence says; the other cases name the date that the item then has."""


async def test_what_people_typed_elsewhere_is_what_happens(sandbox: Sandbox) -> None:
    absences, moves = (
        [case for case in CASES if case["command"] == command]
        for command in ("backstop", "blocker")
    )
    assert len(absences) + len(moves) == len(CASES)
    maria = sandbox.slack.person("maria")
    for case in absences:
        assert SAYS[case["line"]] in await types(sandbox, "maria", f"/backstop {case['line']}")
        seen = await maria.types("#launch", "/backstop back")
        if "You are not away now" in seen.text:
            await maria.clicks("Not away after all", message=seen.messages[-1])
            await maria.closes()
    for number, case in enumerate(moves, start=1):
        before = case["before"].removeprefix("due ")
        due = before[4:] if before != "any" else "2026-04-10 17:00"
        card = await log(sandbox, BLOCKER.format(due))
        line = case["line"].replace("B-1", f"B-{number}")
        said = await types(sandbox, "maria", f"/blocker {line}")
        wanted = datetime.fromisoformat(case["expected"][:16])
        shown = f"{wanted:%a} {wanted.day} {wanted:%b %H:%M}"
        assert shown in (said if "snooze" in line else message_words(card)), line
    ignore_rest(sandbox, "#launch")


@pytest.mark.on_both_databases
async def test_an_absence_ahead_begins_and_ends_by_itself(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("27 mar 16:00"))
    said = await types(sandbox, "maria", "/backstop away friday stand-in @lea")
    assert "You are away from Fri 27 Mar until Mon 30 Mar 09:00" in said
    ignore_rest(sandbox, "maria", "lea", "cem", "bo", "#launch")
    await sandbox.advance_to(berlin(27, 9))
    ignore_rest(sandbox, "maria", "lea", "cem", "bo", "#launch")
    await sandbox.advance_to(berlin(27, 15))
    assert heard(sandbox, "lea") == ["Fri 27 14:00 B-1"], "Lea covers"
    assert heard(sandbox, "maria") == []
    await sandbox.advance_to(berlin(30, 10))
    assert heard(sandbox, "maria") != []
    ignore_rest(sandbox, "maria", "lea", "cem", "bo", "#launch")


async def test_the_form_of_an_absence_has_both_ends(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop away")
    await maria.fills({"Away from": "fri"})
    assert (await maria.submits()).errors == {"Away until": "When will you be back?"}
    await maria.fills({"Away from": "fri", "Away until": "tue"})
    seen = await maria.submits()
    assert seen.view is not None
    assert "You are away from Fri 27 Mar until" in view_words(seen.view)
    await maria.closes()
    listed = await maria.types("#launch", "/backstop away")
    await maria.clicks("Change", message=listed.messages[-1])
    await maria.sees_form("from Fri 27 Mar", "2026-03-27 00:00", "2026-03-31 09:00")
    await maria.closes()
    said = await types(sandbox, "maria", "/backstop back")
    assert "You are not away now, so nothing has changed." in said


async def test_it_is_the_item(sandbox: Sandbox) -> None:
    for line in ("B-1 close it", "close B-2", "B-3 done it!"):
        card = await log(sandbox, BLOCKER.format("10 apr"))
        assert "resolved it" in await types(sandbox, "maria", f"/blocker {line}")
        assert "Outcome" not in message_words(card)
    ignore_rest(sandbox, "#launch")


async def test_close_it_without_an_item_logs_nothing(sandbox: Sandbox) -> None:
    seen = await sandbox.slack.person("maria").types("#launch", "/blocker close it")
    assert "Which item?" in seen.messages[0].text


async def test_a_name_in_plain_words_is_proposed_as_the_new_owner(sandbox: Sandbox) -> None:
    card = await log(sandbox, BLOCKER.format("10 apr"))
    for name in ("bo", "Bo O'Neill", "to Bo"):
        line = f"/blocker B-1 give {name} because Maria is out"
        said = message_words((await _asked(sandbox, line)).messages[-1])
        assert "Is Bo O'Neill the new owner? Nothing was changed." in said, name
    await _press(sandbox, line, "Bo O'Neill")
    assert "*Bo O'Neill*" in message_words(card)
    assert "because Maria is out" in await _history(sandbox)
    ignore_rest(sandbox, "#launch", "bo")


async def test_a_name_that_several_have_is_asked_about(sandbox: Sandbox) -> None:
    sandbox.slack.add_person("bob", real_name="Bo Berg", tz="Europe/Berlin")
    sandbox.slack.person("bob").joins("#launch")
    await sandbox.settle()
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person("bob").id)
    card = await log(sandbox, BLOCKER.format("10 apr"))
    line = "/blocker B-1 give bo because Maria is out"
    said = message_words((await _asked(sandbox, line)).messages[-1])
    assert "Who takes over? Nothing was changed." in said
    await _press(sandbox, line, "Bo Berg")
    assert "*Bo Berg*" in message_words(card)
    ignore_rest(sandbox, "#launch", "bob")


async def test_a_name_without_a_reason_opens_the_form_with_it(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox, BLOCKER.format("10 apr")), sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker B-1 give bo")
    await says_why_bo(sandbox, card)


async def test_a_name_that_nobody_has_changes_nothing(sandbox: Sandbox) -> None:
    await log(sandbox, BLOCKER.format("10 apr"))
    said = await types(sandbox, "maria", "/blocker B-1 give up because it is late")
    assert "Who takes over?" in said
    said = await types(sandbox, "maria", "/blocker B-1 give @zoe because it is late")
    assert "I do not know @zoe." in said
    assert (await _history(sandbox)).endswith("logged it")


@pytest.mark.parametrize(
    ("line", "whom"),
    [
        ("escalate to @cem", "Calls <@{cem}>."),
        ("escalate leadership", "Calls leadership (<@{cem}>)."),
    ],
)
async def test_a_call_without_a_reason_opens_its_form_with_whom_it_names(
    laddered_sandbox: Sandbox, line: str, whom: str
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await log(sandbox, BLOCKER.format("10 apr"))
    await maria.types("#launch", f"/blocker B-1 {line}")
    await maria.sees_form("Escalate now", whom.format(cem=sandbox.slack.person("cem").id))
    await maria.fills({"Why?": "Acme waits"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    assert (heard(sandbox, "cem"), heard(sandbox, "lea")) == (["Wed 25 10:30 B-1"], [])
    ignore_rest(sandbox, "#launch")


async def test_a_call_by_mention_waits_for_its_reason_behind_a_button(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await log(sandbox, BLOCKER.format("10 apr"))
    maria.writes("#launch", "@backstop B-1 escalate to @cem")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_ephemeral("maria", "for 24 hours")
    await maria.clicks("Complete it", message=answer)
    await maria.sees_form("Escalate now", "Calls")
    await maria.fills({"Why?": "Acme waits"})
    await maria.submits()
    await sandbox.settle()
    assert (heard(sandbox, "cem"), heard(sandbox, "lea")) == (["Wed 25 10:30 B-1"], [])
    ignore_rest(sandbox, "#launch")
