"""What was logged from a list or a kept line and undone may be logged again, once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from storage.tables.items import ITEM
from tests.stories.test_complete_it import OWNER, PLAN, waits
from tests.stories.test_pasted_lists import ONE, THREE, pastes, writes

OPEN = ["Edit 1", "Edit 2", "Edit 3", "Log all 3", ONE]
"""The buttons of a list of which nothing is logged."""


@pytest.mark.on_both_databases
async def test_an_undone_list_is_open_again_and_each_item_is_logged_once(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await pastes(sandbox, THREE)
    await maria.clicks("Log all 3", message=answer)
    await maria.clicks("Undo (10 min)", view=await maria.sees_form("All 3 are logged."))
    await maria.closes(everything=True)
    await maria.clicks("Edit 2", message=answer)
    await maria.fills({"What is blocked?": "The export is stuck"})
    done = await maria.submits()
    assert done.view is not None
    shown = view_words(done.view)
    for line in ("Logged *B-4*: The export is stuck", "*1.* SSO login fails", "*3.* DNS is down"):
        assert line in shown
    assert "`/blocker B-4 withdraw because …`" in shown
    assert "B-1" not in shown
    await maria.closes(everything=True)
    await asyncio.gather(*(maria.clicks("Log all 3", message=answer) for _ in range(2)))
    await maria.closes(everything=True)
    await maria.clicks("Edit 1", message=answer)
    assert "You logged this already: it is B-5." in view_words(await maria.sees_form("Not done"))
    await maria.closes()
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-")
    context = sandbox.bot.workspace.context
    with context.database.read(context.workspace) as tx:
        labels = tx.connection.execute(select(ITEM.c.number)).scalars().all()
    assert sorted(labels) == [1, 2, 3, 4, 5, 6]


async def test_the_button_comes_back_while_it_can_be_undone(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await pastes(sandbox, THREE)
    await maria.clicks("Log all 3", message=answer)
    await maria.closes(everything=True)
    await maria.clicks("Log all 3", message=answer)
    again = await maria.sees_form("You logged this already.")
    assert buttons(again.blocks) == ["Undo (10 min)"]
    await maria.closes(everything=True)
    await sandbox.slack.person("bo").types("#launch", "/blocker B-2 note I am on it")
    await maria.clicks("Log all 3", message=answer)
    some = await maria.sees_form("You logged this already.")
    assert buttons(some.blocks) == ["Undo 2 (10 min)"]
    await maria.clicks("Undo 2 (10 min)", view=some)
    await maria.closes(everything=True)
    sandbox.clock.set(sandbox.clock() + timedelta(minutes=10))
    await maria.clicks("Log all 3", message=answer)
    await maria.closes(everything=True)
    sandbox.clock.set(sandbox.clock() + timedelta(minutes=10))
    await maria.clicks("Log all 3", message=answer)
    late = await maria.sees_form("You logged this already.")
    assert "B-4" in view_words(late)
    assert "B-2" in view_words(late)
    assert buttons(late.blocks) == []
    await maria.closes(everything=True)
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-")


async def test_a_list_in_a_direct_message_shows_how_it_stands(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await writes(sandbox, f"blockers\n{THREE}", place="dm")
    assert buttons(answer.blocks) == OPEN
    await maria.clicks("Log all 3", message=answer)
    await maria.fills({"In which channel?": "#launch"})
    await maria.submits()
    await maria.closes(everything=True)
    await sandbox.settle()
    assert "All 3 are logged." in message_words(answer)
    assert buttons(answer.blocks) == ["Undo (10 min)"]
    await maria.clicks("Undo (10 min)", message=answer)
    await maria.closes(everything=True)
    await sandbox.settle()
    assert "Nothing is logged yet." in message_words(answer)
    assert buttons(answer.blocks) == OPEN
    await maria.clicks("Edit 2", message=answer)
    await maria.fills({"In which channel?": "#launch"})
    await maria.submits()
    await maria.closes(everything=True)
    await sandbox.settle()
    assert "1 of 3 logged so far." in message_words(answer)
    sandbox.slack.expectations.expect_all("B-")


async def test_a_list_logged_as_one_says_so_in_its_direct_message(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await writes(sandbox, f"blockers\n{THREE}", place="dm")
    await maria.clicks(ONE, message=answer)
    await maria.fills({OWNER: "maria", PLAN: "wait", "In which channel?": "#launch"})
    logged = await maria.submits()
    await sandbox.settle()
    assert message_words(answer) == "You logged all of this as one: it is B-1."
    assert logged.view is not None
    await maria.clicks("Undo (10 min)", view=logged.view)
    await maria.closes(everything=True)
    await sandbox.settle()
    assert buttons(answer.blocks) == OPEN
    sandbox.slack.expectations.expect_all("B-")


async def test_a_kept_line_that_was_undone_waits_again(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    answer = await waits(sandbox, "blocker SSO login fails owner @maria due fri noon", place="dm")
    first = message_words(answer)
    for label in ("B-1", "B-2"):
        await maria.clicks("Complete it", message=answer)
        await maria.fills({PLAN: "use passwords", "In which channel?": "#launch"})
        await maria.submits()
        await maria.closes(everything=True)
        await sandbox.settle()
        assert f"Logged *{label}*: SSO login fails" in message_words(answer)
        assert buttons(answer.blocks) == ["Undo (10 min)"]
        await maria.clicks("Undo (10 min)", message=answer)
        await maria.closes(everything=True)
        await sandbox.settle()
        assert message_words(answer) == first
    sandbox.slack.expectations.expect_all("B-")


async def test_a_hand_over_that_was_completed_and_undone_waits_again(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker SSO login fails owner @maria due fri noon fallback wait")
    await sandbox.settle()
    answer = await waits(sandbox, "B-1 give @bo", place="dm")
    for _ in range(2):
        await maria.clicks("Complete it", message=answer)
        await maria.fills({"Why?": "he knows it"})
        await maria.submits()
        await maria.closes(everything=True)
        await sandbox.settle()
        assert "offered it to" in message_words(answer)
        await maria.clicks("Undo (10 min)", message=answer)
        await maria.closes(everything=True)
        await sandbox.settle()
        assert buttons(answer.blocks) == ["Complete it"]
    sandbox.slack.expectations.expect_all("B-1")
