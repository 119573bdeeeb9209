"""Promise 7, the other way: whatever Slack sends twice takes effect once, with one answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from bot.demo.sandbox import Sandbox
from playground.state.workspace import Json
from playground.wire.delivery import Envelope
from tests.stories.heard import fill_in, ignore_rest, log

Act: TypeAlias = Callable[[Sandbox], Awaitable[object]]
LINE = "/blocker SSO login fails owner @maria due fri noon fallback use passwords"


async def log_by_line(sandbox: Sandbox) -> None:
    line = "/decision Which DPA owner @maria due fri noon fallback ours"
    await sandbox.slack.person("cem").types("#launch", line)


async def log_by_form(sandbox: Sandbox) -> None:
    cem = sandbox.slack.person("cem")
    await cem.types("#launch", "/decision which DPA owner @maria due fri noon")
    await cem.fills({"What happens if nobody acts in time?": "ours"})
    await cem.submits()
    await cem.closes()


async def acknowledge_by_click(sandbox: Sandbox) -> None:
    await sandbox.slack.person("maria").clicks("Acknowledge")


async def note(sandbox: Sandbox) -> None:
    await sandbox.slack.person("maria").types("#launch", "/blocker B-1 note the vendor knows")


async def move_by_form(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.clicks("Move the date")
    await maria.fills({"New due date": "mon 9am", "Why?": "legal is out"})
    await maria.submits()


async def escalate(sandbox: Sandbox) -> None:
    await sandbox.slack.person("bo").types(
        "#launch", "/blocker B-1 escalate because customers wait"
    )


async def leave(sandbox: Sandbox) -> None:
    await sandbox.slack.person("maria").types("#launch", "/backstop away until mon 9am")


async def set_up(sandbox: Sandbox) -> None:
    cem = sandbox.slack.person("cem")
    await cem.types("#launch", "/backstop setup")
    await fill_in(cem, {"Lead: people": ["bo"]})
    await cem.closes()


async def follow(sandbox: Sandbox) -> None:
    await sandbox.slack.person("bo").types("#launch", "/blocker B-1 follow")


ACTS = (
    acknowledge_by_click,
    note,
    follow,
    move_by_form,
    escalate,
    leave,
    set_up,
    log_by_line,
    log_by_form,
)


@pytest.mark.both_ways
async def test_a_request_that_comes_again_changes_nothing_and_is_answered_alike(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, LINE, by="cem")
    for act in ACTS:
        envelope, answer = await sent_and_answered(sandbox, act)
        said = everything_said(sandbox)
        again = [sandbox.slack.deliveries.redeliver(envelope) for _ in range(3)]
        assert await asyncio.gather(*again) == [answer] * 3, act.__name__
        await sandbox.settle()
        assert everything_said(sandbox) == said, act.__name__
    ignore_rest(sandbox)  # only that it stays the same matters


async def test_the_answer_stays_the_same_after_other_moves(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, LINE, by="cem")
    envelope, answer = await sent_and_answered(sandbox, note)
    await sandbox.slack.person("maria").types("#launch", "/blocker B-1 ack")
    await sandbox.settle()
    assert await sandbox.slack.deliveries.redeliver(envelope) == answer
    sandbox.slack.expectations.expect_all("B-1")


async def sent_and_answered(sandbox: Sandbox, act: Act) -> tuple[Envelope, Json]:
    """The last request of an act, and what the bot answered to it."""
    before = len(sandbox.slack.recorder.lines)
    await act(sandbox)
    await sandbox.settle()
    sent = [one for one in sandbox.slack.deliveries.sent if one.type != "events_api"]
    lines = sandbox.slack.recorder.lines[before:]
    answers = [line["args"] for line in lines if line["method"].startswith("ack.")]
    return sent[-1], answers[-1] if answers else {}


def everything_said(sandbox: Sandbox) -> list[tuple[str, str, str]]:
    """All messages as they stand now."""
    said = sandbox.slack.expectations.transcript()
    return [(message.channel, message.ts, message.text) for message in said]
