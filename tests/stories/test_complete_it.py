"""An incomplete line in a mention or a direct message waits for its writer, for a day."""

from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import berlin, log, types
from tests.stories.test_restored_backup import back_up, restore
from tests.stories.test_spoken_to import WHOLE
from tests.support.greeted import count_as_greeted

OWNER, PLAN = "Who owns it?", "What happens if nobody acts in time?"


async def waits(sandbox: Sandbox, line: str, *, place: str = "#launch") -> Message:
    """The answer to a line of Maria's that needs a form."""
    sandbox.slack.person("maria").writes(place, line)
    await sandbox.settle()
    expectations = sandbox.slack.expectations
    expect = expectations.expect_dm if place == "dm" else expectations.expect_ephemeral
    return await expect("maria", "I keep what you typed for 24 hours.")


@pytest.mark.both_ways
async def test_what_was_understood_is_shown_with_one_button_that_opens_the_form(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    line = "@backstop blocker SSO login fails due tomorrow noon impact all of Acme"
    answer = await waits(sandbox, line)
    words = message_words(answer)
    for shown in ("*Blocker:* SSO login fails", "*Due:* Thu 26 Mar 12:00 CET", "*Impact:* all of"):
        assert shown in words
    assert "*Owner:* Choose one person." in words
    assert buttons(answer.blocks) == ["Complete it"]
    await sandbox.advance_to(berlin(26, 9))
    await maria.clicks("Complete it", message=answer)
    await maria.sees_form("What is blocked?")
    await maria.fills({OWNER: "maria", PLAN: "use passwords"})
    done = await maria.submits()
    assert done.view is not None
    assert "(Thu 26 Mar 12:00 CET)" in view_words(done.view)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "*B-1* Blocked: SSO login fails")


@pytest.mark.on_both_databases
async def test_it_logs_once_however_often_it_is_pressed(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await waits(sandbox, "@backstop blocker SSO login fails")
    forms = [(await maria.clicks("Complete it", message=answer)).view for _ in range(2)]
    for form, title in zip(forms, ("SSO login fails", "SSO login fails again"), strict=True):
        assert form is not None
        sandbox.slack.workspace.modals[maria.id] = [form]
        await maria.fills({"What is blocked?": title, OWNER: "maria", PLAN: "use passwords"})
        done = await maria.submits()
        assert done.view is not None
        assert "*B-1*: SSO login fails\n" in view_words(done.view)
        await maria.closes()
    await maria.clicks("Complete it", message=answer)
    assert "You logged this already: it is B-1." in view_words(await maria.sees_form("Not done"))
    await maria.closes(everything=True)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "*B-1* Blocked: SSO login fails")


@pytest.mark.parametrize(("label", "kind"), [("Log a blocker", "B"), ("Log a decision", "D")])
async def test_a_line_of_no_kind_asks_which(sandbox: Sandbox, label: str, kind: str) -> None:
    maria = sandbox.slack.person("maria")
    answer = await waits(sandbox, f"@backstop {WHOLE}")
    assert buttons(answer.blocks) == ["Log a blocker", "Log a decision"]
    await maria.clicks(label, message=answer)
    await maria.submits()
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", f"*{kind}-1*", "SSO login fails")


async def test_a_direct_message_asks_for_the_channel(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await waits(sandbox, f"blocker {WHOLE}", place="dm")
    await maria.clicks("Complete it", message=answer)
    await maria.fills({"In which channel?": "#launch"})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "*B-1* Blocked: SSO login fails")


@pytest.mark.parametrize(("line", "form"), [("setup", "Who is notified"), ("away", "Away")])
async def test_other_forms_wait_too(sandbox: Sandbox, line: str, form: str) -> None:
    maria = sandbox.slack.person("maria")
    answer = await waits(sandbox, f"@backstop {line}")
    await maria.clicks("Complete it", message=answer)
    await maria.sees_form(form)


async def test_after_a_day_the_button_says_that_the_line_is_gone(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await waits(sandbox, "@backstop blocker SSO login fails")
    sandbox.clock.set(sandbox.clock() + timedelta(hours=24))
    await maria.clicks("Complete it", message=answer)
    assert "I no longer have that line" in view_words(await maria.sees_form("Not done"))
    await maria.closes()
    assert await sandbox.bot.workspace.audit() == ()
    await maria.clicks("Complete it", message=answer)
    assert "I no longer have that line" in view_words(await maria.sees_form("Not done"))


async def test_it_belongs_to_its_writer(sandbox: Sandbox) -> None:
    bo = sandbox.slack.person("bo")
    answer = await waits(sandbox, "@backstop blocker SSO login fails")
    answer.ephemeral_to = bo.id
    await bo.clicks("Complete it", message=answer)
    assert "Only the person who typed this" in view_words(await bo.sees_form("Not done"))


async def test_who_left_a_private_channel_completes_nothing_there(sandbox: Sandbox) -> None:
    sandbox.slack.add_channel("#secret", ["maria", "bo"], private=True)
    count_as_greeted(sandbox.slack, sandbox.settings())
    await sandbox.bot.workspace.directory.refresh_channel(sandbox.slack.channel("#secret").id)
    maria = sandbox.slack.person("maria")
    sandbox.slack.faults.add("error", "chat.postEphemeral", code="user_not_in_channel")
    maria.writes("#secret", "@backstop blocker SSO login fails")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_dm("maria", "I keep what you typed")
    maria.leaves("#secret")
    await sandbox.settle()
    await maria.clicks("Complete it", message=answer)
    assert "Only people who are in that channel" in view_words(await maria.sees_form("Not done"))


async def test_a_decision_shows_its_options(sandbox: Sandbox) -> None:
    answer = await waits(sandbox, "@backstop decision which DPA options short | long default short")
    words = message_words(answer)
    for shown in ("*Decision:* which DPA", "*Options:* short | long", "*Default:* short"):
        assert shown in words


@pytest.mark.of_one_bot
async def test_after_a_restore_a_button_whose_line_is_gone_says_so(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    first = await waits(sandbox, "@backstop blocker SSO login fails")
    backup, taken_at = back_up(sandbox), sandbox.now()
    second = await waits(sandbox, "@backstop blocker The import is stuck")
    await restore(sandbox, backup, taken_at=taken_at)
    await maria.clicks("Complete it", message=second)
    assert "I no longer have that line" in view_words(await maria.sees_form("Not done"))
    await maria.closes()
    await maria.clicks("Complete it", message=first)
    assert "SSO login fails" in str((await maria.sees_form("What is blocked?")).blocks)


MOVES = (
    ("extend to 20 april", "*Move the date:* Mon 20 Apr 17:00 CEST"),
    ("delay 2 working days", "*Move the date:* Tue 14 Apr 17:00 CEST"),
    ("give @bo", "*Hand over:* <@{bo}>"),
    ("give bo", "*Hand over:* <@{bo}>"),
    ("escalate to @cem", "*Escalate now:* <@{cem}>"),
    ("withdraw", "*Withdraw*"),
)
"""What is typed about an item that is due on 10 April, and what was understood of it."""


async def test_a_move_shows_what_was_understood_of_it(sandbox: Sandbox) -> None:
    await log(sandbox, "/blocker SSO login fails owner @maria due 10 apr fallback use passwords")
    ids = {name: sandbox.slack.person(name).id for name in ("bo", "cem")}
    for line, understood in MOVES:
        answer = await waits(sandbox, f"@backstop B-1 {line}")
        first, headline, *rest = answer.text.splitlines()
        assert first == "Almost there. Nothing was changed yet."
        assert headline.endswith("|B-1>* Blocked: SSO login fails")
        assert rest == [understood.format(**ids), "⚠️ Add a reason."], line


WAITED = (
    ("move to tomorrow 5pm", "2026-03-26 17:00"),
    ("move to thursday", "2026-03-26 17:00"),
    ("move to 48h", "2026-03-27 10:30"),
    ("delay 2 days", "2026-04-12 17:00"),
    ("delay to the 17th", "2026-04-17 17:00"),
)
"""What Maria typed on Wednesday at 10:30, and what its form holds a day later."""


async def test_a_date_in_the_form_is_the_one_that_was_meant_when_it_was_typed(
    sandbox: Sandbox,
) -> None:
    card = await log(
        sandbox, "/blocker SSO login fails owner @maria due 10 apr fallback use passwords"
    )
    maria = sandbox.slack.person("maria")
    answers = [await waits(sandbox, f"@backstop B-1 {line}") for line, _ in WAITED]
    await sandbox.advance_to(berlin(26, 10))
    for answer, (_, date) in zip(answers, WAITED, strict=True):
        await maria.clicks("Complete it", message=answer)
        await maria.sees_form("New due date", date)
        await maria.closes()
    await maria.clicks("Complete it", message=answers[0])
    await maria.fills({"Why?": "legal is out"})
    await maria.submits()
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-1")
    assert "due Thu 26 Mar 17:00 CET" in message_words(card)


async def test_the_end_of_a_snooze_is_the_one_that_was_meant_when_it_was_typed(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker SSO login fails owner @maria due 10 apr fallback use passwords")
    lea = sandbox.slack.person("lea")
    lea.writes("#launch", "@backstop B-1 snooze until friday")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_ephemeral("lea", "Snooze reminders")
    await sandbox.advance_to(berlin(26, 10))
    await lea.clicks("Complete it", message=answer)
    await lea.sees_form("Quiet until when?", "2026-03-27 09:00")


@pytest.mark.parametrize(
    ("moved_to", "offered", "chosen"),
    [
        ("9 apr", ["Sat 11 Apr 17:00 CEST", "Sun 12 Apr 17:00 CEST"], "Sun 12 Apr"),
        ("12 apr", ["Tue 14 Apr 17:00 CEST"], "Tue 14 Apr"),
        ("10 apr 3pm", ["Sun 12 Apr 15:00 CEST", "Sun 12 Apr 17:00 CEST"], "Sun 12 Apr 15:00"),
    ],
)
async def test_a_span_asks_what_it_counts_from_if_the_date_has_moved_meanwhile(
    sandbox: Sandbox, moved_to: str, offered: list[str], chosen: str
) -> None:
    card = await log(
        sandbox, "/blocker SSO login fails owner @maria due 10 apr fallback use passwords"
    )
    maria = sandbox.slack.person("maria")
    answer = await waits(sandbox, "@backstop B-1 delay 2 days")
    assert "*Move the date:* Sun 12 Apr 17:00 CEST" in answer.text
    sandbox.clock.set(berlin(25, 11))
    await types(sandbox, "maria", f"/blocker B-1 move {moved_to} because the vendor said so")
    await maria.clicks("Complete it", message=answer)
    form = await maria.sees_form("was due Fri 10 Apr 17:00 CEST when you wrote this, and is due")
    assert buttons(form.blocks) == offered
    await maria.fills({"Why?": "legal is out"})
    assert (await maria.submits()).errors == {
        "New due date": "What is the new date? Type it, or pick one."
    }
    await maria.clicks(next(label for label in offered if label.startswith(chosen)))
    await maria.submits()
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-1")
    assert f"due {chosen}" in message_words(card)


UNCLEAR: tuple[tuple[str, str, list[str]], ...] = (
    ("today 9am", "has passed", []),
    ("tomorrow or fri", "", ["Thu 26 Mar 17:00 CET", "Fri 27 Mar 17:00 CET"]),
)
"""On Thursday morning both would mean one date."""


@pytest.mark.parametrize(("phrase", "fault", "offered"), UNCLEAR)
async def test_a_date_that_was_unclear_when_it_was_typed_stays_so(
    sandbox: Sandbox, phrase: str, fault: str, offered: list[str]
) -> None:
    maria = sandbox.slack.person("maria")
    line = f"@backstop blocker SSO login fails owner @maria due {phrase} fallback use passwords"
    answer = await waits(sandbox, line)
    await sandbox.advance_to(berlin(26, 8))
    await maria.clicks("Complete it", message=answer)
    for _ in range(2):
        form = await maria.sees_form("Due when?", phrase)
        assert buttons(form.blocks) == offered
        assert fault in "".join((await maria.submits()).errors.values())
    await maria.fills({"Due when?": "today noon"})
    done = await maria.submits()
    assert done.view is not None
    assert "(Thu 26 Mar 12:00 CET)" in view_words(done.view)
    await sandbox.settle()
    await sandbox.slack.expectations.expect_post("#launch", "*B-1* Blocked: SSO login fails")
