"""Impatient, unlucky and malicious people lose, double and break nothing."""

import asyncio
import sqlite3

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from storage.items import store
from tests.stories.heard import ignore_rest, log, types

LINE = "/blocker staging is down owner @maria due fri 5pm fallback use the replica"
UNSEEN = "\u200b\u202e\u2060\u3164"
"""A zero-width space, a bidi override, a word joiner and a letter that is drawn as nothing."""


def titles(sandbox: Sandbox) -> list[str]:
    """What was logged, in order."""
    with sandbox.bot.workspace.context.database.read(sandbox.bot.workspace.context.workspace) as tx:
        found = store.get_many(tx, range(1, 20))
    return [found[number].title for number in sorted(found)]


def in_thread(sandbox: Sandbox, words: str) -> int:
    """How many messages in threads of #launch contain these words."""
    said = sandbox.slack.expectations.messages_in("#launch")
    return sum(words in message.text for message in said if message.is_reply)


async def test_invisible_words_do_not_count_as_words(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    for title, fallback in ((UNSEEN, "use the replica"), ("staging is down", UNSEEN)):
        await maria.types("#launch", f"/blocker {title} owner me fallback {fallback}")
        await maria.sees_form("Almost there")
        await maria.closes()

        await maria.types("#launch", "/blocker")
        await maria.fills({"What is blocked?": title, "Who owns it?": "maria"})
        await maria.fills({"What happens if nobody acts in time?": fallback})
        assert len((await maria.submits()).errors) == 1
        await maria.closes()
    assert titles(sandbox) == []


async def test_unseen_characters_between_visible_ones_are_left_out(sandbox: Sandbox) -> None:
    await log(sandbox, f"/blocker sta{UNSEEN}ging owner @maria due fri fallback y")
    assert titles(sandbox) == ["staging"]
    ignore_rest(sandbox, "maria")


async def test_a_title_of_three_thousand_characters_is_logged(sandbox: Sandbox) -> None:
    longest = [letter * 3000 for letter in ("x", "<", "&", "🔥")]
    for title in longest:
        await log(sandbox, f"/blocker {title} owner @maria due fri 5pm fallback the replica")
    assert titles(sandbox) == longest


async def test_a_title_of_more_is_given_back_whole_and_nothing_is_logged(sandbox: Sandbox) -> None:
    title = "x" * 3001
    said = await types(sandbox, "maria", f"/blocker {title} owner @maria due fri fallback y")
    assert "characters; at most 3,000 fit" in said
    assert title in said.replace("\n", "")
    assert titles(sandbox) == []


@pytest.mark.parametrize(
    "start", ["/backstop away", "/backstop list", "/blocker B-1 note", "/blocker"]
)
async def test_what_is_far_too_long_is_given_back_unread(sandbox: Sandbox, start: str) -> None:
    said = await types(sandbox, "maria", f"{start} {',' * 12_000}x")
    assert "characters; at most 3,000 fit" in said
    assert "You typed:" in said


@pytest.mark.both_ways
async def test_a_double_click_acknowledges_once(sandbox: Sandbox) -> None:
    card, maria = await log(sandbox, LINE), sandbox.slack.person("maria")
    await asyncio.gather(*(maria.clicks("Acknowledge", message=card) for _ in range(3)))
    await sandbox.settle()
    assert in_thread(sandbox, "acknowledged it") == 1
    sandbox.slack.expectations.expect_all("acknowledged it")

    await sandbox.advance(hours=1)
    said = await types(sandbox, "maria", "/blocker B-1 ack")
    assert "acknowledged it" in said
    assert in_thread(sandbox, "acknowledged it") == 1, "the hold still stands"
    await sandbox.advance(hours=4)
    await types(sandbox, "maria", "/blocker B-1 ack")
    assert in_thread(sandbox, "acknowledged it") == 2
    sandbox.slack.expectations.expect_all("acknowledged it")


@pytest.mark.both_ways
async def test_of_two_people_saving_a_ladder_at_once_one_is_told_and_keeps_the_form(
    sandbox: Sandbox,
) -> None:
    both = sandbox.slack.person("maria"), sandbox.slack.person("lea")
    for person, lead in zip(both, ("lea", "maria"), strict=True):
        await person.types("#launch", "/backstop setup")
        await person.fills({"Lead: people": [lead]})
    seen = await asyncio.gather(*(person.submits() for person in both))
    assert [one.errors for one in seen] == [{}, {}]
    forms = [view_words(person.form) for person in both if person.form]
    assert sum(form.startswith("Saved") for form in forms) == 1
    assert sum("Somebody saved version" in form for form in forms) == 1


@pytest.mark.of_one_bot
async def test_while_another_program_holds_the_database_people_are_told_in_time(
    sandbox: Sandbox,
) -> None:
    holder = sqlite3.connect(sandbox.folder / "backstop.db")
    holder.execute("BEGIN IMMEDIATE")
    seen = await sandbox.slack.person("maria").types("#launch", LINE)
    assert "Something went wrong on our side" in seen.text
    assert "staging is down" in seen.text
    holder.rollback()
    holder.close()

    card = await log(sandbox, LINE)
    assert "*B-1*" in message_words(card)
    assert titles(sandbox) == ["staging is down"]


async def test_a_stand_in_is_exactly_one_person(sandbox: Sandbox) -> None:
    for who in ("", " @bo @lea", " @bo and @lea"):
        said = await types(sandbox, "maria", f"/backstop away until mon 9am stand-in{who}")
        assert "A stand-in is one person" in said
        assert "back" in await types(sandbox, "maria", "/backstop back")


async def test_a_message_without_words_leaves_the_form_empty(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.uses_shortcut("Log a blocker", maria.writes("#launch", ""))
    form = await maria.sees_form("Log a blocker")
    assert "initial_value" not in str(form.blocks)


async def test_a_message_that_could_not_be_delivered_is_told_in_words(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", LINE)
    sandbox.slack.faults.add("error", "chat.postMessage", code="not_in_channel", times=1)
    await sandbox.settle()
    assert "could not deliver" in await types(sandbox, "maria", "/blocker B-1")
    sandbox.slack.expectations.expect_all("B-1")


async def test_fifty_people_who_look_at_home_at_once_all_see_it(sandbox: Sandbox) -> None:
    fifty = [sandbox.slack.add_person(f"person{number}") for number in range(50)]
    homes = await asyncio.gather(*(person.opens_home() for person in fifty))
    assert None not in homes


@pytest.mark.parametrize("line", ["/blocker x owner me due sun 2:30 fallback y", "/blocker"])
async def test_nothing_is_read_in_a_wrong_zone_before_a_newcomer_is_known(
    sandbox: Sandbox, line: str
) -> None:
    for method in ("users.info", "users.list"):
        sandbox.slack.faults.add("error", method, times=None)
    ada = sandbox.slack.add_person("ada", tz="Asia/Kolkata")
    ada.joins("#launch")
    said = await types(sandbox, "ada", line)
    assert "I do not know you yet" in said
    assert line in said
    assert titles(sandbox) == []

    sandbox.slack.faults.clear()
    await types(sandbox, "ada", line)
    await log(sandbox, "/blocker x owner me due fri 5pm fallback y", by="ada")
    assert "due Fri 27 Mar 17:00 UTC+5:30" in await types(sandbox, "ada", "/blocker B-1")
