"""The same thing logged twice is said at once, and one press makes it one thing again."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message
from tests.stories.heard import heard, ignore_rest, log
from tests.stories.test_undo import dms, require_history

OLDER = "/blocker SSO login fails for Harbor Law owner @maria due fri 5pm fallback use passwords"
NEWER = "/blocker Login fails at Harbor again owner @maria due thu 4pm fallback ask Okta"
"""Three of the four longer words of both: login, fails, harbor, again."""


async def logs(sandbox: Sandbox, who: str, line: str) -> Message:
    """Type a line, and get its answer."""
    person = sandbox.slack.person(who)
    seen = await person.types("#launch", line)
    await sandbox.settle()
    (answer,) = seen.messages
    answer.ephemeral_to = person.id
    return answer


async def presses(sandbox: Sandbox, who: str, button: str, on: Message) -> str:
    """Press a button, and get the title and the words of what opens."""
    person = sandbox.slack.person(who)
    await person.clicks(button, message=on)
    await sandbox.settle()
    form = await person.sees_form()
    await person.closes(everything=True)
    return f"{form.body['title']['text']}: {view_words(form)}"


@pytest.mark.on_both_databases
async def test_the_same_thing_is_offered_and_becomes_one(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    older = await log(sandbox, OLDER, by="lea")
    answer = await logs(sandbox, "cem", NEWER)
    assert "This looks like *B-1*: SSO login fails for Harbor Law" in answer.text
    assert buttons(answer.blocks) == ["Same as B-1", "Undo (10 min)"]
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1", "Wed 25 10:30 B-2"]
    done = await presses(sandbox, "cem", "Same as B-1", answer)
    assert done.startswith("Done: ")
    assert "said it is the same as B-1" in done
    (newer, note) = sandbox.slack.expectations.messages_in("#launch")[1:]
    assert "Same as B-1. Withdrawn by *Cem Aydin* Wed 25 Mar 10:30 CET." in newer.text
    assert f"p{older.ts.replace('.', '')}|B-1>" in message_words(newer), "a link"
    assert note.text == (
        "*B-1*: *Cem Aydin* noted: Also logged as B-2: Login fails at Harbor again · "
        "Due: Thu 26 Mar 16:00 CET · Fallback: ask Okta"
    )
    assert len(dms(sandbox, "maria")) == 2, "hers is edited"
    assert heard(sandbox, "maria") == []
    assert dms(sandbox, "maria")[1] == "⚪ *B-2* is withdrawn: Login fails at Harbor again"
    ignore_rest(sandbox, "#launch")
    require_history(sandbox)
