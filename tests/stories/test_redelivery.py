"""Promise 7, the other way: whatever Slack sends twice has one effect and gets the same answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from bot.demo.sandbox import Town
from playground.state.workspace import Json
from playground.wire.delivery import Envelope
from tests.stories.hearing import log

Act: TypeAlias = Callable[[Town], Awaitable[object]]
LINE = "/blocker SSO login fails owner @maria due fri noon fallback use passwords"


async def log_by_line(town: Town) -> None:
    line = "/decision Which DPA owner @maria due fri noon fallback ours"
    await town.slack.person("cem").types("#launch", line)


async def log_by_form(town: Town) -> None:
    cem = town.slack.person("cem")
    await cem.types("#launch", "/decision which DPA owner @maria due fri noon")
    await cem.fills({"What happens if nobody acts in time?": "ours"})
    await cem.submits()
    await cem.closes()


async def acknowledge_by_click(town: Town) -> None:
    await town.slack.person("maria").clicks("Acknowledge")


async def note(town: Town) -> None:
    await town.slack.person("maria").types("#launch", "/blocker B-1 note the vendor knows")


async def move_by_form(town: Town) -> None:
    maria = town.slack.person("maria")
    await maria.clicks("Move the date")
    await maria.fills({"New due date": "mon 9am", "Why?": "legal is out"})
    await maria.submits()


async def escalate(town: Town) -> None:
    await town.slack.person("bo").types("#launch", "/blocker B-1 escalate because customers wait")


async def leave(town: Town) -> None:
    await town.slack.person("maria").types("#launch", "/backstop away until mon 9am")


async def set_up(town: Town) -> None:
    cem = town.slack.person("cem")
    await cem.types("#launch", "/backstop setup")
    await cem.fills({"Lead: people": ["bo"]})
    await cem.submits()
    await cem.closes()


ACTS = (
    acknowledge_by_click,
    note,
    move_by_form,
    escalate,
    leave,
    set_up,
    log_by_line,
    log_by_form,
)


@pytest.mark.both_ways
async def test_a_request_that_comes_again_changes_nothing_and_is_answered_alike(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await log(town, LINE, by="cem")
    for act in ACTS:
        envelope, answer = await sent_and_answered(town, act)
        said = everything_said(town)
        again = [town.slack.deliveries.redeliver(envelope) for _ in range(3)]
        assert await asyncio.gather(*again) == [answer] * 3, act.__name__
        await town.settle()
        assert everything_said(town) == said, act.__name__
    town.slack.expectations.expect_all()


async def test_the_answer_stays_the_same_after_other_moves(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, LINE, by="cem")
    envelope, answer = await sent_and_answered(town, note)
    await town.slack.person("maria").types("#launch", "/blocker B-1 ack")
    await town.settle()
    assert await town.slack.deliveries.redeliver(envelope) == answer
    town.slack.expectations.expect_all("B-1")


async def sent_and_answered(town: Town, act: Act) -> tuple[Envelope, Json]:
    """The last request of an act, and what the bot answered to it."""
    before = len(town.slack.recorder.lines)
    await act(town)
    await town.settle()
    sent = [one for one in town.slack.deliveries.sent if one.type != "events_api"]
    lines = town.slack.recorder.lines[before:]
    answers = [line["args"] for line in lines if line["method"].startswith("ack.")]
    return sent[-1], answers[-1] if answers else {}


def everything_said(town: Town) -> list[tuple[str, str, str]]:
    """All messages as they stand now."""
    said = town.slack.expectations.transcript()
    return [(message.channel, message.ts, message.text) for message in said]
