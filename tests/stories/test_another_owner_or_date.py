"""A remark on an owner has buttons: another owner, another date, keep it, how to invite them."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import ignore_rest, types

THREE = ["Another owner", "Another date", "Keep it"]


@pytest.fixture
async def launch(laddered_sandbox: Sandbox) -> Sandbox:
    """Bo is away until Mon 30 Mar 15:00 in Berlin, and has a direct message for nothing yet."""
    await types(laddered_sandbox, "bo", "/backstop away until mon 9am")
    ignore_rest(laddered_sandbox)
    return laddered_sandbox


async def says(sandbox: Sandbox, who: str, line: str) -> Message:
    """Type a line and get the answer."""
    seen = await sandbox.slack.person(who).types("#launch", line)
    await sandbox.settle()
    (answer,) = seen.messages
    return answer


async def test_a_new_item_gets_another_owner(launch: Sandbox) -> None:
    maria = launch.slack.person("maria")
    answer = await says(
        launch, "maria", "/blocker SSO fails owner @bo due fri noon fallback use passwords"
    )
    print(message_words(answer), buttons(answer.blocks))
    assert buttons(answer.blocks) == [*THREE, "Undo (10 min)"]
    await launch.advance(minutes=1)
    await maria.clicks("Another owner", message=answer)
    print(view_words(await maria.sees_form()))
    await maria.fills({"Who owns it from now on?": "cem"})
    done = await maria.submits()
    await launch.settle()
    print(view_words(await maria.sees_form()))
    for who in ("bo", "cem", "maria"):
        print(who, [m.text for m in launch.slack.expectations.dms_to(who)])
    print([m.text for m in launch.slack.expectations.messages_in("#launch")])
    ignore_rest(launch)


async def test_a_new_item_gets_another_date(launch: Sandbox) -> None:
    maria = launch.slack.person("maria")
    answer = await says(
        launch, "maria", "/blocker SSO fails owner @bo due fri noon fallback use passwords"
    )
    await launch.advance(minutes=1)
    await maria.clicks("Another date", message=answer)
    print(view_words(await maria.sees_form()))
    await maria.fills({"New due date": "tue 6pm"})
    await maria.submits()
    await launch.settle()
    print(maria.open_form if hasattr(maria, "open_form") else "")
    print(await types(launch, "maria", "/blocker B-1"))
    for who in ("bo", "cem", "maria"):
        print(who, [m.text for m in launch.slack.expectations.dms_to(who)])
    ignore_rest(launch)


async def test_keep_it_takes_the_buttons_away(launch: Sandbox) -> None:
    maria = launch.slack.person("maria")
    answer = await says(
        launch, "maria", "/blocker SSO fails owner @bo due fri noon fallback use passwords"
    )
    await maria.clicks("Keep it", message=answer)
    await launch.settle()
    assert buttons(answer.blocks) == ["Undo (10 min)"]
    print(answer.text)
    ignore_rest(launch)
