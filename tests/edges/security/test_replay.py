"""Replaying a captured request changes nothing, even while its signature is fresh.

Each kind of request is signed once and sent again unchanged: alone, and four times at once.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import select, table, text

from playground.slack import Playground
from playground.wire.http import HttpDelivery
from tests.stories.heard import fill_in
from tests.support.bots.http_bot import EVENTS, HttpBot, a_bot_by_http, a_request, status

Acts: TypeAlias = Callable[[Playground], Awaitable[object]]
LINE = "/blocker SSO login fails owner @maria due fri noon fallback use passwords"
OWN_WORK = {"heartbeat"}
"""Tables about what the bot does by itself, which goes on."""


@pytest.fixture
async def side(folder: Path) -> AsyncIterator[HttpBot]:
    """A bot that knows Maria's B-1."""
    async with a_bot_by_http(folder) as side:
        await side.slack.person("tom").types("#launch", LINE)
        await side.bot.workspace.settle()
        yield side


def typed(*lines: str) -> Acts:
    """Maria types these in #launch."""

    async def act(slack: Playground) -> None:
        for line in lines:
            await slack.person("maria").types("#launch", line)

    return act


def clicked(label: str) -> Acts:
    """Maria clicks this on the card of B-1."""

    async def act(slack: Playground) -> None:
        card = slack.expectations.messages_in("#launch")[0]
        await slack.person("maria").clicks(label, message=card)

    return act


async def moved_by_form(slack: Playground) -> None:
    await clicked("Move the date")(slack)
    await slack.person("maria").fills({"New due date": "mon 9am", "Why?": "legal is out"})
    await slack.person("maria").submits()


async def logged_by_form(slack: Playground) -> None:
    maria = slack.person("maria")
    await maria.types("#launch", "/decision which DPA owner @tom due fri noon")
    await maria.fills({"What happens if nobody acts in time?": "ours"})
    await maria.submits()


async def set_up(slack: Playground) -> None:
    maria = slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await fill_in(maria, {"Lead: people": ["maria"]})


async def left_by_form(slack: Playground) -> None:
    maria = slack.person("maria")
    await maria.types("#launch", "/backstop away")
    await maria.fills({"Away until": "mon 9am"})
    await maria.submits()


async def written_to_us(slack: Playground) -> None:
    slack.person("maria").writes("dm", "done!")
    await slack.settled()


REPLAYS: dict[str, tuple[Acts, Acts]] = {
    "a logged line": (typed("/blocker DNS owner @maria due fri fallback wait"), typed()),
    "a logged form": (logged_by_form, typed()),
    "a note": (typed("/blocker B-1 note called them"), typed("/blocker B-1 note again")),
    "an acknowledgement": (typed("/blocker B-1 ack"), typed("/blocker B-1 improving")),
    "a clicked acknowledgement": (clicked("Acknowledge"), typed("/blocker B-1 improving")),
    "a move of the date": (moved_by_form, typed("/blocker B-1 move tue 9am because later")),
    "a closing": (typed("/blocker B-1 resolve ok"), typed("/blocker B-1 reopen because not")),
    "an escalation": (typed("/blocker B-1 escalate because customers wait"), typed()),
    "an absence": (typed("/backstop away until mon 9am"), typed("/backstop back")),
    "an absence by form": (left_by_form, typed("/backstop back")),
    "an end of one": (typed("/backstop back"), typed("/backstop away until mon 9am")),
    "a ladder": (set_up, set_up),
    "words to the bot": (written_to_us, typed()),
}


@pytest.mark.parametrize("what", REPLAYS)
async def test_a_signed_request_that_comes_again_to_the_letter_has_no_effect(
    side: HttpBot, what: str
) -> None:
    act, meanwhile = REPLAYS[what]
    await act(side.slack)
    await side.slack.settled()
    await side.bot.workspace.settle()
    caught = signed_again(side)
    first = await side.raw(caught)
    await meanwhile(side.slack)
    await side.bot.workspace.settle()

    before = everything(side)
    answers = await asyncio.gather(*(side.raw(caught) for _ in range(4)))
    await side.bot.workspace.settle()
    assert everything(side) == before
    assert {status(answer) for answer in (first, *answers)} == {200}
    assert {body(answer) for answer in answers} == {body(first)}


def signed_again(side: HttpBot) -> bytes:
    """The last thing Slack sent, as bytes that can be sent any number of times."""
    envelope = side.slack.deliveries.sent[-1]
    content, headers = HttpDelivery(lambda _: "").request(envelope)
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    return a_request(EVENTS, content.encode(), encoded)


def body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def everything(side: HttpBot) -> dict[str, list[str]]:
    """All rows of all tables, and everything said in Slack."""
    with side.bot.workspace.context.database.read_all() as tx:
        found = tx.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"), {})
        tables = sorted({row.name for row in found} - OWN_WORK)
        rows = {
            name: sorted(str(row) for row in tx.execute(select(text("*")).select_from(table(name))))
            for name in tables
        }
    said = side.slack.expectations.transcript()
    return rows | {"said": [f"{one.channel} {one.ts} {one.text}" for one in said]}
