"""A date can be picked as well as typed, and every date that is offered is a button."""

import asyncio
from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from bot.demo.sandbox import Sandbox
from playground.rules.seen import Seen, buttons, message_words, view_words
from playground.state.workspace import View
from tests.stories.browser import PATIENCE, a_chromium
from tests.stories.heard import berlin, ignore_rest, log, types

WHAT, OWNER, DUE, PLAN = (
    "What is blocked?",
    "Who owns it?",
    "Due when?",
    "What happens if nobody acts in time?",
)
PICKER, WHY, NEW_DUE = "Or pick a date and time", "Why?", "New due date"
ASKED = "/blocker SSO down owner @maria due 1/12 fallback passwords"
FIRST, SECOND = "Tue 1 Dec 17:00 CET", "Tue 12 Jan 2027 17:00 CET"
OPEN = "/blocker staging is down owner @maria due 10 apr fallback use the replica"


def holds(form: View | None, name: str) -> object:
    """What an input of the form holds."""
    assert form is not None
    ((entry,),) = [held.values() for key, held in form.state.items() if key == name]
    return next(value for key, value in entry.items() if key != "type")


async def fills(sandbox: Sandbox, **fields: object) -> Seen:
    """Fill in a new form and submit it."""
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker")
    names = {"due": DUE, "picked": PICKER}
    await maria.fills({WHAT: "SSO down", OWNER: "maria", PLAN: "passwords"})
    await maria.fills({names[name]: value for name, value in fields.items()})
    return await maria.submits()


async def logged(sandbox: Sandbox, seen: Seen, due: str) -> None:
    assert (seen.errors, seen.view is not None) == ({}, True)
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-1* Blocked: SSO down")
    assert f"due {due}" in card.text
    await sandbox.slack.person("maria").closes()


async def test_a_picked_date_counts(sandbox: Sandbox) -> None:
    seen = await fills(sandbox, picked=berlin(30, 9, 15))
    await logged(sandbox, seen, "Mon 30 Mar 09:15 CEST")


async def test_the_hour_that_comes_twice_is_kept_as_it_was_picked(sandbox: Sandbox) -> None:
    seen = await fills(sandbox, picked=datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    await logged(sandbox, seen, "Sun 25 Oct 02:30 CET")


@pytest.mark.parametrize("typed", ["mon 9:15", "2026-03-30 09:15", "mon 7:15 utc"])
async def test_a_picked_date_may_say_the_same_again(sandbox: Sandbox, typed: str) -> None:
    seen = await fills(sandbox, due=typed, picked=berlin(30, 9, 15))
    await logged(sandbox, seen, "Mon 30 Mar 09:15 CEST")


async def test_seconds_make_no_difference(sandbox: Sandbox) -> None:
    await sandbox.advance_to(berlin(25, 11).replace(second=40))
    seen = await fills(sandbox, due="48h", picked=berlin(27, 11))
    await logged(sandbox, seen, "Fri 27 Mar 11:00 CET")


async def test_a_picked_date_answers_what_a_typed_one_leaves_open(sandbox: Sandbox) -> None:
    seen = await fills(sandbox, due="1/12", picked=berlin(1, 17, month=12))
    await logged(sandbox, seen, FIRST)


@pytest.mark.parametrize(
    ("pressed", "held", "due"),
    [
        ("Fri 27 Mar 17:00 CET", "fri", "Fri 27 Mar 17:00 CET"),
        ("Mon 30 Mar 09:15 CEST", "2026-03-30 09:15", "Mon 30 Mar 09:15 CEST"),
    ],
)
async def test_two_dates_ask_which_one(sandbox: Sandbox, pressed: str, held: str, due: str) -> None:
    maria = sandbox.slack.person("maria")
    seen = await fills(sandbox, due="fri", picked=berlin(30, 9, 15))
    asked = "You typed Fri 27 Mar 17:00 CET and picked Mon 30 Mar 09:15 CEST. Which one is it?"
    assert seen.view is not None
    assert asked in view_words(seen.view)
    assert buttons(seen.view.blocks) == ["Fri 27 Mar 17:00 CET", "Mon 30 Mar 09:15 CEST"]
    assert (holds(maria.form, "due"), holds(maria.form, "due_at")) == ("fri", 1774854900)
    await maria.clicks(pressed)
    assert (holds(maria.form, "due"), holds(maria.form, "due_at")) == (held, None)
    assert (holds(maria.form, "title"), holds(maria.form, "fallback")) == ("SSO down", "passwords")
    assert maria.form is not None
    assert buttons(maria.form.blocks) == []
    await logged(sandbox, await maria.submits(), due)


async def test_words_that_are_not_a_date_are_asked_about_too(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    seen = await fills(sandbox, due="when legal is back", picked=berlin(30, 9, 15))
    assert seen.view is not None
    assert "I can't read that as a date" in view_words(seen.view)
    await maria.clicks("Mon 30 Mar 09:15 CEST")
    await logged(sandbox, await maria.submits(), "Mon 30 Mar 09:15 CEST")


@pytest.mark.parametrize(
    ("picked", "wrong"),
    [
        (berlin(25, 9), "Wed 25 Mar 09:00 CET has passed. Name a date that lies ahead."),
        (
            berlin(30, 9, 15).replace(year=2029),
            "Fri 30 Mar 2029 09:15 CEST is more than two years ahead. Check the year.",
        ),
    ],
)
async def test_a_picked_date_is_refused_like_a_typed_one(
    sandbox: Sandbox, picked: object, wrong: str
) -> None:
    maria = sandbox.slack.person("maria")
    assert (await fills(sandbox, picked=picked)).errors == {PICKER: wrong}
    await maria.fills({PICKER: berlin(30, 9, 15)})
    await logged(sandbox, await maria.submits(), "Mon 30 Mar 09:15 CEST")


async def test_a_choice_in_the_form_keeps_the_other_fields(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker SSO down owner bo due 1/12 fallbck passwords")
    form = await maria.sees_form(f"Did you mean {FIRST} or {SECOND}?")
    assert buttons(form.blocks) == [FIRST, SECOND]
    entered = {
        WHAT: "SSO is down again",
        OWNER: "cem",
        "Which customers are affected, and how?": "all of Acme",
        "Urgency": ["Urgent: do not wait for working hours"],
    }
    await maria.fills(entered)
    await maria.clicks(SECOND)
    words = view_words(await maria.sees_form("Log a blocker"))
    assert "Did you mean Tue" not in words
    for kept in ("Is Bo O'Neill the owner?", "I read “fallbck” as “fallback”. Is that right?"):
        assert kept in words
    assert holds(maria.form, "due") == "2027-01-12 17:00"
    done = await maria.submits()
    assert done.view is not None
    for said in ("B-1*: SSO is down again", sandbox.slack.person("cem").id, SECOND, "passwords"):
        assert said in view_words(done.view)
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "Blocked: SSO is down again")
    assert "all of Acme" in message_words(card)
    ignore_rest(sandbox, "cem")


@pytest.mark.on_both_databases
async def test_a_choice_in_the_form_of_a_mention_still_logs_once(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    maria.writes("#launch", f"@backstop {ASKED.removeprefix('/')}")
    await sandbox.settle()
    kept = "I keep what you typed for 24 hours."
    answer = await sandbox.slack.expectations.expect_ephemeral("maria", kept)
    await maria.clicks("Complete it", message=answer)
    await maria.clicks(FIRST)
    await logged(sandbox, await maria.submits(), FIRST)
    await maria.clicks("Complete it", message=answer)
    await maria.sees_form("Not done", "You logged this already: it is B-1.")
    await maria.closes(everything=True)


async def test_what_was_not_touched_stays_too(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", ASKED)
    form = await maria.sees_form("Did you mean")
    ids = {block["block_id"]: block for block in form.body["blocks"] if block["type"] == "input"}
    await maria.clicks(FIRST)
    assert maria.form is not None
    for block in maria.form.body["blocks"]:
        if block["type"] == "input" and block["block_id"] not in {"due", "due_at"}:
            assert block == ids[block["block_id"]]
    await logged(sandbox, await maria.submits(), FIRST)


async def test_a_date_typed_into_the_form_asks_there(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    seen = await fills(sandbox, due="1/12")
    assert seen.view is not None
    assert buttons(seen.view.blocks) == [FIRST, SECOND]
    await maria.clicks(FIRST)
    await maria.fills({DUE: "12/1"})
    seen = await maria.submits()
    assert seen.view is not None
    assert holds(maria.form, "due") == "12/1"
    await maria.clicks(FIRST)
    await logged(sandbox, await maria.submits(), FIRST)


@pytest.mark.on_both_databases
async def test_a_choice_pressed_twice_counts_once(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", ASKED)
    await maria.sees_form("Did you mean")
    pressed = await asyncio.gather(maria.clicks(FIRST), maria.clicks(FIRST))
    assert [seen.error for seen in pressed] == [None, None]
    assert holds(maria.form, "due") == "2026-12-01 17:00"
    await logged(sandbox, await maria.submits(), FIRST)


async def test_a_late_press_draws_no_form_over_the_answer(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", ASKED)
    await maria.sees_form("Did you mean")
    await maria.fills({DUE: "fri"})
    done, late = await asyncio.gather(maria.submits(), maria.clicks(FIRST))
    assert (done.errors, late.error) == ({}, None)
    if maria.form is not None and "Logged" not in view_words(maria.form):
        done = await maria.submits()  # the press was faster
    assert "Logged *B-1*" in view_words(await maria.sees_form("Logged"))
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-1")


async def test_a_choice_that_has_passed_meanwhile_asks_again(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", ASKED.replace("1/12", "17"))
    form = await maria.sees_form("Did you mean")
    assert buttons(form.blocks) == ["Wed 25 Mar 17:00 CET", "Fri 17 Apr 17:00 CEST"]
    await sandbox.advance_to(berlin(25, 18))
    await maria.clicks("Wed 25 Mar 17:00 CET")
    form = await maria.sees_form("Wed 25 Mar 17:00 CET has passed.")
    assert holds(form, "due") == "17"
    assert "Fri 17 Apr 17:00 CEST" in buttons(form.blocks)
    assert "Wed 25 Mar 17:00 CET" not in buttons(form.blocks)
    await maria.clicks("Fri 17 Apr 17:00 CEST")
    await logged(sandbox, await maria.submits(), "Fri 17 Apr 17:00 CEST")


async def opens_move(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker B-1 move because the vendor is slow")
    await maria.sees_form("Move the date")


async def test_a_date_is_moved_to_a_picked_one(sandbox: Sandbox) -> None:
    card = await log(sandbox, OPEN)
    maria = sandbox.slack.person("maria")
    await opens_move(sandbox)
    assert (await maria.submits()).errors == {
        NEW_DUE: "What is the new date? Type it, or pick one."
    }
    await maria.fills({PICKER: berlin(13, 9, 15, month=4)})
    assert (await maria.submits()).errors == {}
    await sandbox.settle()
    assert "due Mon 13 Apr 09:15 CEST" in card.text
    ignore_rest(sandbox, "#launch")


@pytest.mark.parametrize(
    ("typed", "words"),
    [("fri", "Fri 27 Mar 17:00 CET"), ("by 2 days", "Sun 12 Apr 17:00 CEST")],
)
async def test_a_move_to_two_dates_asks_which_one(sandbox: Sandbox, typed: str, words: str) -> None:
    card = await log(sandbox, OPEN)
    maria = sandbox.slack.person("maria")
    await opens_move(sandbox)
    await maria.fills({NEW_DUE: typed, PICKER: berlin(13, 9, 15, month=4)})
    seen = await maria.submits()
    assert seen.view is not None
    assert f"You typed {words} and picked Mon 13 Apr 09:15 CEST." in view_words(seen.view)
    await maria.clicks(words)
    assert holds(maria.form, "reason") == "the vendor is slow"
    await maria.submits()
    await sandbox.settle()
    assert f"due {words}" in card.text
    ignore_rest(sandbox, "#launch")


async def test_a_span_that_counts_from_a_passed_date_asks_in_the_form(sandbox: Sandbox) -> None:
    card = await log(sandbox, OPEN.replace("10 apr", "today 16:00"))
    ignore_rest(sandbox, "maria", "#launch")
    await sandbox.advance_to(berlin(26, 10))
    maria = sandbox.slack.person("maria")
    await opens_move(sandbox)
    await maria.fills({NEW_DUE: "by 2 days"})
    seen = await maria.submits()
    assert seen.view is not None
    assert buttons(seen.view.blocks) == ["Fri 27 Mar 16:00 CET", "Sat 28 Mar 17:00 CET"]
    await maria.clicks("Fri 27 Mar 16:00 CET")
    assert holds(maria.form, "reason") == "the vendor is slow"
    await maria.submits()
    await sandbox.settle()
    assert "due Fri 27 Mar 16:00 CET" in card.text
    ignore_rest(sandbox, "maria", "#launch")


async def test_an_absence_keeps_the_question_about_its_other_end(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop away")
    await maria.sees_form("Away from")
    await maria.fills({"Away from": "1/12", "Away until": "2/12"})
    seen = await maria.submits()
    assert seen.view is not None
    assert buttons(seen.view.blocks) == [
        "Tue 1 Dec 00:00 CET", "Tue 12 Jan 2027 00:00 CET",
        "Wed 2 Dec 09:00 CET", "Fri 12 Feb 2027 09:00 CET",
    ]  # fmt: skip
    await maria.clicks("Tue 1 Dec 00:00 CET")
    assert (holds(maria.form, "from"), holds(maria.form, "until")) == ("2026-12-01 00:00", "2/12")
    await maria.clicks("Wed 2 Dec 09:00 CET")
    done = await maria.submits()
    assert done.view is not None
    assert "You are away from Tue 1 Dec until" in view_words(done.view)


async def test_a_typed_move_that_asks_is_made_by_a_button_once(sandbox: Sandbox) -> None:
    card = await log(sandbox, OPEN)
    maria = sandbox.slack.person("maria")
    seen = await maria.types("#launch", "/blocker B-1 move 1/12 because of the 1/12 release")
    answer = seen.messages[-1]
    assert buttons(answer.blocks) == [FIRST, SECOND]
    await maria.clicks(FIRST, message=answer)
    assert "B-1" in view_words(await maria.sees_form("Done"))
    await maria.clicks(FIRST, message=answer)
    await maria.sees_form("Not done", "B-1 has that date already.")
    await maria.closes(everything=True)
    await sandbox.settle()
    assert f"due {FIRST}" in card.text
    assert "Slipped once" in message_words(card)
    assert "because of the 1/12 release" in await types(sandbox, "maria", "/blocker B-1")
    ignore_rest(sandbox, "#launch")


async def test_a_number_in_the_label_is_not_taken_for_the_date(sandbox: Sandbox) -> None:
    card = await log(sandbox, OPEN)
    maria = sandbox.slack.person("maria")
    seen = await maria.types("#launch", "/blocker B-1 move 1 because of 1 vendor")
    answer = seen.messages[-1]
    assert buttons(answer.blocks) == ["Wed 25 Mar 13:00 CET", "Wed 1 Apr 17:00 CEST"]
    await maria.clicks("Wed 1 Apr 17:00 CEST", message=answer)
    await sandbox.settle()
    assert "due Wed 1 Apr 17:00 CEST" in card.text
    await maria.closes()
    ignore_rest(sandbox, "#launch")


async def test_a_snooze_that_asks_is_made_by_a_button_once(sandbox: Sandbox) -> None:
    await log(sandbox, OPEN)
    maria = sandbox.slack.person("maria")
    answer = (await maria.types("#launch", "/blocker B-1 snooze mon / tue")).messages[-1]
    assert buttons(answer.blocks) == ["Mon 30 Mar 09:00 CEST", "Tue 31 Mar 09:00 CEST"]
    await maria.clicks("Tue 31 Mar 09:00 CEST", message=answer)
    await maria.sees_form("Done", "Tue 31 Mar 09:00 CEST")
    await maria.clicks("Tue 31 Mar 09:00 CEST", message=answer)
    await maria.sees_form("Not done", "B-1 is snoozed until then already.")
    await maria.closes(everything=True)
    await sandbox.settle()
    history = await types(sandbox, "maria", "/blocker B-1")
    assert history.count("snoozed the reminders until Tue 31 Mar 09:00 CEST") == 1
    ignore_rest(sandbox, "#launch")


async def test_a_question_whose_every_answer_would_be_refused_says_why(sandbox: Sandbox) -> None:
    await log(sandbox, OPEN)
    said = await types(sandbox, "maria", "/blocker B-1 keep 1/12 because the vendor ships then")
    assert "You cannot keep open B-1. Only an admin can do that." in said
    said = await types(sandbox, "bo", "/blocker B-1 move 1/12 because the vendor ships then")
    assert "You cannot move the date of B-1." in said


async def test_no_question_offers_one_instant_twice(sandbox: Sandbox) -> None:
    await log(sandbox, OPEN)
    maria = sandbox.slack.person("maria")
    await sandbox.advance_to(berlin(27, 10))  # a Friday: tomorrow's work begins on Monday
    answer = (await maria.types("#launch", "/blocker B-1 snooze")).messages[-1]
    assert buttons(answer.blocks) == ["1 h", "This afternoon", "Tomorrow"]
    answer = (await maria.types("#launch", "/blocker B-1 move mon or monday because x")).messages[
        -1
    ]
    assert buttons(answer.blocks) == ["Mon 30 Mar 17:00 CEST"]


@pytest.mark.browser
async def test_in_the_page_a_date_is_pressed_and_picked_on_a_phone(sandbox: Sandbox) -> None:
    maria, launch = sandbox.slack.person("maria"), sandbox.slack.channel("#launch")
    async with a_chromium() as browser:
        page = await browser.new_page(viewport={"width": 360, "height": 800})
        page.set_default_timeout(PATIENCE)
        await page.goto(f"{sandbox.slack.engine.base_url}/?as={maria.id}&in={launch.id}")
        box = page.get_by_label("Message #launch")
        await box.fill(ASKED)
        await box.press("Enter")
        form = page.get_by_role("dialog", name="Log a blocker")
        await form.get_by_label(WHAT).fill("SSO down for Acme")
        await form.get_by_role("button", name=SECOND).click()
        await expect(form.get_by_label(DUE)).to_have_value("2027-01-12 17:00")
        await expect(form.get_by_label(WHAT)).to_have_value("SSO down for Acme")
        await form.get_by_label(PICKER).fill("2026-03-30T09:15")
        await form.get_by_role("button", name="Log it").click()
        await expect(form.get_by_text("Which one is it?")).to_be_visible()
        row = form.locator(".actions")
        assert await row.evaluate("row => row.scrollWidth - row.clientWidth") == 0
        await form.get_by_role("button", name="Mon 30 Mar 09:15 CEST").click()
        await expect(form.get_by_label(PICKER)).to_have_value("")
        await form.get_by_role("button", name="Log it").click()
        await expect(page.get_by_role("dialog", name="Logged")).to_be_visible()
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "Blocked: SSO down for Acme")
    assert "due Mon 30 Mar 09:15 CEST" in card.text
