"""Slack's events about people, channels and groups, and what is read again because of them."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.demo.clock import MovableClock
from bot.demo.sandbox import Sandbox
from playground.state import membership
from storage import channels, people
from tests.support.factories import utc
from tests.support.greeted import StorySandbox


@pytest.fixture
async def sandbox(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Sandbox]:
    shutil.copy(sqlite_template, tmp_path / "backstop.db")
    async with StorySandbox(folder=tmp_path, clock=MovableClock(utc("03-25 09:30"))) as sandbox:
        sandbox.slack.add_person("maria", tz="Europe/Berlin")
        sandbox.slack.add_person("bo")
        sandbox.slack.add_channel("#launch", ["maria"])
        sandbox.slack.add_group("sre", ["maria"])
        await sandbox.start_bot()
        yield sandbox


def known(sandbox: Sandbox, room: Any, id_: str) -> Any:
    """What the database knows about a person or a channel."""
    with sandbox.bot.workspace.context.database.read(sandbox.bot.workspace.context.workspace) as tx:
        return room.get(tx, id_)


async def test_a_person_who_joins_changes_or_leaves_is_read_again(sandbox: Sandbox) -> None:
    bo = sandbox.slack.person("bo")
    bo.user.tz = "Asia/Tokyo"
    membership.tell_user_change(sandbox.slack.engine, bo.user)
    await sandbox.settle()
    assert known(sandbox, people, bo.id).zone == "Asia/Tokyo"
    sandbox.slack.deactivate("bo")
    await sandbox.settle()
    assert known(sandbox, people, bo.id).deactivated


async def test_a_person_whose_status_changes_is_not_read_again(sandbox: Sandbox) -> None:
    """Calendars set thousands of them, and Slack takes a hundred calls a minute."""
    bo, calls = sandbox.slack.person("bo"), sandbox.slack.recorder.calls
    before = len(calls("users.info"))
    bo.changes(status_text="In a meeting", status_emoji=":calendar:")
    await sandbox.settle()
    assert len(calls("users.info")) == before
    bo.changes(tz="Asia/Tokyo")
    await sandbox.settle()
    assert len(calls("users.info")) == before + 1


async def test_a_channel_that_is_renamed_or_archived_is_read_again(sandbox: Sandbox) -> None:
    launch = sandbox.slack.channel("#launch")
    membership.rename_channel(sandbox.slack.engine, launch, "liftoff")
    await sandbox.settle()
    assert known(sandbox, channels, launch.id).name == "liftoff"
    sandbox.slack.archive("#liftoff")
    await sandbox.settle()
    assert known(sandbox, channels, launch.id).archived


@pytest.mark.parametrize("private", [False, True])
async def test_a_bot_that_is_removed_knows_it_even_if_slack_cannot_be_asked(
    sandbox: Sandbox, private: bool
) -> None:
    room = sandbox.slack.add_channel("#room", ["maria"], private=private)
    await sandbox.bot.workspace.directory.refresh_channel(room.id)
    assert known(sandbox, channels, room.id).member
    sandbox.slack.faults.add("status", "conversations.info", status=503, times=None)
    sandbox.slack.person("maria").removes("backstop", "#room")
    await sandbox.settle()
    assert not known(sandbox, channels, room.id).member


async def test_a_channel_that_another_company_enters_or_leaves_is_read_again(
    sandbox: Sandbox,
) -> None:
    launch = sandbox.slack.channel("#launch")
    for shared in (True, False):
        membership.share_channel(sandbox.slack.engine, launch, shared=shared, team="T0OTHER")
        await sandbox.settle()
        assert known(sandbox, channels, launch.id).external is shared


@pytest.mark.parametrize("event_is_lost", [False, True])
async def test_a_channel_with_a_new_id_keeps_its_items_and_its_ladder(
    sandbox: Sandbox, event_is_lost: bool
) -> None:
    maria, launch = sandbox.slack.person("maria"), sandbox.slack.channel("#launch")
    old = launch.id
    await maria.types("#launch", "/blocker it is stuck owner @maria due fri 4pm fallback wait")
    await sandbox.settle()
    if event_is_lost:
        sandbox.slack.engine.manifest = replace(sandbox.slack.engine.manifest, events=frozenset())
        new = membership.renumber_channel(sandbox.slack.engine, launch)
        sandbox.slack.workspace.channels[old] = (
            launch  # asked for the old id, Slack tells the new one
        )
        await sandbox.bot.workspace.directory.refresh_channel(old)
    else:
        new = membership.renumber_channel(sandbox.slack.engine, launch)
    await sandbox.settle()
    assert known(sandbox, channels, old) is None
    assert known(sandbox, channels, new).next_summary_at is not None
    await maria.types(launch, "/blocker B-1 resolve it works")
    await sandbox.settle()
    (card,) = (m for m in sandbox.slack.expectations.messages_in("#launch") if not m.is_reply)
    await sandbox.slack.expectations.expect_change(card, "is resolved")
    await sandbox.slack.expectations.expect_thread("#launch", card, "resolved it")


async def test_members_who_come_and_go_are_read_again(sandbox: Sandbox) -> None:
    launch, bo = sandbox.slack.channel("#launch"), sandbox.slack.person("bo")
    context = sandbox.bot.workspace.context
    for act, is_member in ((bo.joins, True), (bo.leaves, False)):
        act("#launch")
        await sandbox.settle()
        with context.database.read(context.workspace) as tx:
            members = channels.members(tx, launch.id)
        assert (bo.id in members) is is_member


async def test_a_group_with_other_members_is_read_again(sandbox: Sandbox) -> None:
    sandbox.slack.set_group("sre", ["bo"])
    await sandbox.settle()
    context = sandbox.bot.workspace.context
    with context.database.read(context.workspace) as tx:
        (group,) = people.all_groups(tx)
    assert group.members == (sandbox.slack.person("bo").id,)


@pytest.mark.parametrize("kind", ["app_uninstalled", "emoji_changed", "app_home_opened"])
async def test_every_event_is_acknowledged(
    sandbox: Sandbox, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.slack.send_event({"type": kind, "user": "U1", "tab": "messages"})
    await sandbox.slack.settled()
    shut_out = [r for r in caplog.records if "action=shut_out" in r.getMessage()]
    assert len(shut_out) == (kind == "app_uninstalled")
    assert sandbox.slack.person("maria").home is None
