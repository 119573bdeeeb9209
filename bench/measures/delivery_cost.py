"""What delivering a message costs: CPU over TLS, compared with K, and connections."""

import asyncio
from collections.abc import Iterator
from time import process_time
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bench.figures import Figure, at_most, up_to
from bench.fixtures.databases import Databases
from bench.fixtures.tls_slack import tls_slack
from bench.references.keep_alive import KeepAlive
from bench.rounds import Rounds
from bot.delivery.loop import IN_FLIGHT
from bot.process.clock import utc_now
from bot.slack import client as slack_client
from bot.slack.clock_guard import ClockGuard
from playground.state.engine import BOT_TOKEN
from workflows.outbox.dispatch import POST

MESSAGES = 320
MOST_CONNECTIONS = 0.05


def measure(databases: Databases) -> Iterator[Figure]:
    """The bot's own client, with as many concurrent calls as delivery makes."""
    with tls_slack(databases.folder) as url:
        rounds, per_message = asyncio.run(_measured(url))
    yield at_most(
        "CPU of a message over TLS",
        1.3,
        ratio=rounds.ratio("ours", "K"),
        name="K",
        reference=rounds.median("K"),
        ours=rounds.median("ours"),
    )
    what = "connections per message"
    yield up_to(what, MOST_CONNECTIONS, ours=per_message, shown="{:.2g}".format)


async def _measured(url: str) -> tuple[Rounds, float]:
    rounds = Rounds()
    async with slack_client.connected(
        token=BOT_TOKEN, url=url, clock_guard=ClockGuard(utc_now)
    ) as client:
        kept = KeepAlive(url)
        for side in rounds.turns("K", "ours"):
            began = process_time()
            await (_ours(client) if side == "ours" else asyncio.to_thread(_k, kept))
            rounds.add(side, (process_time() - began) / MESSAGES)
        kept.close()
        counted = await client.api_test()
    of_ours = counted["connections"] - 1
    return rounds, of_ours / (MESSAGES * len(rounds))


async def _ours(client: AsyncWebClient) -> None:
    async def several() -> None:
        for _ in range(MESSAGES // IN_FLIGHT):
            await client.api_call(POST, json=_message())

    await asyncio.gather(*(several() for _ in range(IN_FLIGHT)))


def _k(client: KeepAlive) -> None:
    for _ in range(MESSAGES):
        client.api_call(POST, json=_message())


def _message() -> dict[str, Any]:
    """About a kilobyte."""
    words = {"type": "section", "text": {"type": "mrkdwn", "text": "SSO login fails. " * 15}}
    return {"channel": "C1", "text": "SSO login fails", "blocks": [words] * 4}
