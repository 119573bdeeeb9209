"""What Slack tells about people, channels and groups, and what is read anew because of it."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.demo.clock import MovableClock
from bot.demo.sandbox import Town
from playground.state import membership
from storage import channels, people
from tests.support.factories import utc


@pytest.fixture
async def town(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Town]:
    shutil.copy(sqlite_template, tmp_path / "backstop.db")
    async with Town(folder=tmp_path, clock=MovableClock(utc("03-25 09:30"))) as town:
        town.slack.add_person("maria", tz="Europe/Berlin")
        town.slack.add_person("bo")
        town.slack.add_channel("#launch", ["maria"])
        town.slack.add_group("sre", ["maria"])
        await town.start_bot()
        yield town


def known(town: Town, room: Any, id_: str) -> Any:
    """What the database has of a person or a channel."""
    with town.bot.context.database.read(town.bot.context.workspace) as tx:
        return room.get(tx, id_)


async def test_a_person_who_joins_changes_or_leaves_is_read_anew(town: Town) -> None:
    bo = town.slack.person("bo")
    bo.user.tz = "Asia/Tokyo"
    membership.tell_user_change(town.slack.engine, bo.user)
    await town.settle()
    assert known(town, people, bo.id).zone == "Asia/Tokyo"
    town.slack.deactivate("bo")
    await town.settle()
    assert known(town, people, bo.id).deactivated


async def test_a_person_whose_status_changes_is_not_read_anew(town: Town) -> None:
    """Calendars set thousands of them, and Slack takes a hundred calls a minute."""
    bo, calls = town.slack.person("bo"), town.slack.recorder.calls
    before = len(calls("users.info"))
    bo.changes(status_text="In a meeting", status_emoji=":calendar:")
    await town.settle()
    assert len(calls("users.info")) == before
    bo.changes(tz="Asia/Tokyo")
    await town.settle()
    assert len(calls("users.info")) == before + 1


async def test_a_channel_that_is_renamed_or_archived_is_read_anew(town: Town) -> None:
    launch = town.slack.channel("#launch")
    membership.rename_channel(town.slack.engine, launch, "liftoff")
    await town.settle()
    assert known(town, channels, launch.id).name == "liftoff"
    town.slack.archive("#liftoff")
    await town.settle()
    assert known(town, channels, launch.id).archived


@pytest.mark.parametrize("private", [False, True])
async def test_a_bot_that_is_removed_knows_it_even_if_slack_cannot_be_asked(
    town: Town, private: bool
) -> None:
    room = town.slack.add_channel("#room", ["maria"], private=private)
    await town.bot.directory.refresh_channel(room.id)
    assert known(town, channels, room.id).member
    town.slack.faults.add("status", "conversations.info", status=503, times=None)
    town.slack.person("maria").removes("backstop", "#room")
    await town.settle()
    assert not known(town, channels, room.id).member


async def test_a_channel_that_another_company_enters_or_leaves_is_read_anew(town: Town) -> None:
    launch = town.slack.channel("#launch")
    for shared in (True, False):
        membership.share_channel(town.slack.engine, launch, shared=shared, team="T0OTHER")
        await town.settle()
        assert known(town, channels, launch.id).external is shared


@pytest.mark.parametrize("event_is_lost", [False, True])
async def test_a_channel_with_a_new_id_keeps_its_items_and_its_ladder(
    town: Town, event_is_lost: bool
) -> None:
    maria, launch = town.slack.person("maria"), town.slack.channel("#launch")
    old = launch.id
    await maria.types("#launch", "/blocker it is stuck owner @maria due fri 4pm fallback wait")
    await town.settle()
    if event_is_lost:
        town.slack.engine.manifest = replace(town.slack.engine.manifest, events=frozenset())
        new = membership.renumber_channel(town.slack.engine, launch)
        town.slack.workspace.channels[old] = launch  # asked for the old id, Slack tells the new one
        await town.bot.directory.refresh_channel(old)
    else:
        new = membership.renumber_channel(town.slack.engine, launch)
    await town.settle()
    assert known(town, channels, old) is None
    assert known(town, channels, new).next_summary_at is not None
    await maria.types(launch, "/blocker B-1 resolve it works")
    await town.settle()
    (card,) = (m for m in town.slack.expectations.messages_in("#launch") if not m.is_reply)
    await town.slack.expectations.expect_change(card, "is resolved")
    await town.slack.expectations.expect_thread("#launch", card, "resolved it")


async def test_members_who_come_and_go_are_read_anew(town: Town) -> None:
    launch, bo = town.slack.channel("#launch"), town.slack.person("bo")
    context = town.bot.context
    for act, is_member in ((bo.joins, True), (bo.leaves, False)):
        act("#launch")
        await town.settle()
        with context.database.read(context.workspace) as tx:
            members = channels.members(tx, launch.id)
        assert (bo.id in members) is is_member


async def test_a_group_with_other_members_is_read_anew(town: Town) -> None:
    town.slack.set_group("sre", ["bo"])
    await town.settle()
    context = town.bot.context
    with context.database.read(context.workspace) as tx:
        (group,) = people.all_groups(tx)
    assert group.members == (town.slack.person("bo").id,)


@pytest.mark.parametrize("kind", ["app_uninstalled", "emoji_changed", "app_home_opened"])
async def test_every_event_is_acknowledged(
    town: Town, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    town.slack.send_event({"type": kind, "user": "U1", "tab": "messages"})
    await town.slack.settled()
    shut_out = [r for r in caplog.records if "action=shut_out" in r.getMessage()]
    assert len(shut_out) == (kind == "app_uninstalled")
    assert town.slack.person("maria").home is None
