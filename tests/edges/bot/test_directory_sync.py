"""The directory follows Slack, and keeps what it knows while Slack fails."""

import asyncio

import pytest

from playground.state.faults import How
from playground.state.workspace import ChannelKind
from storage import people
from storage.engine.database import Database
from tests.support.bots.playground_bot import a_manifest
from tests.support.bots.registry import Registry, a_registry


async def test_at_the_start_it_reads_everything(registry_anywhere: Registry) -> None:
    registry = registry_anywhere
    group = registry.slack.add_group("legal-leads", ["tom"])
    for number in range(450):
        registry.slack.add_person(f"colleague{number}")
    await registry.read()
    assert registry.person("maria").zone == "Europe/Berlin"
    assert registry.person("colleague449") is not None
    assert registry.channel("#launch").member
    assert registry.channel("#legal") is None, "we are not in it"
    launch = {registry.slack.workspace.user(name).id for name in ("maria", "tom")}
    assert registry.members("#launch") == launch | {registry.slack.workspace.bot_user}
    assert registry.groups()[group.id].members == (registry.slack.workspace.user("tom").id,)


@pytest.mark.parametrize("how", ["switched off", "deleted", "no plan for groups"])
async def test_a_group_that_slack_stops_listing_has_nobody_in_it(
    registry_anywhere: Registry, how: str
) -> None:
    registry = registry_anywhere
    group = registry.slack.add_group("legal-leads", ["tom"])
    await registry.read()
    if how == "switched off":
        registry.slack.disable_group("legal-leads")
    elif how == "deleted":
        del registry.slack.workspace.groups[group.id]
    else:
        code = "plan_upgrade_required"
        registry.slack.faults.add(How.ERROR, "usergroups.list", code=code, times=None)
    await registry.directory.refresh_groups()
    with registry.context.database.read(registry.context.workspace) as tx:
        (known,) = people.all_groups(tx)
    assert (known.id, known.handle, known.members) == (group.id, "legal-leads", ())


async def test_it_reads_again_what_an_event_tells_of(registry: Registry) -> None:
    await registry.read()
    registry.slack.deactivate("tom")
    await registry.directory.refresh_person(registry.slack.workspace.user("tom").id)
    assert registry.person("tom").deactivated
    registry.slack.archive("#launch")
    await registry.directory.refresh_channel(registry.slack.channel("#launch").id)
    assert registry.channel("#launch").archived


async def test_a_channel_we_were_invited_to_is_known_with_its_members(registry: Registry) -> None:
    await registry.read()
    private = registry.slack.add_channel("#board", ["ines"], private=True)
    await registry.directory.refresh_channel(private.id)
    assert registry.channel("#board").private
    assert registry.slack.workspace.user("ines").id in registry.members("#board")


async def test_a_private_channel_we_were_removed_from_is_no_longer_ours(
    registry: Registry,
) -> None:
    private = registry.slack.add_channel("#board", ["ines"], private=True)
    await registry.read()
    assert registry.channel("#board").member
    private.members.remove(registry.slack.workspace.bot_user)
    await registry.directory.refresh_channel(private.id)
    assert not registry.channel("#board").member


@pytest.mark.parametrize("code", ["plan_upgrade_required", "missing_scope"])
async def test_without_user_groups_the_rest_is_read(registry: Registry, code: str) -> None:
    registry.slack.faults.add(How.ERROR, "usergroups.list", code=code, times=None)
    await registry.read()
    assert registry.person("maria") is not None
    assert registry.members("#launch")


async def test_without_a_history_or_group_scope_the_rest_is_read(sqlite: Database) -> None:
    scopes = ["users:read", "channels:read", "groups:read"]
    async with a_registry(sqlite, manifest=a_manifest(scopes=scopes)) as registry:
        await registry.read()
        assert registry.channel("#launch").member


async def test_too_fast_is_waited_out(registry: Registry) -> None:
    registry.slack.faults.add(How.RATELIMITED, "users.list", retry_after=1)
    await registry.read()
    assert registry.person("maria") is not None


async def test_a_channel_that_becomes_private_is_known_as_such_within_a_minute(
    registry_anywhere: Registry,
) -> None:
    """No event tells us, and until we know, everybody could list its items."""
    registry = registry_anywhere
    await registry.read()
    registry.clock.advance(seconds=2)  # at the worst moment for it: right after a look
    registry.slack.channel("#launch").kind = ChannelKind.PRIVATE
    for _ in range(11):
        registry.clock.advance(seconds=5)  # the usual heartbeat
        await registry.read()
    assert registry.channel("#launch").private
    assert len(registry.slack.recorder.calls("users.list")) == 1


async def test_a_thousand_channels_are_listed_in_two_calls(registry: Registry) -> None:
    """Slack allows fifty calls a minute, shared by all bots."""
    for number in range(1000):
        registry.slack.add_channel(f"#c{number}", ["maria"])
    await registry.read()
    assert len(registry.slack.recorder.calls("users.conversations")) == 2
    assert registry.channel("#c999").member


async def test_a_channel_that_slack_hides_is_private_and_without_us(registry: Registry) -> None:
    await registry.read()
    launch, legal = registry.slack.channel("#launch"), registry.slack.channel("#legal")
    launch.kind = ChannelKind.PRIVATE
    launch.members.remove(registry.slack.workspace.bot_user)
    for hidden in (launch, legal):
        await registry.directory.refresh_channel(hidden.id)
        known = registry.channel(f"#{hidden.name}")
        assert (known.private, known.member) == (True, False)


@pytest.mark.parametrize("method", ["users.list", "users.conversations"])
async def test_what_could_not_be_read_is_read_a_minute_later(
    registry: Registry, method: str
) -> None:
    registry.slack.faults.add(How.STATUS, method, status=503)
    await registry.read()
    await registry.read()
    assert len(registry.slack.recorder.calls(method)) == 1, "not at once"
    registry.clock.advance(minutes=1)
    await registry.read()
    assert registry.person("maria") is not None
    assert registry.channel("#launch").member
    registry.clock.advance(seconds=44)
    await registry.read()
    assert len(registry.slack.recorder.calls(method)) == 2, "all is known for a while now"


async def test_a_long_list_of_people_keeps_no_channel_waiting(registry: Registry) -> None:
    """Ten thousand take many minutes; after ten, private channels would count as closed."""
    hangs = registry.slack.faults.add(How.HANG, "users.list")
    registry.directory.freshen()
    while not registry.slack.recorder.calls("conversations.members"):
        await registry.directory.refresh_groups()
    registry.slack.channel("#launch").kind = ChannelKind.PRIVATE
    registry.clock.advance(minutes=5)
    while not registry.channel("#launch").private:
        registry.directory.freshen()
        await registry.directory.refresh_groups()
    assert len(registry.slack.recorder.calls("users.list")) == 1
    hangs.release()


async def test_what_takes_minutes_to_fail_is_left_alone_for_a_minute_too(
    registry: Registry,
) -> None:
    hangs = registry.slack.faults.add(How.HANG, "users.list")
    registry.directory.freshen()
    while not hangs.used:
        await registry.directory.refresh_groups()
    registry.clock.advance(minutes=3)
    hangs.release()
    await registry.directory.settled()
    await registry.read()
    assert len(registry.slack.recorder.calls("users.list")) == 1
    registry.clock.advance(minutes=1)
    await registry.read()
    assert len(registry.slack.recorder.calls("users.list")) == 2


@pytest.mark.parametrize("how", [How.RESET, How.MALFORMED, How.HTML])
async def test_what_was_known_stays_when_slack_fails(registry: Registry, how: How) -> None:
    await registry.read()
    known = registry.person("maria")
    registry.slack.faults.add(how, times=None)
    await registry.directory.refresh_person(known.id)
    await registry.directory.refresh_channel(registry.slack.channel("#launch").id)
    await registry.directory.refresh_groups()
    assert registry.person("maria") == known
    assert registry.channel("#launch").member


async def test_what_is_read_of_channels_is_read_in_turn(registry: Registry) -> None:
    """Otherwise an older answer could be saved after a newer one, and stay."""
    launch = registry.slack.channel("#launch").id
    info, slack = "conversations.info", registry.slack
    hangs = slack.faults.add(How.HANG, info)
    first = asyncio.create_task(registry.directory.refresh_channel(launch))
    while not hangs.used:
        await registry.directory.refresh_groups()
    slack.archive("#launch")
    second = asyncio.create_task(registry.directory.refresh_channel(launch))
    await registry.directory.refresh_groups()
    assert len(slack.recorder.calls(info)) == 1
    hangs.release()
    await asyncio.gather(first, second)
    assert registry.channel("#launch").archived


async def test_a_crowd_that_joins_a_channel_is_read_once_more_and_not_once_each(
    registry: Registry,
) -> None:
    """Otherwise every other channel would wait while one list is read over and over."""
    launch, slack = registry.slack.channel("#launch"), registry.slack
    hangs = slack.faults.add(How.HANG, "conversations.members")
    readings = [asyncio.create_task(registry.directory.refresh_members(launch.id))]
    while not hangs.used:
        await registry.directory.refresh_groups()
    for number in range(20):
        launch.members.append(slack.add_person(f"colleague{number}").id)
        readings.append(asyncio.create_task(registry.directory.refresh_members(launch.id)))
    await registry.directory.refresh_groups()
    hangs.release()
    await asyncio.gather(*readings)
    assert len(slack.recorder.calls("conversations.members")) == 2
    assert slack.workspace.user("colleague19").id in registry.members("#launch")
