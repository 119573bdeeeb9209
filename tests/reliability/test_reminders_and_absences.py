"""Reminders, edits and absences are stored whole or not at all, whenever the bot dies, and once."""

from contextlib import closing
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Column, select

from bot.demo.sandbox import Sandbox
from playground.wire.delivery import NotAnswered
from storage.engine.database import Database
from storage.tables.items import ITEM
from storage.tables.people import ABSENCE
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import LINE, STARTS_AT, CrashStory, redelivered
from tests.stories.heard import berlin

TYPED_AT = STARTS_AT + timedelta(minutes=1)
FRIDAY = berlin(27, 0)
AWAY = "/backstop away friday"
ASKED_AT = berlin(2, 16, month=4)
"""24 hours before due, and a review cycle after logging."""
CONCERNS_CUSTOMERS = (
    "/blocker SSO login fails owner @maria due 2026-04-03 4pm fallback use passwords "
    "impact 40 lawyers wait"
)
ASKS = "Which way is the customer impact going?"
COLUMNS: dict[str, Column[datetime]] = {
    "/blocker B-1 remind": ITEM.c.reminder_asked_at,
    "/blocker B-1 steady": ITEM.c.trajectory_said_at,
    "/blocker B-1 urgent": ITEM.c.edited_at,
    AWAY: ABSENCE.c.starts_at,
}
"""What is typed, and where it is kept."""


@pytest.mark.parametrize("line", COLUMNS)
@pytest.mark.parametrize(("point", "stored"), [("answer saves", False), ("answer done", True)])
async def test_killed_around_the_commit_it_is_stored_whole_or_not_at_all(
    sandbox: Sandbox, point: str, stored: bool, line: str
) -> None:
    column = COLUMNS[line]
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=TYPED_AT)]) as story:
            await story.live_at(STARTS_AT)
            await sandbox.slack.person("cem").types("#launch", LINE)
            await story.live_at(TYPED_AT)
            assert (await sandbox.slack.person("cem").types("#launch", line)).error
            assert (kept(sandbox, column) != []) == stored
            await story.live_at(TYPED_AT + timedelta(seconds=1))
            await redelivered(sandbox)
            assert len(kept(sandbox, column)) == 1
            await story.live_at(TYPED_AT + timedelta(minutes=3))
        told = story.told()
        assert (story.deaths, told.lost, told.doubled) == (1, (), ())


@pytest.mark.parametrize("point", ["turn saves", "turn done"])
async def test_killed_as_an_absence_begins_it_has_begun_and_the_stand_in_is_told_once(
    sandbox: Sandbox, point: str
) -> None:
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=FRIDAY)]) as story:
            await story.live_at(STARTS_AT)
            await sandbox.slack.person("cem").types("#launch", CONCERNS_CUSTOMERS)
            await sandbox.slack.person("maria").types("#launch", f"{AWAY} stand-in @lea")
            assert kept(sandbox, ABSENCE.c.starts_at) == [FRIDAY]
            await story.live_at(FRIDAY)
            assert kept(sandbox, ABSENCE.c.starts_at) == [], "after the next pass"
            assert kept(sandbox, ABSENCE.c.until) == [berlin(30, 9)]
            for at in (berlin(27, 9), berlin(27, 9, 3)):
                await story.live_at(at)
        assert story.deaths == 1
        told = sandbox.slack.expectations.dms_to("lea")
        assert [one.at for one in told if "You cover for" in one.text] == [berlin(27, 9)]


@pytest.mark.parametrize("point", ["noticed saves", "noticed done"])
async def test_killed_as_a_status_is_noticed_its_owner_is_asked_once(
    sandbox: Sandbox, point: str
) -> None:
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=TYPED_AT)]) as story:
            await story.live_at(STARTS_AT)
            await sandbox.slack.person("cem").types("#launch", CONCERNS_CUSTOMERS)
            sandbox.slack.person("maria").changes(status_text="Lunch")
            await sandbox.slack.settled()
            events = (one for one in sandbox.slack.deliveries.sent if one.type == "events_api")
            *_, told = (one for one in events if one.payload["event"]["type"] == "user_change")
            ends = int(berlin(30, 9).timestamp())
            away = {"status_emoji": ":palm_tree:", "status_expiration": ends}
            told.payload["event"]["user"]["profile"] |= away
            await story.live_at(TYPED_AT)
            with pytest.raises(NotAnswered):
                await sandbox.slack.deliveries.redeliver(told)
            await story.live_at(TYPED_AT + timedelta(seconds=1))
            for _ in range(2):
                await sandbox.slack.deliveries.redeliver(told)
            await story.live_at(TYPED_AT + timedelta(minutes=3))
        assert story.deaths == 1
        hers = sandbox.slack.expectations.dms_to("maria")
        assert len([one for one in hers if "you may be away" in one.text]) == 1


@pytest.mark.parametrize("point", ["fire_due saves", "fire_due done"])
async def test_killed_as_a_reminder_asks_for_the_trajectory_it_has_asked_once(
    sandbox: Sandbox, point: str
) -> None:
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=ASKED_AT)]) as story:
            await story.live_at(STARTS_AT)
            await sandbox.slack.person("cem").types("#launch", CONCERNS_CUSTOMERS)
            await story.live_at(ASKED_AT)
            assert kept(sandbox, ITEM.c.trajectory_asked_at) == [ASKED_AT]
            for minutes in (3, 5, 7, 9):
                await story.live_at(ASKED_AT + timedelta(minutes=minutes))
        assert story.deaths == 1
        asked = [one for one in sandbox.slack.expectations.dms_to("maria") if ASKS in one.text]
        assert len(asked) == 1


def kept(sandbox: Sandbox, column: Column[datetime]) -> list[datetime]:
    """The instants stored there."""
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
        return list(tx.execute(select(column).where(column.is_not(None))).scalars())
