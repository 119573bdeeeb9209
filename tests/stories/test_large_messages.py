"""Much at once: a message fits by Slack's count, and the rest is behind a button."""

import re

from bot.demo.sandbox import Sandbox
from playground.state.workspace import Message
from tests.stories.heard import berlin, fresh, ignore_rest, skip_to

LONG = "the import of contracts drops numbers of " + "Acme and Globex " * 12


async def log_many(sandbox: Sandbox, count: int, words: str) -> None:
    """Let Cem log so many blockers, one right after the other."""
    for number in range(1, count + 1):
        seen = await sandbox.slack.person("cem").types("#launch", f"/blocker {number} {words}")
        assert f"Logged *B-{number}*" in seen.text
    await sandbox.settle()


async def due_at_once(sandbox: Sandbox, count: int, words: str = "import") -> Message:
    """Make so many of Maria's items fall due at 16:00; returns the one message about them."""
    await log_many(sandbox, count, f"{words} owner @maria due today 4pm fallback {words}")
    await skip_to(sandbox, 25, 15, 59)
    await sandbox.advance_to(berlin(25, 16, 1))
    (told,) = fresh(sandbox, sandbox.slack.expectations.dms_to("maria"))
    return told


async def test_fifteen_due_items_come_in_one_reminder_and_nobody_is_unreachable(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    told = await due_at_once(sandbox, 15, LONG)
    assert told.text.startswith("15 overdue: 1 the import of contracts drops numbers of ")
    assert len(set(re.findall(r"[*|](B-\d+)>?\*", str(told.blocks)))) >= 9
    escalated = sandbox.slack.expectations.expect_all()
    assert len(escalated) == 16, "one to the lead, and one under each card"
    assert not any("nobody to answer" in message.text for message in escalated)


async def test_all_are_behind_a_button_and_each_can_be_acted_on_in_its_line(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    told = await due_at_once(sandbox, 30)
    more = re.search(r"^\+(\d+) more: B-", told.text, re.MULTILINE)
    assert more is not None
    assert told.text.count("• ") + int(more[1]) == 30
    await maria.clicks("Show all", message=told)
    form = await maria.sees_form("All of them")
    assert all(f"|B-{number}>*" in str(form.blocks) for number in range(1, 31))
    await maria.closes()
    await maria.clicks("Acknowledge", message=told)
    await sandbox.settle()
    ignore_rest(sandbox, "lea", "#launch")
    assert (
        "Maria Silva* acknowledged it" in sandbox.slack.expectations.messages_in("#launch")[-1].text
    )


async def test_sixty_items_leave_the_weekly_post_short(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log_many(sandbox, 60, f"{LONG} owner @maria due 2026-05-29 5pm fallback wait")
    ignore_rest(sandbox, "maria", "#launch")
    await sandbox.advance_to(berlin(30, 9, 5))
    post = await sandbox.slack.expectations.expect_post("#launch", "60 open")
    assert "+55" in post.text.splitlines(), "the form has them all"
