"""Members of channels: learned from events, and listed at a rate all bots share."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.slack.directory_sync import Directory
from playground.state.faults import How
from tests.support.bots.registry import Registry
from workflows.transaction import visibility

LIST = "conversations.members"


def private_channels(registry: Registry, count: int) -> list[str]:
    """Create so many private channels with ines and the bot in them."""
    bot = registry.slack.workspace.bot_user
    made = []
    for number in range(count):
        channel = registry.slack.add_channel(f"#p{number}", ["ines"], private=True)
        channel.members.append(bot)
        made.append(channel.id)
    return made


def calls(registry: Registry) -> list[str]:
    """The channels whose members were asked for, in order."""
    return [call["channel"] for call in registry.slack.recorder.calls(LIST)]


def listed(registry: Registry) -> Counter[str]:
    """How often each channel's members were listed."""
    return Counter(calls(registry))


def closed_to_ines(registry: Registry) -> int:
    """How many of their own private channels are closed to ines."""
    known = registry.slack.workspace.channels.values()
    mine = {one.id for one in known if one.name.startswith("p")}
    with registry.context.reading(registry.clock()) as uow:
        return len(mine - visibility.visible_channels(uow, registry.person("ines")))


@asynccontextmanager
async def another_bot(registry: Registry) -> AsyncIterator[Directory]:
    """A second directory on the same database."""
    second = Directory(
        registry.context,
        registry.directory._client,
        identity=registry.directory._identity,
        clock=registry.clock,
        threads=registry.directory._threads,
        seconds=registry.clock.seconds,
    )
    yield second
    await second.stop()


async def look(*directories: Directory) -> None:
    """One beat of each."""
    for directory in directories:
        directory.freshen()
        await directory.settled()


async def test_however_often_it_beats_members_are_asked_for_once_a_second(
    registry: Registry,
) -> None:
    """Beats come every quarter of a second while much is due."""
    private_channels(registry, 60)
    for _ in range(40):
        await registry.read()
        registry.clock.advance(seconds=0.25)
    assert len(calls(registry)) == 20 + 9  # at once, and one more in each second after the first


async def test_all_private_channels_stay_open_to_members_however_many(
    registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    """Listing 640 takes 10 minutes and 40 seconds, so a list is trusted for twice that.

    Bots pick one of the few that are most overdue, at random: the last of all may come two minutes
    later.
    """
    registry.slack.engine.throttle.tiers = True
    private_channels(registry, 640)
    await registry.read()
    for _ in range(13 * 4):
        registry.clock.advance(seconds=15)
        await registry.read()
    assert closed_to_ines(registry) == 0, "each has been listed once"
    for minute in range(11):
        for _ in range(4):
            registry.clock.advance(seconds=15)
            await registry.read()
        assert closed_to_ines(registry) == 0, f"after {minute} more minutes"
    assert "action=unread" not in caplog.text, "Slack has refused no call"


async def test_two_bots_share_the_lists_that_are_due(registry_anywhere: Registry) -> None:
    registry = registry_anywhere
    private_channels(registry, 30)
    async with another_bot(registry) as second:
        await registry.read()
        await look(second)
        for _ in range(24):
            registry.clock.advance(seconds=5)
            await look(registry.directory, second)
        assert set(listed(registry).values()) == {1}
        assert len(listed(registry)) == 31


async def test_too_fast_for_one_bot_is_too_fast_for_all(registry_anywhere: Registry) -> None:
    registry = registry_anywhere
    private_channels(registry, 3)
    fault = registry.slack.faults.add(How.RATELIMITED, LIST, retry_after=30)
    await registry.read()
    assert (fault.used, len(calls(registry))) == (1, 1)
    async with another_bot(registry) as second:
        registry.clock.advance(seconds=29)
        await look(registry.directory, second)
        assert len(calls(registry)) == 1
        registry.clock.advance(seconds=1)
        await look(second)
        assert len(calls(registry)) > 1


async def test_what_cannot_be_listed_keeps_nothing_else_waiting(registry: Registry) -> None:
    channels = private_channels(registry, 20)
    registry.slack.faults.add(
        How.ERROR,
        LIST,
        code="fatal_error",
        times=None,
        when=lambda args: args["channel"] in channels[:10],
    )
    for _ in range(6):
        await registry.read()
        registry.clock.advance(seconds=5)
    assert {listed(registry)[channel] for channel in channels} == {1}
