"""A remark on an owner has buttons: another owner, another date, keep it.

Within ten minutes they replace what was done; later they are ordinary moves.
"""

import asyncio

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import heard, ignore_rest, posted, types
from tests.stories.test_undo import dms, require_history, undo

THREE = ["Another owner", "Another date", "Keep it"]
LOGS = "/blocker SSO fails owner @bo due fri noon fallback use passwords"
GIVES = "/blocker B-1 give @bo because he knows it"
MOVES = "/blocker B-1 move mon 9am because legal is out"
OWNER, DATE, WHY = "Who owns it from now on?", "New due date", "Why?"


@pytest.fixture
async def launch(laddered_sandbox: Sandbox) -> Sandbox:
    """Wed 10:30; Bo, in New York, is away from Thu 10:00 in Berlin until Mon 15:00."""
    await types(laddered_sandbox, "bo", "/backstop away from thu 5am until mon 9am")
    ignore_rest(laddered_sandbox)
    return laddered_sandbox


async def answer_to(sandbox: Sandbox, who: str, line: str) -> Message:
    """Type a line, and get its answer a minute later."""
    seen = await sandbox.slack.person(who).types("#launch", line)
    await sandbox.advance(minutes=1)
    (answer,) = seen.messages
    return answer


async def replaces(sandbox: Sandbox, who: str, on: Message, button: str, **entered: str) -> str:
    """Press a button, fill in the form and send it; get the words of the form and what follows."""
    person = sandbox.slack.person(who)
    on.ephemeral_to = person.id
    await person.clicks(button, message=on)
    asked = view_words(await person.sees_form())
    labels = {"owner": OWNER, "date": DATE, "why": WHY}
    await person.fills({labels[name]: value for name, value in entered.items()})
    done = await person.submits()
    await sandbox.settle()
    said = view_words(done.view) if done.view else ""
    if done.view:
        await person.closes(everything=True)
    return f"{asked}\n---\n{said}"


async def refused(sandbox: Sandbox, who: str, on: Message, button: str) -> str:
    """Press a button that says why not."""
    person = sandbox.slack.person(who)
    on.ephemeral_to = person.id
    await person.clicks(button, message=on)
    said = view_words(await person.sees_form("Not done"))
    await person.closes(everything=True)
    return said


async def with_an_item(sandbox: Sandbox, *, due: str = "fri noon") -> None:
    await answer_to(sandbox, "maria", f"/blocker Mail is down owner me due {due} fallback wait")
    ignore_rest(sandbox)


@pytest.mark.on_both_databases
async def test_another_owner_of_a_new_item_replaces_the_first(launch: Sandbox) -> None:
    answer = await answer_to(launch, "maria", LOGS)
    assert buttons(answer.blocks) == [*THREE, "Undo (10 min)"]
    said = await replaces(launch, "maria", answer, "Another owner", owner="cem")
    assert "The new owner replaces the person you just named." in said
    assert WHY not in said
    assert dms(launch, "cem") == ["*B-1* is yours now: SSO fails"]
    assert dms(launch, "bo") == [], "not told before 9:00 in New York, and now never"
    await launch.advance(hours=6)
    assert dms(launch, "bo") == []
    shown = await types(launch, "maria", "/blocker B-1")
    assert "named <@U0000004> the owner instead of <@U0000002>" in shown
    require_history(launch)
    ignore_rest(launch)


async def test_the_first_owner_who_was_told_is_shown_it_in_that_message(launch: Sandbox) -> None:
    await launch.advance(hours=6)
    answer = await answer_to(launch, "maria", LOGS)
    assert heard(launch, "bo") == ["Wed 25 11:30 B-1"]
    await replaces(launch, "maria", answer, "Another owner", owner="cem")
    (dm,) = launch.slack.expectations.dms_to("bo")
    assert heard(launch, "bo") == []
    assert buttons(dm.blocks) == []
    assert "<@U0000004>" in message_words(dm)
    ignore_rest(launch)


async def test_another_date_of_a_new_item_is_its_first(launch: Sandbox) -> None:
    answer = await answer_to(launch, "maria", LOGS)
    said = await replaces(launch, "maria", answer, "Another date", date="tue 6pm")
    assert "This replaces the date and does not count as a slip." in said
    shown = await types(launch, "maria", "/blocker B-1")
    assert "set the date to Tue 31 Mar 18:00 CEST instead of Fri 27 Mar 12:00 CET" in shown
    assert "lipped" not in shown
    assert "First due" not in shown
    require_history(launch)
    await types(launch, "maria", "/blocker B-1 move 2026-04-01 18:00 because legal")
    assert "Slipped once. First due Tue 31 Mar" in await types(launch, "maria", "/blocker B-1")
    await launch.advance(hours=6)
    told = [message.text for message in launch.slack.expectations.dms_to("bo")]
    assert len(told) == 1, "one message, of the date it has now"
    assert "Wed 1 Apr" in told[0]
    ignore_rest(launch)


@pytest.mark.parametrize("who", ["maria", "lea"])
async def test_another_owner_replaces_an_offer_and_a_hand_over(launch: Sandbox, who: str) -> None:
    """Maria offers, Lea gives at once."""
    await with_an_item(launch)
    answer = await answer_to(launch, who, GIVES)
    assert buttons(answer.blocks) == [*THREE, "Undo (10 min)"]
    ignore_rest(launch)
    said = await replaces(launch, who, answer, "Another owner", owner="cem")
    assert "because he knows it" in said, "the reason is that of the first"
    told = "<@U0000001> offers you *B-1*" if who == "maria" else "*B-1* is yours now"
    assert dms(launch, "cem") == [f"{told}: Mail is down"]
    assert "*B-1* went to <@U0000004>: Mail is down" in dms(launch, "maria") or who == "maria"
    await launch.advance(hours=6)
    assert dms(launch, "bo") == []
    require_history(launch)
    ignore_rest(launch)


async def test_the_owner_who_gave_it_gets_it_back(launch: Sandbox) -> None:
    await with_an_item(launch)
    answer = await answer_to(launch, "lea", GIVES)
    said = await replaces(launch, "lea", answer, "Another owner", owner="maria")
    assert "undid handing it to" in said
    assert "Owner <@U0000001>" in await types(launch, "maria", "/blocker B-1")
    require_history(launch)
    ignore_rest(launch)


async def test_another_date_after_a_hand_over_is_no_slip_and_is_told(launch: Sandbox) -> None:
    await with_an_item(launch)
    answer = await answer_to(launch, "lea", GIVES)
    said = await replaces(launch, "lea", answer, "Another date", date="tue 6pm")
    assert "does not count as a slip" in said
    shown = await types(launch, "maria", "/blocker B-1")
    assert "lipped" not in shown
    assert "First due Fri 27 Mar 12:00" in shown
    told = launch.slack.expectations.dms_to("maria")[-1].text
    assert "*B-1* has a new date: was Fri 27 Mar 12:00" in told
    assert "moved once" not in told
    require_history(launch)
    ignore_rest(launch)


async def test_a_move_and_what_replaces_it_are_one_move(launch: Sandbox) -> None:
    await with_an_item(launch)
    await answer_to(launch, "lea", GIVES)
    answer = await answer_to(launch, "lea", MOVES)
    assert buttons(answer.blocks) == THREE
    said = await replaces(launch, "lea", answer, "Another date", date="tue 6pm")
    assert "Together they count as one move." in said
    shown = await types(launch, "maria", "/blocker B-1")
    assert "Slipped once. First due Fri 27 Mar" in shown
    assert "moved the date from Fri 27 Mar 12:00 CET to Mon 30 Mar 09:00" in shown
    assert "set the date to Tue 31 Mar 18:00 CEST instead of Mon 30 Mar 09:00" in shown
    assert heard(launch, "lea") == [], "one slip does not reach the lead"
    require_history(launch)
    ignore_rest(launch)


async def test_back_to_the_old_date_it_never_moved(launch: Sandbox) -> None:
    await with_an_item(launch)
    await answer_to(launch, "lea", GIVES)
    answer = await answer_to(launch, "lea", MOVES)
    said = await replaces(launch, "lea", answer, "Another date", date="fri noon")
    assert "is away until" in said, "the remark again"
    assert "Keep it" in said
    assert "lipped" not in await types(launch, "maria", "/blocker B-1")
    require_history(launch)
    ignore_rest(launch)


async def test_replaced_again_it_is_still_no_slip_but_not_for_ever(launch: Sandbox) -> None:
    person = launch.slack.person("maria")
    answer = await answer_to(launch, "maria", LOGS)
    await launch.advance(minutes=6)
    await person.clicks("Another date", message=answer)
    await person.fills({DATE: "mon 9am"})
    done = await person.submits()
    assert done.view is not None
    assert buttons(done.view.blocks) == THREE
    await person.clicks("Another date", view=done.view)
    await person.fills({DATE: "mon 10am"})
    done = await person.submits()
    assert done.view is not None
    shown = await types(launch, "maria", "/blocker B-1")
    assert "First due" not in shown
    await launch.advance(minutes=4)
    await person.clicks("Another date", view=done.view)
    form = await person.sees_form("Move the date")
    assert "The 10 minutes to replace what you did are over." in view_words(form)
    await person.closes(everything=True)
    require_history(launch)
    ignore_rest(launch)


async def test_after_ten_minutes_they_are_ordinary_moves(launch: Sandbox) -> None:
    answer = await answer_to(launch, "maria", LOGS)
    await launch.advance(minutes=9)
    said = await replaces(launch, "maria", answer, "Another date", date="tue 6pm", why="legal")
    assert "A later date counts as a slip." in said
    assert "Slipped once. First due Fri 27 Mar" in await types(launch, "maria", "/blocker B-1")
    answer = await answer_to(launch, "maria", LOGS)
    await launch.advance(minutes=9)
    said = await replaces(launch, "maria", answer, "Another owner", owner="cem", why="he is here")
    assert "so it needs a reason" in said
    assert "offered it to <@U0000004>" in said, "Bo answers, or nobody does"
    require_history(launch)
    ignore_rest(launch)


async def test_a_form_that_is_sent_too_late_asks_for_the_reason(launch: Sandbox) -> None:
    maria = launch.slack.person("maria")
    answer = await answer_to(launch, "maria", LOGS)
    await maria.clicks("Another date", message=answer)
    await maria.fills({DATE: "tue 6pm"})
    await launch.advance(minutes=9)
    await maria.submits()
    form = await maria.sees_form("Move the date")
    assert "are over" in view_words(form)
    await maria.fills({WHY: "legal is out"})
    await maria.submits()
    await launch.settle()
    shown = await types(launch, "maria", "/blocker B-1")
    assert "to Tue 31 Mar 18:00 CEST, because legal is out" in shown
    ignore_rest(launch)


async def test_another_owner_after_a_move_is_an_ordinary_hand_over(launch: Sandbox) -> None:
    await with_an_item(launch)
    await answer_to(launch, "lea", GIVES)
    answer = await answer_to(launch, "lea", MOVES)
    said = await replaces(launch, "lea", answer, "Another owner", owner="cem", why="is here")
    assert "This hands the item over, so it needs a reason." in said
    shown = await types(launch, "lea", "/blocker B-1")
    assert "Owner <@U0000004>, due Mon 30 Mar 09:00" in shown
    ignore_rest(launch)


async def test_keep_it_takes_the_buttons_away(launch: Sandbox) -> None:
    maria = launch.slack.person("maria")
    answer = await answer_to(launch, "maria", LOGS)
    await maria.clicks("Keep it", message=answer)
    await launch.settle()
    assert buttons(answer.blocks) == ["Undo (10 min)"]
    assert "is away until" in message_words(answer)
    assert "logged it" in await types(launch, "maria", "/blocker B-1")
    await undo(launch, "maria", answer)
    ignore_rest(launch)


async def test_keep_it_works_in_a_form_and_in_a_direct_message(launch: Sandbox) -> None:
    maria = launch.slack.person("maria")
    await with_an_item(launch)
    maria.writes("dm", "B-1 give @bo because he knows it")
    await launch.settle()
    answer = launch.slack.expectations.dms_to("maria")[-1]
    assert buttons(answer.blocks) == [*THREE, "Undo (10 min)"]
    await maria.clicks("Keep it", message=answer)
    await launch.settle()
    assert buttons(answer.blocks) == ["Undo (10 min)"]
    await undo(launch, "maria", answer)
    card = next(m for m in launch.slack.expectations.messages_in("#launch") if not m.is_reply)
    await maria.clicks("Hand over", message=card)
    await maria.fills({OWNER: "bo", WHY: "he knows it"})
    done = await maria.submits()
    assert done.view is not None
    await maria.clicks("Keep it", view=done.view)
    assert buttons((await maria.sees_form("Done")).blocks) == ["Undo (10 min)"]
    await launch.settle()
    ignore_rest(launch)


async def test_the_buttons_stand_wherever_the_remark_is_said(launch: Sandbox) -> None:
    maria, lea = launch.slack.person("maria"), launch.slack.person("lea")
    await maria.types("#launch", "/blocker SSO fails owner @bo due fri noon")
    await maria.fills({"What happens if nobody acts in time?": "wait"})
    logged = await maria.submits()
    assert logged.view is not None
    assert buttons(logged.view.blocks) == [*THREE, "Undo (10 min)"]
    await launch.settle()
    lea.writes("#launch", "@backstop B-1 move mon 9am because legal is out")
    await launch.settle()
    whisper = await launch.slack.expectations.expect_ephemeral("lea", "moved the date")
    assert buttons(whisper.blocks) == THREE
    card = next(m for m in launch.slack.expectations.messages_in("#launch") if not m.is_reply)
    await lea.clicks("Move the date", message=card)
    await lea.fills({DATE: "mon 10am", WHY: "legal"})
    moved = await lea.submits()
    assert moved.view is not None
    assert buttons(moved.view.blocks) == THREE
    await maria.closes(everything=True)
    await maria.uses_shortcut("Log a blocker", maria.writes("#launch", "VPN is down"))
    plan = {"What happens if nobody acts in time?": "wait"}
    await maria.fills({"Who owns it?": "bo", "Due when?": "fri noon", **plan})
    logged = await maria.submits()
    assert logged.view is not None
    assert buttons(logged.view.blocks) == [*THREE, "Undo (10 min)"]
    await launch.settle()
    ignore_rest(launch)


async def test_they_belong_to_the_person_who_got_the_answer(launch: Sandbox) -> None:
    answer = await answer_to(launch, "maria", LOGS)
    for button in THREE:
        said = await refused(launch, "cem", answer, button)
        assert "Only Maria Silva can use this button. To see how it stands, type" in said
    ignore_rest(launch)


async def test_on_an_old_message_they_say_what_to_type(launch: Sandbox) -> None:
    answer = await answer_to(launch, "maria", LOGS)
    await types(launch, "maria", "/blocker B-1 move mon 9am because legal is out")
    said = await refused(launch, "maria", answer, "Another owner")
    assert "Since then Maria Silva moved the date" in said
    assert "To name another owner: `/blocker B-1 give @somebody because …`." in said
    said = await refused(launch, "maria", answer, "Another date")
    assert "To set another date: `/blocker B-1 move fri 5pm because …`." in said
    await types(launch, "maria", "/blocker B-1 resolve works again")
    said = await refused(launch, "maria", answer, "Another date")
    assert "B-1 was resolved. If it still matters: `/blocker B-1 reopen because …`." in said
    ignore_rest(launch)


async def test_a_closing_while_the_form_is_open_wins(launch: Sandbox) -> None:
    maria = launch.slack.person("maria")
    answer = await answer_to(launch, "maria", LOGS)
    await maria.clicks("Another owner", message=answer)
    await types(launch, "lea", "/blocker B-1 resolve it works because we saw it")
    await maria.fills({OWNER: "cem"})
    refusal = await maria.submits()
    assert "B-1 was resolved." in str(refusal.errors)
    assert dms(launch, "cem") == []
    ignore_rest(launch)


@pytest.mark.on_both_databases
async def test_sent_twice_it_is_done_once(launch: Sandbox) -> None:
    maria = launch.slack.person("maria")
    answer = await answer_to(launch, "maria", LOGS)
    await maria.clicks("Another owner", message=answer)
    await maria.fills({OWNER: "cem"})
    await asyncio.gather(*(maria.submits() for _ in range(2)), return_exceptions=True)
    sent = [one for one in launch.slack.deliveries.sent if "view_submission" in str(one.payload)]
    await launch.slack.deliveries.redeliver(sent[-1])
    await launch.settle()
    shown = await types(launch, "maria", "/blocker B-1")
    assert shown.count("the owner instead of") == 1
    assert len(dms(launch, "cem")) == 1
    require_history(launch)
    ignore_rest(launch)


@pytest.mark.parametrize(
    ("button", "entered", "says"),
    [
        ("Another owner", {OWNER: "bo"}, "Bo O'Neill is the person you just named."),
        ("Another date", {DATE: "yesterday 5pm"}, "fri 5pm"),
        ("Another date", {DATE: "when legal is back"}, "fri 5pm"),
        ("Another date", {DATE: "fri noon"}, "B-1 has that date already."),
    ],
)
async def test_what_makes_no_sense_is_refused_and_kept_in_the_form(
    launch: Sandbox, button: str, entered: dict[str, str], says: str
) -> None:
    maria = launch.slack.person("maria")
    answer = await answer_to(launch, "maria", LOGS)
    await maria.clicks(button, message=answer)
    await maria.fills(entered)
    seen = await maria.submits()
    form = await maria.sees_form(button)
    assert says in f"{seen.errors} {view_words(form)}"
    await maria.closes(everything=True)
    assert posted(launch) == ["Wed 25 10:30 B-1 aloud"]
    ignore_rest(launch)


async def test_somebody_who_is_away_as_well_gets_the_remark_again(launch: Sandbox) -> None:
    await types(launch, "cem", "/backstop away from thu until mon")
    answer = await answer_to(launch, "maria", LOGS)
    said = await replaces(launch, "maria", answer, "Another owner", owner="cem")
    assert "<@U0000004> is away until" in said
    assert "Another date\nKeep it" in said
    ignore_rest(launch)


async def test_another_date_after_an_offer_leaves_it_open(launch: Sandbox) -> None:
    await with_an_item(launch)
    answer = await answer_to(launch, "maria", GIVES)
    said = await replaces(launch, "maria", answer, "Another date", date="tue 6pm")
    assert "It is offered to <@U0000002>" in said
    shown = await types(launch, "maria", "/blocker B-1")
    assert "offered to <@U0000002>" in shown
    assert "lipped" not in shown
    await launch.advance(hours=6)
    (offer,) = [one.text for one in launch.slack.expectations.dms_to("bo")]
    assert "offers you *B-1*" in offer
    assert "Due Tue 31 Mar 18:00" in offer.replace("12:00 EDT", "18:00")
    require_history(launch)
    ignore_rest(launch)
