"""Slack's bad days and the clock's: nobody misses anything, and nobody hears twice."""

from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.demo.sandbox import Town
from playground.state.workspace import Message
from tests.stories.hearing import berlin, heard, ignore_rest, log, posted

TODAY = "/blocker staging is down owner @maria due today 4pm fallback use the replica"


async def health(town: Town) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{town.bot.port}/readyz") as answer,
    ):
        state: dict[str, Any] = await answer.json()
        return state


async def live_by_quarters(town: Town, until: datetime) -> None:
    """Look in every quarter of an hour: with every retry the hours would be long."""
    while town.now() < until:
        town.clock.set(min(town.now() + timedelta(minutes=15), until))
        await town.settle()


async def logged(town: Town) -> Message:
    """Cem logs it for Maria, who has heard of it."""
    card = await log(town, TODAY, by="cem")
    ignore_rest(town, "maria")
    return card


async def test_while_the_app_is_removed_nothing_is_lost_and_afterwards_nothing_said_twice(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await logged(town)
    town.slack.uninstall()
    await live_by_quarters(town, berlin(25, 19))
    state = await health(town)
    assert (state["ready"], state["delivery"]) == (False, "account_inactive")
    assert [heard(town, name) for name in ("maria", "lea")] == [[], []]
    town.slack.reinstall()
    await town.advance(minutes=2)
    assert heard(town, "lea") == ["Wed 25 19:00 B-1"]
    assert heard(town, "maria") == ["Wed 25 19:00 B-1"], "once for all that was missed"
    assert posted(town) == ["Wed 25 19:00 B-1"]
    assert (await health(town))["ready"]
    await town.advance(hours=3)
    assert [heard(town, name) for name in ("maria", "lea")] == [[], []]


async def test_six_hours_of_outage_lose_nothing_and_end_in_one_message_each(
    laddered_town: Town,
) -> None:
    town = laddered_town
    await logged(town)
    down = town.slack.faults.add("status", "chat.postMessage", status=503, times=None)
    unread = town.slack.faults.add("status", "conversations.history", status=503, times=None)
    unread_thread = town.slack.faults.add("status", "conversations.replies", times=None)
    await live_by_quarters(town, berlin(25, 19))
    for fault in (down, unread, unread_thread):
        fault.times = 0
    await town.advance(minutes=5)
    assert [when[:6] for when in heard(town, "lea")] == ["Wed 25"]
    assert len(heard(town, "maria")) == 1
    assert len(posted(town)) == 1
    await town.advance(hours=2)
    assert [heard(town, name) for name in ("maria", "lea")] == [[], []]


async def test_where_the_channel_is_archived_the_reporter_hears_how_to_mend_it(
    laddered_town: Town,
) -> None:
    town = laddered_town
    card = await logged(town)
    town.slack.archive("#launch", by="cem")
    await town.advance_to(berlin(25, 16))
    dm = await town.slack.expectations.expect_dm("cem", "*B-1* could not be posted in <#")
    assert "The reason: the channel is archived." in dm.text
    assert "To fix it: unarchive it." in dm.text
    assert heard(town, "lea") == ["Wed 25 16:00 B-1"]
    assert heard(town, "maria") == ["Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    town.slack.unarchive("#launch", by="cem")
    await town.settle()
    await town.advance(minutes=1)
    await town.slack.expectations.expect_change(card, "overdue")
    assert heard(town, "cem") == []


async def test_a_bot_removed_from_the_channel_posts_its_card_once_it_is_back(
    laddered_town: Town,
) -> None:
    town = laddered_town
    cem, bot = town.slack.person("cem"), town.slack.workspace.bot_user
    gone = town.slack.faults.add("error", "chat.postMessage", code="not_in_channel", times=1)
    await cem.types("#launch", TODAY)
    await town.settle()
    assert gone.used == 1
    dm = await town.slack.expectations.expect_dm("cem", "*B-1* could not be posted in <#")
    assert "type `/invite @Backstop` there" in dm.text
    ignore_rest(town, "maria")
    cem.removes(town.slack.workspace.users[bot].name, "#launch")
    await town.settle()
    cem.invites(town.slack.workspace.users[bot].name, "#launch")
    await town.settle()
    await town.advance(minutes=1)
    await town.slack.expectations.expect_post("#launch", "*B-1*")


async def test_a_lead_whom_slack_refuses_makes_leadership_hear_at_once(laddered_town: Town) -> None:
    town = laddered_town
    await log(town, TODAY, by="cem")
    ignore_rest(town, "maria")
    town.slack.workspace.user("lea").deleted = True  # and no event has told the bot
    await town.advance_to(berlin(25, 16))
    assert heard(town, "cem") == ["Wed 25 16:00 B-1"]
    assert heard(town, "lea") == []
    ignore_rest(town, "maria", "#launch")


async def test_an_owner_whose_messages_slack_refuses_for_any_reason_is_covered(
    laddered_town: Town,
) -> None:
    town = laddered_town
    maria = town.slack.person("maria").id
    town.slack.faults.add(
        *("error", "chat.postMessage"),
        code="messages_tab_disabled",
        times=None,
        when=lambda args: args["channel"] == maria,
    )
    await log(town, TODAY, by="bo")
    dm = await town.slack.expectations.expect_dm("lea", "*B-1* has nobody to answer for it")
    assert "gets no direct messages: Slack refused them." in dm.text
    ignore_rest(town, "#launch")


@pytest.mark.parametrize("hours", [1, -1])
async def test_a_clock_that_jumps_fires_nothing_early_and_nothing_again(
    laddered_town: Town, hours: int
) -> None:
    town = laddered_town
    await logged(town)
    await town.advance_to(berlin(25, 15, 30))
    ignore_rest(town, "maria")  # two hours before due
    town.skew = timedelta(hours=hours)
    await town.settle()
    state = await health(town)
    assert (state["ready"], state["clock"]) == (False, "not as Slack's")
    town.clock.set(berlin(25, 15, 50))
    await town.settle()
    town.skew = timedelta(0)
    await town.settle()
    assert (await health(town))["ready"]
    assert [heard(town, name) for name in ("maria", "lea")] == [[], []]
    await town.advance_to(berlin(25, 18))
    assert heard(town, "maria") == ["Wed 25 16:00 B-1"]
    assert heard(town, "lea") == ["Wed 25 16:00 B-1"]
    assert posted(town) == ["Wed 25 16:00 B-1"]


async def test_after_a_suspend_everybody_hears_once_what_they_missed(laddered_town: Town) -> None:
    town = laddered_town
    await logged(town)
    town.clock.set(berlin(25, 16, 45))  # nobody lived through the hours between
    await town.settle()
    assert heard(town, "lea") == ["Wed 25 16:45 B-1"]
    assert heard(town, "maria") == ["Wed 25 16:45 B-1"]
    assert posted(town) == ["Wed 25 16:45 B-1"]
    assert (await health(town))["clock"] == "ok"
