"""Promise 3, after the top: leadership is asked every review cycle, until a person answers."""

from itertools import product

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import (
    SUMMARY,
    berlin,
    buttons,
    heard,
    ignore_rest,
    log,
    posted,
    set_up,
    skip_to,
    types,
)
from tests.stories.people import add_people
from tests.support.greeted import count_as_greeted

DUE = "owner @maria due today 4pm fallback use the replica"
KEEP = "keep until 15 apr because the vendor ships then"
FRIDAYS = (berlin(3, 9, month=4), berlin(10, 9, month=4), berlin(17, 9, month=4))
CLOSES, STAYS = ("Use fallback and close", "Withdraw"), ("Move the date", "Keep open until …")
ANSWERS = CLOSES + STAYS


async def climbed(sandbox: Sandbox, *titles: str, by: str = "maria", due: str = DUE) -> Message:
    """Blockers whose fallback has applied since Friday 27 Mar 16:00; the card of the last."""
    for title in titles:
        card = await log(sandbox, f"/blocker {title} {due}", by=by)
    await skip_to(sandbox, 27, 16)
    return card


async def question_to(sandbox: Sandbox, who: str) -> Message:
    """The last question, as somebody gets it."""
    return await sandbox.slack.expectations.expect_dm(who, "What happens now?")


async def test_what_is_asked_on_one_day_is_one_message_when_work_begins(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, f"/blocker staging is down {DUE}")
    await log(sandbox, f"/blocker imports hang {DUE} urgent")
    await skip_to(sandbox, 2, 18, month=4)
    # Of B-1 the fallback applies since Friday 16:00; of B-2, where a day has 24 hours, as well.
    await sandbox.advance_to(berlin(3, 17, month=4))
    assert heard(sandbox, "cem") == ["Fri 03 09:00 B-1 B-2"]
    assert (heard(sandbox, "lea"), posted(sandbox)) == ([], [])
    ignore_rest(sandbox, "maria")


async def test_on_a_day_off_it_waits_for_the_next_working_day(sandbox: Sandbox) -> None:
    await set_up(sandbox, {"Holidays of": "DE"})
    await climbed(sandbox, "staging is down")
    await sandbox.advance_to(berlin(10, 17, month=4))
    # A week after Friday 27 Mar is Good Friday, and Monday is Easter Monday.
    assert heard(sandbox, "cem") == ["Tue 07 09:00 B-1", "Fri 10 09:00 B-1"]
    assert (heard(sandbox, "lea"), posted(sandbox)) == ([], [])
    ignore_rest(sandbox, "maria")


COMPLETED = {
    "Use fallback and close": ({"Why?": "nobody ships it"}, "closed with its fallback"),
    "Move the date": ({"New due date": "wed 9am", "Why?": "a new plan"}, "due Wed 8 Apr 09:00"),
    "Keep open until …": (
        {"Keep it open until when?": "15 apr", "Why?": "the vendor ships then"},
        "Kept open until Wed 15 Apr 09:00 CEST",
    ),
    "Withdraw": ({"Why?": "Acme left"}, "is withdrawn"),
}


@pytest.mark.parametrize(("who", "last"), [*product(("cem", "lea"), STAYS)])
async def test_each_person_asked_may_give_each_answer(
    sandbox: Sandbox, who: str, last: str
) -> None:
    await set_up(sandbox, {"Lead: people": ["bo"], "Leadership: people": ["cem", "lea"]})
    card = await climbed(sandbox, "staging is down")
    await sandbox.advance_to(FRIDAYS[0])
    question, person = await question_to(sandbox, who), sandbox.slack.person(who)
    assert question.at == FRIDAYS[0]
    for answer in (CLOSES[STAYS.index(last)], last):
        assert buttons(question, *ANSWERS) == [True] * 4
        entries, on_card = COMPLETED[answer]
        await person.clicks(answer, message=question)
        await person.sees_form("staging is down", "Why?")
        await person.fills(entries)
        seen = await person.submits()
        assert (seen.error, seen.errors) == (None, {})
        await sandbox.settle()
        assert on_card in message_words(card)
        assert (person.form is not None) == (answer in CLOSES), "what closes can be undone"
        if person.form:
            await person.clicks("Undo (10 min)", view=person.form)
            await person.closes(everything=True)
            await sandbox.settle()
    ignore_rest(sandbox)  # what others are told of each answer belongs to the stories of moves


async def test_of_many_questions_each_is_answered_from_its_menu(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    second = await climbed(sandbox, "staging is down", "imports hang")
    await sandbox.advance_to(FRIDAYS[0])
    cem = sandbox.slack.person("cem")
    both = await sandbox.slack.expectations.expect_dm("cem", "staging is down", "imports hang")
    await cem.clicks("Keep open until …", message=both)
    await cem.sees_form("staging is down")
    await cem.fills(COMPLETED["Keep open until …"][0])
    assert (await cem.submits()).errors == {}
    await sandbox.settle()
    assert "Kept open" not in message_words(second)
    ignore_rest(sandbox, "maria", "#launch")
    await sandbox.advance_to(FRIDAYS[1])
    assert heard(sandbox, "cem") == ["Fri 10 09:00 B-2"]
    assert (heard(sandbox, "lea"), posted(sandbox)) == ([], [])
    ignore_rest(sandbox, "maria")


async def test_lead_leadership_and_admins_keep_it_open_and_the_last_date_counts(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    sandbox.slack.add_person("ada", real_name="Ada Admin", tz="Europe/Berlin", is_admin=True)
    sandbox.slack.person("ada").joins("#launch")
    await types(sandbox, "ada", "/backstop list")  # makes Ada known
    card = await climbed(sandbox, "staging is down")
    for who, until in (("lea", "Mon 13 Apr"), ("cem", "Mon 20 Apr"), ("ada", "Wed 15 Apr")):
        line = f"/blocker B-1 keep until {until[4:]} because the vendor ships then"
        said = await types(sandbox, who, line)
        assert f"keeps it open until {until} 09:00 CEST, because the vendor ships then" in said
        name = sandbox.slack.workspace.user(who).real_name
        assert f"Kept open until {until} 09:00 CEST by *{name}*" in message_words(card)
    assert "Slipped" not in message_words(card), "no move of the date"
    assert "kept open until Wed 15 Apr" in await types(sandbox, "bo", "/backstop list")
    await skip_to(sandbox, 30, 8)
    await sandbox.advance_to(berlin(30, 9))
    post = await sandbox.slack.expectations.expect_post("#launch", SUMMARY)
    assert "kept open until" in message_words(post)
    # The owner's reminders go on; nobody is asked until then.
    ignore_rest(sandbox, "maria")
    await sandbox.advance_to(berlin(15, 9, month=4))
    assert (heard(sandbox, "cem"), heard(sandbox, "lea")) == (["Wed 15 09:00 B-1"], [])
    await sandbox.advance_to(berlin(22, 9, month=4))
    assert heard(sandbox, "cem") == ["Wed 22 09:00 B-1"], "the cycle counts from there"
    assert (heard(sandbox, "lea"), posted(sandbox)) == ([], [])
    ignore_rest(sandbox, "maria")


async def test_keeping_it_longer_replaces_the_date(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await climbed(sandbox, "staging is down")
    for until in ("8 apr", "9 apr"):
        await types(sandbox, "lea", f"/blocker B-1 keep until {until} because it ships later")
    await sandbox.advance_to(berlin(9, 9, month=4))
    assert heard(sandbox, "cem") == ["Thu 09 09:00 B-1"]
    assert posted(sandbox) == ["Fri 27 16:00 B-1"] * 2, "that it is kept"
    ignore_rest(sandbox, "maria")


async def test_the_end_of_a_keep_is_asked_at_its_own_instant_as_the_plan_says(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await climbed(sandbox, "staging is down")
    await types(
        sandbox, "lea", "/blocker B-1 keep until wed 8 apr 3pm because the vendor ships then"
    )
    plan = await types(sandbox, "maria", "/blocker B-1 plan")
    assert "Wed 8 Apr 15:00 CEST: " in plan
    await skip_to(sandbox, 8, 14, 59, month=4)
    await sandbox.advance_to(berlin(8, 15, month=4))
    assert heard(sandbox, "cem") == ["Wed 08 15:00 B-1"]
    await types(
        sandbox, "lea", "/blocker B-1 keep until wed 8 apr 8pm because the vendor ships then"
    )
    await skip_to(sandbox, 9, 8, 59, month=4)
    await sandbox.advance_to(berlin(9, 9, month=4))
    assert heard(sandbox, "cem") == ["Thu 09 09:00 B-1"], "at the start of the next working day"


async def test_a_channel_is_asked_at_the_end_of_a_keep_too(sandbox: Sandbox) -> None:
    await climbed(sandbox, "staging is down")
    await types(
        sandbox, "maria", "/blocker B-1 keep until wed 8 apr 3pm because the vendor ships then"
    )
    plan = await types(sandbox, "maria", "/blocker B-1 plan")
    assert "Wed 8 Apr 15:00 CEST: the channel is asked" in plan
    await skip_to(sandbox, 8, 14, 59, month=4)
    await sandbox.advance_to(berlin(8, 15, month=4))
    assert posted(sandbox) == ["Wed 08 15:00 B-1 aloud"]


REFUSED = {
    "keep because the vendor ships": "Until when?",
    "keep until 25 apr because the vendor ships then": "at most 28 days from now",
    "keep until yesterday because the vendor ships then": "That has passed",
    "keep until whenever because the vendor ships then": "I need a day.",
}


async def test_what_cannot_be_kept_says_what_to_type_and_changes_nothing(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, f"/blocker staging is down {DUE}")
    early = await types(sandbox, "lea", f"/blocker B-1 {KEEP}")
    assert "The fallback of B-1 does not apply yet" in early
    assert "`/blocker B-1 move fri 5pm because …`" in early
    card = await climbed(sandbox, "imports hang")
    for line, said in REFUSED.items():
        answer = await types(sandbox, "lea", f"/blocker B-2 {line}")
        assert said in answer, line
        assert "B-2 keep until" in answer, line
    assert "You cannot keep open B-2" in await types(sandbox, "maria", f"/blocker B-2 {KEEP}")
    both = await types(sandbox, "lea", f"/blocker B-1 B-2 {KEEP}")
    assert "I can do one item at a time." in both
    assert "`/blocker B-1 keep until" in both
    await types(sandbox, "lea", "/blocker B-1 resolve done because it works")
    assert "B-1 was resolved" in await types(sandbox, "lea", f"/blocker B-1 {KEEP}")
    assert "Kept open" not in message_words(card)
    ignore_rest(sandbox, "maria", "cem", "#launch")  # that B-1 is resolved


async def test_the_fourth_question_goes_to_admins_and_its_item_heads_the_post(
    empty_sandbox: Sandbox,
) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.admins = frozenset({sandbox.slack.person("bo").id})
    await sandbox.start_bot()
    await set_up(sandbox)
    await climbed(sandbox, "staging is down")
    for asked_at in FRIDAYS:
        await skip_to(sandbox, asked_at.day, 8, 59, month=4)
        await sandbox.advance_to(berlin(asked_at.day, 15, month=4))  # 9:00 in New York
        await question_to(sandbox, "cem")
        assert heard(sandbox, "bo") == []
    await skip_to(sandbox, 24, 8, 59, month=4)
    await sandbox.advance_to(berlin(24, 15, month=4))
    dm = await question_to(sandbox, "cem")
    assert "Asked 3 times without an answer." in dm.text
    assert heard(sandbox, "bo") == ["Fri 24 09:00 B-1"]
    await skip_to(sandbox, 27, 8, month=4)
    await sandbox.advance_to(berlin(27, 9, month=4))
    post = await sandbox.slack.expectations.expect_post("#launch", SUMMARY)
    assert "*B-1* staging is down" in post.text.split("*Blockers*", maxsplit=1)[0]
    await sandbox.advance_to(berlin(1, 17, month=5))
    assert heard(sandbox, "cem") == ["Fri 01 09:00 B-1"]
    assert heard(sandbox, "bo") == [], "once for that row"
    await types(sandbox, "bo", f"/blocker B-1 {KEEP.replace('15 apr', '15 may')}")
    await skip_to(sandbox, 4, 8, month=5)
    await sandbox.advance_to(berlin(4, 9, month=5))
    post = await sandbox.slack.expectations.expect_post("#launch", SUMMARY)
    assert "*B-1*" not in post.text.split("*Blockers*", maxsplit=1)[0], "somebody answered"


async def test_without_leadership_the_reporter_and_the_channel_are_asked(sandbox: Sandbox) -> None:
    await set_up(sandbox, {"Lead: people": ["lea"], "Leadership: people": []})
    due = DUE.replace("4pm", "11am")  # in New York, where Bo is
    card = await climbed(sandbox, "staging is down", by="bo", due=due)
    await skip_to(sandbox, 3, 8, 59, month=4)
    await sandbox.advance_to(berlin(3, 15, month=4))  # 9:00 in New York
    assert heard(sandbox, "bo") == ["Fri 03 09:00 B-1"]
    aloud = await sandbox.slack.expectations.expect_post("#launch", "What happens now?")
    assert aloud.at == FRIDAYS[0]
    seen = await sandbox.slack.person("cem").clicks("Keep open until …", message=aloud)
    assert seen.view is not None
    assert "You cannot keep open B-1" in view_words(seen.view)
    said = await types(sandbox, "bo", f"/blocker B-1 {KEEP}")
    assert "keeps it open until Wed 15 Apr 09:00" in said
    assert "by *Bo O'Neill*" in message_words(card)
    assert posted(sandbox) == ["Fri 03 15:00 B-1"]


async def test_a_channel_is_asked_and_lead_leadership_and_reporter_may_answer(
    empty_sandbox: Sandbox,
) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.slack.add_channel("#leaders", ["bo", "cem", "lea", "maria"])
    count_as_greeted(sandbox.slack, sandbox.settings())
    await sandbox.start_bot()
    await set_up(sandbox, {"Leadership: channel": "#leaders"})
    card = await climbed(sandbox, "staging is down")
    await skip_to(sandbox, 3, 9, month=4)
    (asked,) = [
        post
        for post in sandbox.slack.expectations.messages_in("#leaders")
        if "What happens now?" in post.text
    ]
    seen = await sandbox.slack.person("bo").clicks("Keep open until …", message=asked)
    assert seen.view is not None
    assert "Only Lea Roth, Cem Aydin, Maria Silva or an admin can do that." in view_words(seen.view)
    await sandbox.slack.person("bo").closes()
    days = {"maria": "Tue 14 Apr", "lea": "Wed 15 Apr", "cem": "Thu 16 Apr"}
    for who in days:  # before anybody has answered
        await sandbox.slack.person(who).clicks("Keep open until …", message=asked)
    for who, until in days.items():
        person = sandbox.slack.person(who)
        await person.fills({"Keep it open until when?": until[4:], "Why?": "it ships then"})
        assert (await person.submits()).errors == {}
        await sandbox.settle()
        name = person.user.real_name
        assert f"Kept open until {until} 09:00 CEST by *{name}*" in message_words(card)
    assert posted(sandbox) == ["Fri 03 09:00 B-1"] * 3, "one line for each answer"


async def test_a_day_off_keeps_it_open_until_the_next_working_day(sandbox: Sandbox) -> None:
    await set_up(sandbox, {"Holidays of": "DE"})
    await climbed(sandbox, "staging is down")
    for day in ("sat 4 apr", "6 apr"):
        said = await types(
            sandbox, "lea", f"/blocker B-1 keep until {day} because the vendor ships then"
        )
        assert "keeps it open until Tue 7 Apr 09:00 CEST" in said
        said = await types(sandbox, "lea", f"/backstop away until {day}")
        assert "Tue 7 Apr 09:00 CEST" in said
        await types(sandbox, "lea", "/backstop back")
    ignore_rest(sandbox, "#launch")


async def test_the_form_of_keeping_open_asks_why_and_names_no_commands(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await climbed(sandbox, "staging is down")
    await sandbox.advance_to(FRIDAYS[0])
    cem, question = sandbox.slack.person("cem"), await question_to(sandbox, "cem")
    await cem.clicks("Keep open until …", message=question)
    until = "Keep it open until when?"
    await cem.fills({until: "15 apr", "Why?": " "})
    assert list((await cem.submits()).errors) == ["Why?"]
    assert "Kept open" not in message_words(card)
    await cem.fills({until: "2 may", "Why?": "the vendor ships then"})
    errors = (await cem.submits()).errors
    most = "B-1 can be kept open for at most 28 days from now."
    assert errors == {until: f"{most} Name an earlier day."}
    await types(sandbox, "cem", "/blocker B-1 move fri because legal is out")
    await cem.fills({until: "15 apr"})
    errors = (await cem.submits()).errors
    assert "keep until" not in str(errors)
    await cem.closes()
    ignore_rest(sandbox, "maria", "lea", "#launch")
