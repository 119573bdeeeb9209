"""Crash points: the bot is really killed at every point, under every fault.

Each point is shown to be hit. Up to five bots die in one telling, one after another. On a Slack
that is hard to search, some are tried again. `BACKSTOP_CRASHES=all` tries all points with all
faults on every kind of Slack, one death per telling.
"""

import os

import pytest

from bot.demo.sandbox import Sandbox
from tests.reliability.crash_cases import FAULTS, POINTS, Case, Slack, every, sample, searched, tell

CASES = every() if os.environ.get("BACKSTOP_CRASHES") == "all" else [*sample(), *searched()]
KEYS = {
    "1:logged",  # the card; to the owner: it is yours
    "1:1:due",  # the owner's reminder
    "1:1:rung-0",  # for want of a lead the reporter hears, and the thread
    "1:1:acknowledge",  # maria acknowledges it
    "1:1:after-3",  # the owner's reminder on the third working morning, for the two before
    "1:1:rung-1",  # leadership's turn: the reporter again
    "1:1:rung-2",  # the fallback applies
    "summary",  # the week is over
}

BEFORE = "1:1:before-2h"
SLOW_KEYS = KEYS - {"1:1:acknowledge"} | {"1:2:acknowledge"}
"""Where the morning is looked at for longer, two hours before due are among it: then the owner is
reminded, unless they are told of the item only now."""


def test_the_sample_has_every_point_and_every_fault() -> None:
    cases = sample()
    assert sorted(point for case in cases for point in case.points) == sorted(POINTS)
    assert {case.fault for case in cases} == set(FAULTS)


async def test_an_undisturbed_bot_tells_it_all(sandbox: Sandbox) -> None:
    told = await tell(sandbox)
    assert {_step(key) for key in told.keys} == KEYS
    assert (told.lost, told.doubled, told.findings, told.deaths) == ((), (), (), 0)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_a_bot_killed_there_tells_everything_once(sandbox: Sandbox, case: Case) -> None:
    told = await tell(sandbox, case)
    assert told.deaths == len(case.points), "a point was not hit"
    assert told.idle == (), "a fault did not strike"
    doubled = told.doubled_unsaid if case.slack is Slack.FORGETFUL else told.doubled
    assert (told.lost, doubled, told.findings) == ((), (), ())
    keys = KEYS if case.slack is Slack.USUAL else SLOW_KEYS
    assert {_step(key) for key in told.keys} - {BEFORE} == keys


def _step(key: str) -> str:
    return "summary" if key.startswith("summary") else key.rpartition(":")[0]
