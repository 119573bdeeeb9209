"""The bot dies as it finds out that it was removed, or as somebody withdraws what is open there."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.demo.sandbox import Sandbox
from storage.engine.database import Database
from storage.tables.items import EVENT
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import LINE, STARTS_AT, CrashStory

REMOVED_AT = STARTS_AT + timedelta(minutes=1)
PRESSED_AT = STARTS_AT + timedelta(minutes=5)


@pytest.mark.parametrize("point", ["channel_left saves", "channel_left done"])
async def test_killed_as_it_is_removed_it_says_so_once(sandbox: Sandbox, point: str) -> None:
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=REMOVED_AT)]) as story:
            await story.live_at(STARTS_AT)
            cem = sandbox.slack.person("cem")
            await cem.types("#launch", LINE)
            await story.live_at(REMOVED_AT)
            cem.removes("backstop", "#launch")
            for minutes in (2, 3, 4, 7):
                await story.live_at(REMOVED_AT + timedelta(minutes=minutes))
        told = story.told()
        assert (story.deaths, told.lost, told.doubled) == (1, (), ())
        words = "I am no longer in <#"
        assert [said_to(sandbox, name, words) for name in ("cem", "maria")] == [1, 0]


@pytest.mark.parametrize("point", ["answer saves", "answer done"])
async def test_killed_as_all_is_withdrawn_it_is_withdrawn_once_and_whole(
    sandbox: Sandbox, point: str
) -> None:
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=PRESSED_AT)]) as story:
            await story.live_at(STARTS_AT)
            cem = sandbox.slack.person("cem")
            for line in (LINE, LINE.replace("SSO", "DNS")):
                await cem.types("#launch", line)
            for seconds in (0, 5):
                await story.live_at(REMOVED_AT + timedelta(seconds=seconds))
            cem.removes("backstop", "#launch")
            for minutes in (1, 3):
                await story.live_at(REMOVED_AT + timedelta(minutes=minutes))
            await cem.clicks("Withdraw all 2 because …")
            await cem.fills({"Why?": "the launch is over"})
            await story.live_at(PRESSED_AT)
            assert (await cem.submits()).error
            await story.live_at(PRESSED_AT + timedelta(seconds=1))
            *_, sent = (one for one in sandbox.slack.deliveries.sent if one.type == "interactive")
            for _ in range(2):
                await sandbox.slack.deliveries.redeliver(sent)
            for minutes in (1, 3, 6):
                await story.live_at(PRESSED_AT + timedelta(minutes=minutes))
        told = story.told()
        assert (story.deaths, told.lost, told.doubled) == (1, (), ())
        assert withdrawn(sandbox) == [1, 2]


def said_to(sandbox: Sandbox, name: str, words: str) -> int:
    """How many direct messages to somebody begin with these words."""
    said = sandbox.slack.expectations.dms_to(name)
    return sum(message.text.startswith(words) for message in said)


def withdrawn(sandbox: Sandbox) -> list[int | None]:
    """The items of the withdrawals in the history, in order."""
    asked = select(EVENT.c.item_id).where(EVENT.c.action == "withdraw").order_by(EVENT.c.id)
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
        return [*tx.execute(asked).scalars()]
