"""Twenty people at once: everybody is answered immediately."""

import asyncio
from collections.abc import Iterator

from bench.figures import Figure, exactly, up_to
from bench.fixtures.bots import a_bot
from bench.fixtures.databases import KINDS, Databases
from bench.fixtures.sandbox import a_line, a_sandbox
from bench.rounds import ROUNDS
from bot.process.clock import stopwatch
from playground.slack import Playground

AT_ONCE = 20
PAUSE = 2.0
"""Seconds between two rounds, in which what they logged is told."""


def measure(databases: Databases) -> Iterator[Figure]:
    """The slowest acknowledgement, while what was logged before is being delivered."""
    for kind in KINDS:
        worst, asked = asyncio.run(_rounds(databases.url(kind)))
        yield up_to(f"20 people at once, worst acknowledgement, {kind}", 0.05, ours=worst)
        yield exactly(f"`auth.test` for {ROUNDS * AT_ONCE} commands, {kind}", "1", ours=str(asked))


async def _rounds(url: str) -> tuple[float, int]:
    """The worst time of several rounds, and how often Slack was asked who we are."""
    async with a_sandbox() as slack, a_bot(slack, url):
        spans = []
        for number in range(ROUNDS):
            lines = range(number * AT_ONCE, (number + 1) * AT_ONCE)
            spans += await asyncio.gather(*(acknowledged(slack, line) for line in lines))
            await asyncio.sleep(PAUSE)
        return max(spans), len(slack.recorder.calls("auth.test"))


async def acknowledged(slack: Playground, number: int) -> float:
    """Seconds from sending a line to its answer."""
    envelope = a_line(slack, number)
    began = stopwatch()
    answer = await slack.sockets.send(envelope)
    span = stopwatch() - began
    assert "B-" in str(answer), answer
    return span
