"""Slack's bad days and the clock's: nobody misses anything or is told twice."""

from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.demo.sandbox import Sandbox
from playground.state.workspace import Message
from tests.stories.heard import berlin, heard, ignore_rest, log, posted

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"


async def health(sandbox: Sandbox) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{sandbox.bot.port}/readyz") as answer,
    ):
        state: dict[str, Any] = await answer.json()
        return state


async def live_by_quarters(sandbox: Sandbox, until: datetime) -> None:
    """Look every quarter of an hour: with every retry the hours would take long."""
    while sandbox.now() < until:
        sandbox.clock.set(min(sandbox.now() + timedelta(minutes=15), until))
        await sandbox.settle()


async def logged(sandbox: Sandbox) -> Message:
    """Cem logs it for Maria, who has been told."""
    card = await log(sandbox, TODAY, by="cem")
    ignore_rest(sandbox, "maria")
    return card


async def test_while_the_app_is_removed_nothing_is_lost_and_nothing_said_twice(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await logged(sandbox)
    sandbox.slack.uninstall()
    await live_by_quarters(sandbox, berlin(25, 19))
    state = await health(sandbox)
    assert (state["ready"], state["delivery"]) == (False, "account_inactive")
    assert [heard(sandbox, name) for name in ("maria", "lea")] == [[], []]
    sandbox.slack.reinstall()
    await sandbox.advance(minutes=2)
    assert heard(sandbox, "lea") == ["Wed 25 19:00 B-1"]
    assert heard(sandbox, "maria") == ["Wed 25 19:00 B-1"], "once for all that was missed"
    assert posted(sandbox) == ["Wed 25 19:00 B-1"]
    assert (await health(sandbox))["ready"]
    await sandbox.advance(hours=3)
    assert [heard(sandbox, name) for name in ("maria", "lea")] == [[], []]


async def test_six_hours_of_outage_lose_nothing_and_end_in_one_message_each(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await logged(sandbox)
    down = sandbox.slack.faults.add("status", "chat.postMessage", status=503, times=None)
    unread = sandbox.slack.faults.add("status", "conversations.history", status=503, times=None)
    unread_thread = sandbox.slack.faults.add("status", "conversations.replies", times=None)
    await live_by_quarters(sandbox, berlin(25, 19))
    for fault in (down, unread, unread_thread):
        fault.times = 0
    await sandbox.advance(minutes=5)
    assert [when[:6] for when in heard(sandbox, "lea")] == ["Wed 25"]
    assert len(heard(sandbox, "maria")) == 1
    assert len(posted(sandbox)) == 1
    await sandbox.advance(hours=2)
    assert [heard(sandbox, name) for name in ("maria", "lea")] == [[], []]


async def test_where_the_channel_is_archived_lead_and_reporter_hear_what_is_open(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    card = await logged(sandbox)
    sandbox.slack.archive("#launch", by="cem")
    await sandbox.advance(minutes=2)
    for name in ("cem", "lea"):
        dm = await sandbox.slack.expectations.expect_dm(name, "was archived. 1 item there is still")
        assert "Unarchive the channel" in dm.text
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "cem") == ["Wed 25 16:00 B-1"], "instead of the thread"
    assert heard(sandbox, "maria") == ["Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    sandbox.slack.unarchive("#launch", by="cem")
    await sandbox.settle()
    await sandbox.advance(minutes=1)
    await sandbox.slack.expectations.expect_change(card, "overdue")
    await sandbox.slack.expectations.expect_post("#launch", "*B-1*")
    assert heard(sandbox, "cem") == []


async def test_a_bot_removed_from_the_channel_posts_its_card_once_it_is_back(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    cem, bot = sandbox.slack.person("cem"), sandbox.slack.workspace.bot_user
    gone = sandbox.slack.faults.add("error", "chat.postMessage", code="not_in_channel", times=1)
    await cem.types("#launch", TODAY)
    await sandbox.settle()
    assert gone.used == 1
    dm = await sandbox.slack.expectations.expect_dm("cem", "*B-1* could not be posted in <#")
    assert "type `/invite @Backstop` there" in dm.text
    ignore_rest(sandbox, "maria")
    cem.removes(sandbox.slack.workspace.users[bot].name, "#launch")
    await sandbox.settle()
    cem.invites(sandbox.slack.workspace.users[bot].name, "#launch")
    await sandbox.settle()
    await sandbox.advance(minutes=1)
    await sandbox.slack.expectations.expect_post("#launch", "*B-1*")


async def test_a_lead_whom_slack_refuses_gets_leadership_told_at_once(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY, by="cem")
    ignore_rest(sandbox, "maria")
    sandbox.slack.workspace.user("lea").deleted = True  # and no event has told the bot
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "cem") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "lea") == []
    ignore_rest(sandbox, "maria", "#launch")


async def test_an_owner_whose_messages_slack_refuses_for_any_reason_is_covered(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    maria = sandbox.slack.person("maria").id
    sandbox.slack.faults.add(
        *("error", "chat.postMessage"),
        code="messages_tab_disabled",
        times=None,
        when=lambda args: args["channel"] == maria,
    )
    await log(sandbox, TODAY, by="bo")
    dm = await sandbox.slack.expectations.expect_dm("lea", "*B-1* has nobody to answer for it")
    assert "could not be reached." in dm.text
    ignore_rest(sandbox, "#launch")


@pytest.mark.parametrize("hours", [1, -1])
async def test_a_clock_that_jumps_fires_nothing_early_and_nothing_again(
    laddered_sandbox: Sandbox, hours: int
) -> None:
    sandbox = laddered_sandbox
    await logged(sandbox)
    await sandbox.advance_to(berlin(25, 15, 30))
    ignore_rest(sandbox, "maria")  # two hours before due
    sandbox.skew = timedelta(hours=hours)
    await sandbox.settle()
    state = await health(sandbox)
    assert (state["ready"], state["clock"]) == (False, "not as Slack's")
    sandbox.clock.set(berlin(25, 15, 50))
    await sandbox.settle()
    sandbox.skew = timedelta(0)
    await sandbox.settle()
    assert (await health(sandbox))["ready"]
    assert [heard(sandbox, name) for name in ("maria", "lea")] == [[], []]
    await sandbox.advance_to(berlin(25, 18))
    assert heard(sandbox, "maria") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    assert posted(sandbox) == ["Wed 25 16:00 B-1"]


async def test_after_a_suspend_everybody_is_told_once_what_they_missed(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await logged(sandbox)
    sandbox.clock.set(berlin(25, 16, 45))  # nobody lived through the hours between
    await sandbox.settle()
    assert heard(sandbox, "lea") == ["Wed 25 16:45 B-1"]
    assert heard(sandbox, "maria") == ["Wed 25 16:45 B-1"]
    assert posted(sandbox) == ["Wed 25 16:45 B-1"]
    assert (await health(sandbox))["clock"] == "ok"
