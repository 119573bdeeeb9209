"""A date is agreed once its owner says so; until then, for one working day, they may counter it."""

import re

import pytest

from bot.demo.sandbox import Sandbox
from escalation.items import Item, Kind
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message
from storage.items import store
from tests.stories.heard import berlin, heard, ignore_rest, types
from tests.stories.test_undo import require_history
from tests.support.greeted import StorySandbox

THREE = ["I'll keep it", "Another date", "Not mine"]


def item(sandbox: Sandbox) -> Item:
    """The decision as it is stored."""
    context = sandbox.bot.workspace.context
    with context.reading(sandbox.now()) as uow:
        (found,) = store.referred(uow.tx, kind=Kind.DECISION, number=1).items
    return found


def counts(sandbox: Sandbox) -> tuple[str, str, int, int]:
    """First due, due, slips and pull-ins of the decision."""
    it = item(sandbox)
    first, due = (f"{at:%a %d %H:%M}" for at in (it.first_due_at, it.due.at))
    return first, due, it.slips, it.pull_ins


def dm(sandbox: Sandbox, who: str) -> Message:
    """The last direct message that somebody got."""
    return sandbox.slack.expectations.dms_to(who)[-1]


async def presses(sandbox: Sandbox, who: str, label: str, on: Message, **entered: str) -> str:
    """Press a button, fill in the form that it opens, if any; what it says in the end."""
    person = sandbox.slack.person(who)
    seen = await person.clicks(label, message=on)
    if person.form and entered:
        labels = {"date": "New due date", "why": "Why?"}
        await person.fills({labels[name]: value for name, value in entered.items()})
        seen = await person.submits()
    await sandbox.settle()
    said = view_words(person.form) if person.form else (seen.error or "")
    if person.form:
        await person.closes(everything=True)
    return said


@pytest.mark.on_both_databases
async def test_a_counter_proposal_is_put_back_once_and_then_a_move_counts(
    dated: StorySandbox,
) -> None:
    """The example of the issue."""
    sandbox = dated
    asked = dm(sandbox, "bo")
    assert buttons(asked.blocks)[:3] == THREE
    assert "Can you keep this date?" in message_words(asked)
    assert item(sandbox).agreement.date_asked_at == berlin(25, 10, 30)
    await sandbox.advance_to(berlin(26, 9, 50))
    await presses(sandbox, "bo", "Another date", asked, date="tue noon", why="legal is out")
    assert counts(sandbox) == ("Tue 31 10:00", "Tue 31 10:00", 0, 0)
    assert buttons(asked.blocks)[:1] == ["Acknowledge"]
    told = dm(sandbox, "maria")
    assert "was Mon 30 Mar 12:00 CEST, now Tue 31 Mar 12:00 CEST" in told.text
    assert f"Proposed by <@{sandbox.slack.person('bo').id}>, because legal is out." in told.text
    assert buttons(told.blocks)[0] == "Put it back"
    await sandbox.advance_to(berlin(26, 14))
    await presses(sandbox, "maria", "Put it back", told)
    assert counts(sandbox) == ("Mon 30 10:00", "Mon 30 10:00", 0, 0)
    again = dm(sandbox, "bo")
    assert buttons(again.blocks)[:3] == THREE
    assert "Put it back" not in buttons(told.blocks)
    await sandbox.advance_to(berlin(27, 9, 50))
    said = await presses(sandbox, "bo", "Another date", again, date="tue noon", why="legal is out")
    assert "This counts as a slip: your other date was put back." in said
    assert counts(sandbox) == ("Mon 30 10:00", "Tue 31 10:00", 1, 0)
    shown = await types(sandbox, "maria", "/decision D-1")
    assert "Slipped once" in shown
    require_history(sandbox)
    ignore_rest(sandbox)


@pytest.mark.parametrize(("minute", "slips"), [(30, 0), (31, 1)])
async def test_one_working_day_after_being_asked_another_date_is_a_slip(
    dated: StorySandbox, minute: int, slips: int
) -> None:
    sandbox = dated
    asked = dm(sandbox, "bo")
    await sandbox.advance_to(berlin(26, 10, minute))
    await presses(sandbox, "bo", "Another date", asked, date="tue noon", why="legal is out")
    first = "Mon 30 10:00" if slips else "Tue 31 10:00"
    assert counts(sandbox) == (first, "Tue 31 10:00", slips, 0)
    ignore_rest(sandbox)


async def test_who_keeps_the_date_has_agreed_and_the_message_says_no_more(
    dated: StorySandbox,
) -> None:
    sandbox = dated
    asked = dm(sandbox, "bo")
    await presses(sandbox, "bo", "I'll keep it", asked)
    it = item(sandbox)
    assert it.agreement.agreed_at == berlin(25, 10, 30)
    assert it.agreement.agreed_by == sandbox.slack.person("bo").id
    assert buttons(asked.blocks)[:1] == ["Acknowledge"]
    assert heard(sandbox, "maria") == []
    assert "Bo* keeps the date, Mon 30 Mar 12:00" in message_words(
        sandbox.slack.expectations.messages_in("#launch")[-1]
    )
    ignore_rest(sandbox)


async def test_what_is_not_mine_asks_the_reporter_and_then_the_lead(dated: StorySandbox) -> None:
    sandbox = dated
    asked = dm(sandbox, "bo")
    await presses(sandbox, "bo", "Not mine", asked, why="Lea signed the last one")
    told = dm(sandbox, "maria")
    assert "says *D-1* is not theirs: Which DPA" in told.text
    assert "Because Lea signed the last one" in told.text
    assert "If you don't answer by Thu 26 Mar 10:30 CET, <@U0000003> is told." in told.text
    assert buttons(told.blocks) == ["Hand over"]
    shown = await types(sandbox, "maria", "/decision D-1")
    assert "<@U0000001> can name another one until Thu 26 Mar 10:30 CET." in shown
    await sandbox.advance_to(berlin(26, 10, 29))
    assert heard(sandbox, "lea") == []
    await sandbox.advance_to(berlin(26, 10, 30))
    assert heard(sandbox, "lea") == ["Thu 26 10:30 D-1"]
    last = dm(sandbox, "lea")
    assert "*D-1* needs another owner: Which DPA" in last.text
    assert "<@U0000001> named nobody in time." in last.text
    assert item(sandbox).owner == sandbox.slack.person("bo").id
    ignore_rest(sandbox)


async def test_a_date_that_somebody_else_moves_is_asked_about_again(dated: StorySandbox) -> None:
    """Bo has agreed to the first one; a date that Bo had agreed to before needs no second yes."""
    sandbox = dated
    await presses(sandbox, "bo", "I'll keep it", dm(sandbox, "bo"))
    await sandbox.advance_to(berlin(25, 11))
    await types(sandbox, "maria", "/decision D-1 move 1 apr noon because the vendor is late")
    asked = dm(sandbox, "bo")
    assert "was Mon 30 Mar 12:00 CEST, now Wed 1 Apr 12:00 CEST" in asked.text
    assert buttons(asked.blocks)[:3] == THREE
    assert item(sandbox).agreement.date_asked_at == berlin(25, 11)
    await types(sandbox, "bo", "/decision D-1 ack")
    assert item(sandbox).agreement.agreed_due_at == berlin(1, 12, month=4)
    assert THREE[0] not in buttons(asked.blocks)
    await types(sandbox, "maria", "/decision D-1 move 2 apr noon because of easter")
    await types(sandbox, "bo", "/decision D-1 note still looking")
    assert item(sandbox).agreement.agreed_due_at == berlin(1, 12, month=4), (
        "a note agrees to nothing"
    )
    await types(sandbox, "maria", "/decision D-1 move 1 apr noon because they came earlier")
    assert buttons(dm(sandbox, "bo").blocks)[:1] == ["Acknowledge"]
    require_history(sandbox)
    ignore_rest(sandbox)


async def test_a_date_without_an_answer_is_not_yet_agreed(dated: StorySandbox) -> None:
    """On card, list, Home and post, one working day after Bo was asked; nobody is told."""
    sandbox = dated
    await sandbox.advance_to(berlin(26, 10, 30))
    assert "agreed" not in await types(sandbox, "maria", "/backstop list")
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(26, 10, 31))
    await sandbox.settle()
    card = sandbox.slack.expectations.messages_in("#launch")[0]
    assert "Not yet agreed" in message_words(card)
    assert "not yet agreed" in await types(sandbox, "maria", "/backstop list")
    home = await sandbox.slack.person("bo").opens_home()
    assert home is not None
    assert "not yet agreed" in view_words(home)
    assert [heard(sandbox, who) for who in ("bo", "maria", "lea", "cem")] == [[], [], [], []]
    assert "not yet agreed" in await types(sandbox, "maria", "/backstop summary")
    await types(sandbox, "bo", "/decision D-1 agree")
    assert "gree" not in message_words(card).replace("greement", "")
    ignore_rest(sandbox)


async def test_the_owner_can_type_what_the_buttons_do(dated: StorySandbox) -> None:
    sandbox = dated
    said = await types(sandbox, "bo", "/decision D-1 can't because Lea signed the last one")
    assert "said it is not theirs and asked <@U0000001> for another owner" in said
    assert "says *D-1* is not theirs" in dm(sandbox, "maria").text
    again = await types(sandbox, "bo", "/decision D-1 not mine because Lea signed the last one")
    assert "You already asked for another owner of D-1." in again
    assert "keeps the date" in await types(sandbox, "bo", "/decision D-1 I'll keep it")
    assert item(sandbox).not_mine is None
    assert "is with <@U0000002>: Which DPA" in dm(sandbox, "maria").text
    assert "You agreed to the date" in await types(sandbox, "bo", "/decision D-1 agree")
    said = await types(sandbox, "maria", "/decision D-1 agree")
    assert "You cannot agree to the date of D-1. Only Bo can do that." in said
    said = await types(sandbox, "maria", "/decision D-1 put it back")
    assert "D-1 has no old date to put back, so nothing was changed." in said
    ignore_rest(sandbox)


@pytest.mark.parametrize("line", ["not mine because I am busy", "can't because I am busy"])
async def test_where_nobody_else_logged_it_not_mine_offers_to_hand_it_over(
    dated: StorySandbox, line: str
) -> None:
    sandbox = dated
    await types(sandbox, "bo", "/blocker Mail is down owner me due mon noon fallback wait")
    seen = await sandbox.slack.person("bo").types("#launch", f"/blocker B-1 {line}")
    assert buttons(seen.messages[0].blocks) == ["Hand it over"]
    ignore_rest(sandbox)


async def test_another_date_says_why_it_counts(dated: StorySandbox) -> None:
    sandbox = dated
    asked = dm(sandbox, "bo")
    stale = [*asked.blocks]
    await types(sandbox, "bo", "/decision D-1 agree")
    said = await types(sandbox, "bo", "/decision D-1 move tue noon because legal is out")
    assert "This counts as a slip: you agreed to the old date" in said
    assert counts(sandbox) == ("Mon 30 10:00", "Tue 31 10:00", 1, 0)
    asked.blocks[:] = stale
    assert "has changed since this message was drawn" in await presses(
        sandbox, "bo", "Another date", asked
    )
    said = await types(sandbox, "bo", "/decision D-1 move yesterday because I like it")
    assert counts(sandbox)[1] == "Tue 31 10:00", said
    ignore_rest(sandbox)


async def test_the_form_says_beforehand_whether_another_date_counts(dated: StorySandbox) -> None:
    sandbox, bo = dated, dated.slack.person("bo")
    asked = dm(sandbox, "bo")

    async def said() -> str:
        await bo.clicks("Another date", message=asked)
        words = view_words(await bo.sees_form("New due date"))
        await bo.closes(everything=True)
        return re.sub(r"<!date[^|]*\|([^>]*)>", r"\1", words)

    free = "Another date replaces this one and does not count as a slip if you set it by "
    assert f"{free}Thu 26 Mar 10:30 CET." in await said()
    await sandbox.advance_to(berlin(26, 10, 31))
    late = "A later date counts as a slip: the working day to propose another is over."
    assert late in await said()
    await bo.types("#launch", "/decision D-1 move")
    assert late in view_words(await bo.sees_form("New due date"))
    await bo.fills({"New due date": "someday"})
    await bo.submits()
    assert late in view_words(await bo.sees_form("New due date")), "drawn again"
    await bo.closes(everything=True)
    await sandbox.slack.person("maria").types("#launch", "/decision D-1 move")
    assert "counts as a slip" not in view_words(await sandbox.slack.person("maria").sees_form())
    await sandbox.slack.person("maria").closes(everything=True)
    await types(sandbox, "bo", "/decision D-1 agree")
    await bo.types("#launch", "/decision D-1 move")
    why = "A later date counts as a slip: you agreed to this one."
    assert why in view_words(await bo.sees_form("New due date"))
    await bo.closes(everything=True)
    ignore_rest(sandbox)


async def test_the_home_tab_has_the_answers_until_the_owner_agrees(dated: StorySandbox) -> None:
    bo = dated.slack.person("bo")
    home = await bo.opens_home()
    assert home is not None
    assert [one for one in buttons(home.blocks) if one in THREE] == THREE
    await bo.clicks("I'll keep it", message=None)
    await dated.settle()
    assert item(dated).agreement.agreed_at == berlin(25, 10, 30)
    home = await bo.opens_home()
    assert home is not None
    assert not [one for one in buttons(home.blocks) if one in THREE]
    ignore_rest(dated)
