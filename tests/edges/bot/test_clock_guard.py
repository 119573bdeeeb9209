"""A clock that jumps is not trusted until Slack's agrees (docs/reliability.md#clocks)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.slack import client as slack_client
from bot.slack.clock_guard import AGAINST_SLACK, JUMPED, ClockGuard
from playground.slack import Playground
from tests.support.bots.playground_bot import a_slack

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine:
    """A machine's clock and its stopwatch, which agree until `jump`."""

    def __init__(self) -> None:
        self.wall, self.passed = START, 0.0
        self.clock_guard = ClockGuard(lambda: self.wall, lambda: self.passed)

    def live(self, **span: float) -> None:
        """Time passes, also while the machine is suspended."""
        self.wall += timedelta(**span)
        self.passed += timedelta(**span).total_seconds()

    def jump(self, **span: float) -> None:
        self.wall += timedelta(**span)

    def told(self, slacks: datetime, *, after: timedelta = timedelta(0)) -> None:
        """Slack answered with this date; the request took `after`."""
        date = format_datetime(slacks, usegmt=True)
        self.clock_guard.told(date, asked_at=self.wall - after)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_time_that_passes_is_believed_however_long(machine: Machine) -> None:
    for days in (0, 1, 30):
        machine.live(days=days)
        assert machine.clock_guard.believed() == machine.wall
    assert machine.clock_guard.doubt == ""


@pytest.mark.parametrize(
    ("seconds", "doubt"), [(120, ""), (-120, ""), (121, JUMPED), (-121, JUMPED), (3600, JUMPED)]
)
def test_a_jump_of_more_than_two_minutes_is_doubted(
    machine: Machine, seconds: int, doubt: str
) -> None:
    machine.jump(seconds=seconds)
    assert (machine.clock_guard.believed() is None) == bool(doubt)
    assert machine.clock_guard.doubt == doubt


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_back_to_where_it_was_is_believed_again(
    machine: Machine, hours: int
) -> None:
    machine.jump(hours=hours)
    assert machine.clock_guard.believed() is None
    machine.live(minutes=10)
    assert machine.clock_guard.believed() is None
    machine.jump(hours=-hours)
    assert machine.clock_guard.believed() == START + timedelta(minutes=10)


def test_a_jump_that_slack_agrees_with_was_a_correction(machine: Machine) -> None:
    """As after the whole machine was paused, which its stopwatch does not notice."""
    machine.jump(hours=3)
    assert machine.clock_guard.believed() is None
    machine.told(START + 3 * HOUR)
    assert machine.clock_guard.believed() == START + 3 * HOUR


def test_a_clock_that_was_wrong_from_the_start_is_found_by_slacks(machine: Machine) -> None:
    machine.told(START - HOUR)
    assert machine.clock_guard.believed() is None
    assert machine.clock_guard.doubt == AGAINST_SLACK
    machine.jump(hours=-1)
    assert machine.clock_guard.believed() is None, "nobody has confirmed it yet"
    machine.told(START - HOUR)
    assert machine.clock_guard.believed() == START - HOUR


@pytest.mark.parametrize(("waited", "doubted"), [(0, True), (600, False)])
def test_how_long_slack_took_to_answer_is_not_a_difference(
    machine: Machine, waited: int, doubted: bool
) -> None:
    machine.told(START - timedelta(minutes=9), after=timedelta(seconds=waited))
    assert (machine.clock_guard.believed() is None) == doubted


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 02 Mar 2026 08:00:00"])
def test_what_is_not_a_date_says_nothing(machine: Machine, date: str) -> None:
    machine.clock_guard.told(date, asked_at=machine.wall)
    assert machine.clock_guard.believed() == START


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with a_slack() as slack:
        yield slack


@pytest.mark.parametrize(("hours", "doubt"), [(0, ""), (1, AGAINST_SLACK), (-1, AGAINST_SLACK)])
async def test_every_answer_of_slacks_is_compared(
    slack: Playground, hours: int, doubt: str
) -> None:
    clock_guard = ClockGuard(lambda: START + hours * HOUR)
    async with slack_client.connected(
        token=slack.bot_token, url=slack.api_url, clock_guard=clock_guard
    ) as client:
        await client.auth_test()
        assert clock_guard.doubt == doubt
        assert (await clock_guard.confirmed(client) is None) == bool(doubt)


async def test_a_jump_is_doubted_while_slack_cannot_be_asked(machine: Machine) -> None:
    machine.jump(hours=1)
    there = "http://127.0.0.1:1/api/"
    async with slack_client.connected(
        token="x", url=there, clock_guard=machine.clock_guard
    ) as client:
        assert await machine.clock_guard.confirmed(client) is None
    assert machine.clock_guard.doubt == JUMPED
