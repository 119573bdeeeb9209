"""A mention is stored before it is answered, whenever the bot dies, and Slack's retry finds it."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import Table, func, select

from bot.demo.sandbox import Sandbox
from playground.wire.delivery import Envelope
from storage.engine.database import Database
from storage.tables.inbox import DRAFT
from storage.tables.items import ITEM
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import STARTS_AT, CrashStory

WHOLE = "@backstop blocker SSO login fails owner @maria due 1pm fallback use passwords"
PART = "@backstop blocker SSO login fails"


@pytest.mark.parametrize(("point", "stored"), [("answer saves", 0), ("answer done", 1)])
@pytest.mark.parametrize(
    ("line", "table", "answer"), [(WHOLE, ITEM, "Logged *B-1*"), (PART, DRAFT, "Almost there")]
)
async def test_killed_at_the_commit_it_is_stored_whole_or_not_and_answered_later(
    sandbox: Sandbox, point: str, stored: int, line: str, table: Table, answer: str
) -> None:
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point)]) as story:
            await story.live_at(STARTS_AT)
            sandbox.slack.person("cem").writes("#launch", line)
            await sandbox.slack.settled()
            await story.live_at(STARTS_AT + timedelta(seconds=1))
            assert story.deaths == 1
            assert sandbox.slack.expectations.ephemerals_to("cem") == []
            assert kept(sandbox, table) == stored
            for _ in range(2):
                await sandbox.slack.deliveries.redeliver(mention(sandbox))
                assert kept(sandbox, table) == 1
            said = sandbox.slack.expectations.ephemerals_to("cem")
            assert [one.text.startswith(answer) for one in said] == [True, True]


def mention(sandbox: Sandbox) -> Envelope:
    """The mention as Slack sent it first."""
    events = (one for one in sandbox.slack.deliveries.sent if one.type == "events_api")
    return next(one for one in events if one.payload["event"]["type"] == "app_mention")


def kept(sandbox: Sandbox, table: Table) -> int:
    """How many rows there are."""
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
        return int(tx.execute(select(func.count()).select_from(table)).scalar_one())
