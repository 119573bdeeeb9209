"""Whatever logs an item says what it looks like: mentions, forms, shortcuts and lists."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from tests.stories.heard import ignore_rest
from tests.stories.test_pasted_lists import pastes, writes
from tests.stories.test_same_thing_twice import LOOKS, NEWER, logged_before, presses
from tests.stories.test_undo import require_history

TWO = """Before the launch:
1. Login fails for Harbor owner @lea due fri 5pm fallback use passwords
2. DNS is down owner @maria due tomorrow noon fallback use the old host"""
"""The first shares three of three longer words with OLDER."""


@pytest.mark.both_ways
async def test_mentions_and_direct_messages_say_it_too(laddered_sandbox: Sandbox) -> None:
    sandbox, cem = laddered_sandbox, laddered_sandbox.slack.person("cem")
    await logged_before(sandbox)
    cem.writes("#launch", f"@backstop {NEWER.removeprefix('/')}")
    await sandbox.settle()
    answer = await sandbox.slack.expectations.expect_ephemeral("cem", LOOKS)
    assert "said it is the same as B-1" in await presses(sandbox, "cem", "Same as B-1", answer)
    cem.writes("dm", NEWER.removeprefix("/"))
    await sandbox.settle()
    (waiting,) = sandbox.slack.expectations.dms_to("cem")
    await cem.clicks("Complete it", message=waiting)
    await cem.fills({"In which channel?": "#launch"})
    done = await cem.submits()
    assert done.view is not None
    assert buttons(done.view.blocks) == ["Same as B-1", "Undo (10 min)"]
    await cem.closes(everything=True)
    await sandbox.settle()
    assert LOOKS in waiting.text
    await cem.clicks("Same as B-1", message=waiting)
    await cem.closes(everything=True)
    await sandbox.settle()
    assert "said it is the same as B-1" in waiting.text, "the answer shows it"
    assert buttons(waiting.blocks) == []
    ignore_rest(sandbox)


async def test_the_form_and_the_shortcut_say_it_too(laddered_sandbox: Sandbox) -> None:
    sandbox, cem = laddered_sandbox, laddered_sandbox.slack.person("cem")
    await logged_before(sandbox)
    await cem.types("#launch", "/blocker Login fails at Harbor again owner @maria due fri")
    await cem.fills({"What happens if nobody acts in time?": "ask Okta"})
    done = await cem.submits()
    assert done.view is not None
    assert buttons(done.view.blocks) == ["Same as B-1", "Undo (10 min)"]
    assert "said it is" in await presses(sandbox, "cem", "Same as B-1", done.view)
    message = sandbox.slack.person("bo").writes("#launch", "Login fails at Harbor again")
    await cem.uses_shortcut("Log a blocker", message)
    await cem.fills({"Who owns it?": "maria", "What happens if nobody acts in time?": "ask Okta"})
    done = await cem.submits()
    assert done.view is not None
    assert "Same as B-1" in buttons(done.view.blocks)
    await sandbox.settle()
    ignore_rest(sandbox)


async def test_a_list_says_it_of_each_item(laddered_sandbox: Sandbox) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await logged_before(sandbox)
    answer = await pastes(sandbox, TWO)
    await maria.clicks("Log all 2", message=answer)
    done = await maria.sees_form("All 2 are logged.")
    assert view_words(done).count("This looks like") == 1
    assert buttons(done.blocks) == ["Same as B-1", "Undo (10 min)"]
    assert "said it is the same as B-1" in await presses(sandbox, "maria", "Same as B-1", done)
    await maria.clicks("Log all 2", message=answer)
    again = await maria.sees_form("You logged this already.")
    words = view_words(again)
    assert "B-2|" not in words
    assert "Login fails for Harbor · same as " in words
    assert buttons(again.blocks) == ["Undo 1 (10 min)"]
    await maria.closes(everything=True)
    require_history(sandbox)
    ignore_rest(sandbox)


async def test_a_list_in_a_direct_message_shows_it_once_it_is_said(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await logged_before(sandbox)
    answer = await writes(sandbox, f"blocker {TWO}", place="dm")
    await maria.clicks("Log all 2", message=answer)
    await maria.fills({"In which channel?": "#launch"})
    await maria.submits()
    await maria.closes(everything=True)
    await sandbox.settle()
    assert "Same as B-1" in buttons(answer.blocks)
    await maria.clicks("Same as B-1", message=answer)
    await maria.closes(everything=True)
    await sandbox.settle()
    assert "Same as B-1" not in buttons(answer.blocks)
    assert "Login fails for Harbor · same as " in message_words(answer)
    ignore_rest(sandbox)
