"""Promise 7: a line takes effect only if all of it is understood; else we say what to type."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, types

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
NOBODY_MEANT = (
    "to Cem because x",
    "to @lea @cem because x",
    "to lead and leadership because x",
    "to management because x",
    "management because x",
    "to #launch because x",
    "to",
)


@pytest.mark.parametrize("words", NOBODY_MEANT)
async def test_a_call_for_somebody_it_cannot_tell_calls_nobody(
    laddered_sandbox: Sandbox, words: str
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    said = await types(sandbox, "maria", f"/blocker B-1 escalate {words}")
    assert "Call one person, `lead`, `leadership`, or another step by its name in quotes." in said
    assert "`/blocker B-1 escalate to leadership because …`" in said
    assert [heard(sandbox, who) for who in ("lea", "cem")] == [[], []]
    assert posted(sandbox) == []
    assert "called" not in await types(sandbox, "maria", "/blocker B-1")


@pytest.mark.parametrize("words", ["@cem because x", "leadership because x", "to @cem because x"])
async def test_whom_a_call_names_alone_is_called_with_or_without_to(
    laddered_sandbox: Sandbox, words: str
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    await types(sandbox, "maria", f"/blocker B-1 escalate {words}")
    assert (heard(sandbox, "lea"), heard(sandbox, "cem")) == ([], ["Wed 25 10:30 B-1"])
    shown = await types(sandbox, "maria", "/blocker B-1")
    assert "called leadership (Wed 25 Mar 10:30 CET), because x" in shown
    ignore_rest(sandbox, "#launch")


async def test_without_its_form_a_call_is_suggested_to_whom_it_named(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY)
    sandbox.slack.faults.add("error", "views.open", code="expired_trigger_id", times=None)
    said = await types(sandbox, "maria", "/blocker B-1 escalate to @cem")
    assert "Add a reason." in said
    assert "B-1 escalate to @cem because …`" in said
    assert "escalate because" not in said, "that would call Lea"
    assert heard(sandbox, "lea") == []


@pytest.mark.parametrize("words", ["?", " because", ", because …", " owner @bo"])
async def test_a_fallback_that_is_asked_about_or_unfinished_closes_nothing(
    sandbox: Sandbox, words: str
) -> None:
    card = await log(sandbox, TODAY)
    said = await types(sandbox, "maria", f"/blocker B-1 fallback{words}")
    assert "`fallback` closes B-1 with the plan it has; nothing was changed." in said
    assert "closed" not in message_words(card)


KEEP = "until 15 apr because the vendor ships then"


async def test_keeping_is_read_with_the_item_after_the_word_too(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, TODAY)
    await log(sandbox, TODAY)
    await sandbox.advance_to(berlin(27, 16))
    ignore_rest(sandbox, "maria", "lea", "cem", "#launch")
    for line in (f"keep B-1 and B-2 {KEEP}", f"B-1 and B-2 keep {KEEP}"):
        said = await types(sandbox, "lea", f"/blocker {line}")
        assert "I can do one item at a time." in said
        assert f"`/blocker B-1 keep {KEEP}`" in said
    assert "Until when?" in await types(sandbox, "lea", "/blocker keep B-1 because it ships later")
    assert "Kept open" not in message_words(card)
    said = await types(sandbox, "lea", f"/blocker keep B-1 {KEEP}")
    assert "keeps it open until Wed 15 Apr 09:00 CEST, because the vendor ships then" in said
    assert "Kept open until Wed 15 Apr" in message_words(card)
    ignore_rest(sandbox, "#launch")


async def test_a_move_read_whole_is_not_a_title_whatever_comes_first(sandbox: Sandbox) -> None:
    card = await log(sandbox, TODAY)
    await types(sandbox, "maria", "/blocker move B-1 fri 5pm because legal is out")
    assert "Fri 27 Mar 17:00" in message_words(card)
    maria = sandbox.slack.person("maria")
    for title in ("move B-1 servers to the EU", "resolve B-1 until friday", "escalate B-1 to Acme"):
        await maria.types("#launch", f"/blocker {title}")
        await maria.sees_form("Log a blocker")
        await maria.closes()
    ignore_rest(sandbox, "#launch")
