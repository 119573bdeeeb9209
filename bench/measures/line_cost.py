"""What a complete `/blocker` line costs, by socket and HTTP, compared with the minimum.

E is an empty handler; R1 only inserts one row with SQLModel. Both acknowledge afterwards, as we do,
and run on the same server. By default Bolt acknowledges from another task, which it polls for.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from itertools import count
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

import handlers
from bench.figures import Figure, at_most
from bench.fixtures.databases import KINDS, Databases
from bench.fixtures.sandbox import a_line, a_link, a_sandbox
from bench.references.one_insert import OneInsert
from bench.rounds import Rounds, percentile
from bot.app_manifest import EVENTS
from bot.metrics import Metrics
from bot.process.clock import stopwatch, utc_now
from bot.slack import bolt
from bot.slack.socket_mode import Socket
from bot.web.server import Web
from handlers.payloads import Body
from playground.slack import Playground
from playground.wire.delivery import Transport
from playground.wire.http import HttpDelivery

LINES = 100
EMPTY, DEFAULT = "E", "E in Bolt's default mode"
ANY = re.compile("")

Way = Callable[[Playground, bolt.App], AbstractAsyncContextManager[Transport]]


def measure(databases: Databases) -> Iterator[Figure]:
    """Each way in, each database."""
    for way, found in asyncio.run(_measured(databases)).items():
        for kind in KINDS:
            yield _figure(found, kind, what=f"a `/blocker` line by {way}, {kind}", limit=1.5)
        for kind in KINDS:
            yield at_most(
                f"a `/blocker` line by {way}, {kind}, against {DEFAULT}",
                0.25,
                ratio=found.ratio(kind, DEFAULT),
                name=EMPTY,
                reference=found.median(DEFAULT),
                ours=found.median(kind),
            )


def _figure(found: Rounds, kind: str, *, what: str, limit: float) -> Figure:
    reference = f"R1 {kind}"
    return at_most(
        f"{what} (E {found.median(EMPTY) * 1e3:.2f} ms)",
        limit,
        ratio=found.ratio(kind, reference),
        name="R1",
        reference=found.median(reference),
        ours=found.median(kind),
    )


async def _measured(databases: Databases) -> dict[str, Rounds]:
    ways: dict[str, Way] = {"socket": _by_socket, "HTTP": _by_http}
    found = {way: Rounds() for way in ways}
    numbers = count()
    async with AsyncExitStack() as parts:
        slack = await parts.enter_async_context(a_sandbox())
        apps = await _apps(slack, databases, parts)

        async def typical(enter: Way, side: str) -> float:
            async with enter(slack, apps[side]) as transport:
                lines = LINES // 5 if side == DEFAULT else LINES
                return await _typical(slack, transport, numbers, lines=lines)

        for way, enter in ways.items():
            for side in found[way].turns(*apps):
                found[way].add(side, await typical(enter, side))
    return found


async def _typical(
    slack: Playground, transport: Transport, numbers: Iterator[int], *, lines: int
) -> float:
    """The median of the seconds from sending a line to its answer, one line after another."""
    spans = []
    for _ in range(lines):
        envelope = a_line(slack, next(numbers))
        began = stopwatch()
        answer = await transport.send(envelope)
        spans.append(stopwatch() - began)
    assert not answer or "B-" in str(answer), answer
    return percentile(spans, 50)


async def _apps(
    slack: Playground, databases: Databases, parts: AsyncExitStack
) -> dict[str, bolt.App]:
    """The app of each side, by name; ours is named after its database."""
    link = await parts.enter_async_context(a_link(slack))

    def plain(answer: Callable[..., object], *, acknowledges_last: bool = True) -> bolt.App:
        app = bolt.App(
            client=link.client,
            signing_secret=slack.signing_secret,
            process_before_response=acknowledges_last,
        )
        app.metrics = Metrics()
        app.command(ANY)(answer)
        return app

    apps = {EMPTY: plain(_nothing), DEFAULT: plain(_nothing, acknowledges_last=False)}
    for kind in KINDS:
        table = OneInsert(databases.url(kind))
        parts.callback(table.close)
        apps[f"R1 {kind}"] = plain(_one_insert(table))
        database = parts.enter_context(databases.database(kind))
        context, directory = await parts.enter_async_context(link.context(database))
        app = bolt.make(link.client, identity=link.who, signing_secret=slack.signing_secret)
        run = link.threads.run
        handlers.register(app, context, clock=utc_now, run=run, wake=_asleep, refresh=directory)
        apps[kind] = app
    return apps


async def _nothing(ack: AsyncAck) -> None:
    await ack()


def _one_insert(table: OneInsert) -> Callable[..., object]:
    async def answer(ack: AsyncAck, body: Body) -> None:
        await asyncio.to_thread(table.save, body)
        await ack(f"B-1 is logged: {body['text']}")

    return answer


def _asleep() -> None:
    """Deliver nothing meanwhile: that is measured separately."""


async def _ready() -> dict[str, Any]:
    return {"ready": True}


async def _uncounted() -> bytes:
    return b""


@asynccontextmanager
async def _by_socket(slack: Playground, app: bolt.App) -> AsyncIterator[Transport]:
    socket = Socket(app, slack.app_token, Metrics().reconnected)
    await socket.connect()
    await slack.sockets.connected()
    try:
        yield slack.sockets
    finally:
        await socket.close()


@asynccontextmanager
async def _by_http(slack: Playground, app: bolt.App) -> AsyncIterator[Transport]:
    web = Web(_ready, _uncounted, signing_secret=slack.signing_secret)
    port = await web.start("127.0.0.1", 0)
    web.serve(app)
    transport = HttpDelivery(lambda _: f"http://127.0.0.1:{port}{EVENTS}")
    try:
        yield transport
    finally:
        await transport.close()
        await web.stop()
