"""The same thing logged twice is said at once, and one press makes it one thing again."""

import asyncio
from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message, View
from tests.stories.heard import heard, ignore_rest, log, types
from tests.stories.test_restored_backup import back_up, restore
from tests.stories.test_undo import dms, require_history, undo

OLDER = "/blocker SSO login fails for Harbor Law owner @maria due fri 5pm fallback use passwords"
NEWER = "/blocker Login fails at Harbor again owner @maria due thu 4pm fallback ask Okta"
"""Three of the four longer words of both: login, fails, harbor, again."""
LOOKS = "This looks like *B-1*: SSO login fails for Harbor Law"


async def logs(sandbox: Sandbox, who: str, line: str) -> Message:
    """Type a line, and get its answer."""
    person = sandbox.slack.person(who)
    seen = await person.types("#launch", line)
    await sandbox.settle()
    (answer,) = seen.messages
    answer.ephemeral_to = person.id
    return answer


async def presses(sandbox: Sandbox, who: str, button: str, on: Message | View) -> str:
    """Press a button, and get the title and the words of what opens."""
    person = sandbox.slack.person(who)
    if isinstance(on, Message):
        await person.clicks(button, message=on)
    else:
        await person.clicks(button, view=on)
    await sandbox.settle()
    form = await person.sees_form()
    await person.closes(everything=True)
    return f"{form.body['title']['text']}: {view_words(form)}"


async def logged_before(sandbox: Sandbox) -> Message:
    """Lea has logged the older one for Maria, who was told."""
    card = await log(sandbox, OLDER, by="lea")
    ignore_rest(sandbox, "maria")
    return card


def notes(sandbox: Sandbox) -> list[str]:
    """What was said in threads."""
    said = sandbox.slack.expectations.messages_in("#launch")
    return [message.text for message in said if message.is_reply]


def cards(sandbox: Sandbox) -> list[str]:
    said = sandbox.slack.expectations.messages_in("#launch")
    return [message.text.partition("\n")[0] for message in said if not message.is_reply]


@pytest.mark.on_both_databases
async def test_the_same_thing_is_offered_and_becomes_one(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    older = await logged_before(sandbox)
    week, home = await week_and_home(sandbox)
    answer = await logs(sandbox, "cem", NEWER)
    assert LOOKS in answer.text
    assert buttons(answer.blocks) == ["Same as B-1", "Undo (10 min)"]
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-2"]
    assert await week_and_home(sandbox) != (week, home)
    done = await presses(sandbox, "cem", "Same as B-1", answer)
    assert done.startswith("Done: ")
    assert "said it is the same as B-1" in done
    _, newer, _ = sandbox.slack.expectations.messages_in("#launch")
    assert "Same as B-1. Withdrawn by *Cem Aydin* Wed 25 Mar 10:30 CET." in newer.text
    assert f"p{older.ts.replace('.', '')}|B-1>" in message_words(newer), "a link"
    assert notes(sandbox) == [
        "*B-1*: *Cem Aydin* noted: Also logged as B-2: Login fails at Harbor again · "
        "Due: Thu 26 Mar 16:00 CET · Fallback: ask Okta"
    ]
    assert await week_and_home(sandbox) == (week, home), "it counts nowhere"
    assert heard(sandbox, "maria") == [], "what she got is edited"
    assert dms(sandbox, "maria")[1] == "⚪ *B-2* is withdrawn: Login fails at Harbor again"
    assert "said it is the same as B-1" in await types(sandbox, "lea", "/blocker B-2")
    require_history(sandbox)
    ignore_rest(sandbox, "#launch")


async def week_and_home(sandbox: Sandbox) -> tuple[str, str]:
    """The weekly post as of now, and what Maria's Home tab shows."""
    week = await types(sandbox, "maria", "/backstop summary")
    home = await sandbox.slack.person("maria").opens_home()
    await sandbox.settle()
    assert home is not None
    return week, view_words(home)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("/decision Login fails at Harbor again owner @bo due fri fallback ask Okta", "D-1"),
        ("/blocker harbor LOGIN fails owner @bo due fri fallback ask Okta", "B-2"),
    ],
)
async def test_it_may_be_of_either_kind_and_typed(
    laddered_sandbox: Sandbox, line: str, label: str
) -> None:
    sandbox = laddered_sandbox
    await logged_before(sandbox)
    answer = await logs(sandbox, "cem", line)
    assert "Same as B-1" in buttons(answer.blocks)
    said = await types(sandbox, "cem", f"/backstop {label} is a duplicate of b1")
    assert f"*{label}*: <@{sandbox.slack.person('cem').id}> said it is the same as B-1" in said
    assert "Its words are a note on *B-1* Blocked: SSO login fails for Harbor Law" in said
    again = await presses(sandbox, "cem", "Same as B-1", answer)
    assert "said it is the same as B-1" in again
    assert len(notes(sandbox)) == 1
    require_history(sandbox)
    ignore_rest(sandbox)


@pytest.mark.parametrize(
    "line",
    [
        "/blocker SSO is out owner @maria due fri fallback ask Okta",
        "/blocker Contract import fails at Harbor owner @maria due fri fallback ask Okta",
    ],
)
async def test_anything_else_is_logged_without_a_word(laddered_sandbox: Sandbox, line: str) -> None:
    sandbox = laddered_sandbox
    await logged_before(sandbox)
    answer = await logs(sandbox, "cem", line)
    assert "looks like" not in answer.text
    assert buttons(answer.blocks) == ["Undo (10 min)"]
    ignore_rest(sandbox, "maria", "#launch")


async def test_another_channel_is_never_named(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    sandbox.slack.add_channel("#board", ["lea", "maria", "cem"], private=True)
    await sandbox.bot.workspace.directory.refresh_channel(sandbox.slack.channel("#board").id)
    await log(sandbox, OLDER, by="lea", channel="#board")
    answer = await logs(sandbox, "cem", NEWER)
    assert "looks like" not in answer.text
    said = await types(sandbox, "cem", "/blocker B-2 same as B-1")
    assert "B-1 is in another channel, so nothing was changed." in said
    ignore_rest(sandbox)


async def test_it_belongs_to_whoever_logged_it_for_ten_minutes(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await logged_before(sandbox)
    answer = await logs(sandbox, "cem", NEWER)
    said = await types(sandbox, "bo", "/blocker B-2 same as B-1")
    assert said.startswith("Only Cem Aydin can say that, who logged B-2.")
    await sandbox.advance_to(sandbox.now() + timedelta(minutes=10))
    said = await presses(sandbox, "cem", "Same as B-1", answer)
    assert "they are over. Type /blocker B-2 withdraw because same as B-1" in said.replace("`", "")
    done = await types(sandbox, "cem", "/blocker B-2 withdraw because same as B-1")
    assert "Reason: same as B-1" not in done
    assert "withdrew it" in done
    ignore_rest(sandbox)


async def test_what_was_acted_on_or_closed_meanwhile_says_so(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await logged_before(sandbox)
    answer = await logs(sandbox, "cem", NEWER)
    await types(sandbox, "maria", "/blocker B-2 ack")
    said = (await presses(sandbox, "cem", "Same as B-1", answer)).replace("`", "")
    assert (
        "Since then Maria Silva acknowledged it. Nothing was changed. To close it anyway:" in said
    )
    answer = await logs(sandbox, "cem", NEWER.replace("again", "fails"))
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    said = await presses(sandbox, "cem", "Same as B-1", answer)
    assert "B-1 was resolved, so nothing was changed." in said
    assert cards(sandbox)[2].startswith("*B-3* Blocked")
    ignore_rest(sandbox)


async def test_ones_own_corrections_are_no_obstacle(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await logged_before(sandbox)
    answer = await logs(sandbox, "cem", NEWER)
    await types(sandbox, "cem", "/blocker B-2 impact 40 lawyers wait")
    assert "said it is the same as B-1" in await presses(sandbox, "cem", "Same as B-1", answer)
    note = sandbox.slack.expectations.messages_in("#launch")[-1]
    assert "Login fails at Harbor again · Impact: 40 lawyers wait" in note.text
    ignore_rest(sandbox)


@pytest.mark.on_both_databases
async def test_pressed_twice_at_once_it_is_said_once(laddered_sandbox: Sandbox) -> None:
    sandbox, cem = laddered_sandbox, laddered_sandbox.slack.person("cem")
    await logged_before(sandbox)
    answer = await logs(sandbox, "cem", NEWER)
    await asyncio.gather(*(cem.clicks("Same as B-1", message=answer) for _ in range(3)))
    await cem.closes(everything=True)
    await sandbox.settle()
    assert len(notes(sandbox)) == 1
    require_history(sandbox)
    ignore_rest(sandbox)


async def test_after_an_undo_or_a_reopening_it_can_no_longer_be_said(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await logged_before(sandbox)
    answer = await logs(sandbox, "cem", NEWER)
    assert (await undo(sandbox, "cem", answer)).startswith("Undone: ")
    assert "undid logging it" in await presses(sandbox, "cem", "Same as B-1", answer)
    answer = await logs(sandbox, "cem", NEWER)
    await presses(sandbox, "cem", "Same as B-1", answer)
    assert (await undo(sandbox, "cem", answer)).startswith("Undone already: ")
    await types(sandbox, "cem", "/blocker B-3 reopen because it is another one")
    said = await presses(sandbox, "cem", "Same as B-1", answer)
    assert "reopened it" in said
    assert cards(sandbox)[2] == "*B-3* Blocked: Login fails at Harbor again"
    require_history(sandbox)
    ignore_rest(sandbox)


@pytest.mark.of_one_bot
async def test_after_a_restore_it_can_be_said_again(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    await logged_before(sandbox)
    answer = await logs(sandbox, "cem", NEWER)
    backup = back_up(sandbox)
    await presses(sandbox, "cem", "Same as B-1", answer)
    await restore(sandbox, backup, taken_at=taken_at)
    assert "said it is" in await types(sandbox, "cem", "/blocker B-2 same as B-1")
    assert cards(sandbox)[1] == "⚪ *B-2* is withdrawn: Login fails at Harbor again"
    require_history(sandbox)
    ignore_rest(sandbox)


@pytest.mark.of_one_bot
async def test_after_a_restore_that_lost_the_new_one_nothing_is_done(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    await logged_before(sandbox)
    backup = back_up(sandbox)
    answer = await logs(sandbox, "cem", NEWER)
    await restore(sandbox, backup, taken_at=taken_at)
    said = await presses(sandbox, "cem", "Same as B-1", answer)
    assert said.startswith("Not done: Not done\nB-2 was withdrawn. If it still matters:")
    await types(sandbox, "cem", "/blocker B-2 reopen because it still matters")
    said = await presses(sandbox, "cem", "Same as B-1", answer)
    assert "I no longer have that, so nothing was undone" in said
    assert not any("noted" in said for said in notes(sandbox))
    require_history(sandbox)
    ignore_rest(sandbox)
