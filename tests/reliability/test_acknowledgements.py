"""A command is stored before it is acknowledged, whenever the bot dies."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.demo.sandbox import Sandbox
from storage.engine.database import Database
from storage.tables.inbox import INBOX
from storage.tables.items import EVENT, ITEM
from storage.tables.notices import NOTICE
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import LINE, STARTS_AT, CrashStory

STORED_WHOLE = (1, 1, 1)
"""One request, one item, its card."""


@pytest.mark.parametrize(
    ("point", "stored"),
    [
        ("answer begins", (0, 0, 0)),
        ("answer commits", (0, 0, 0)),
        ("answer done", STORED_WHOLE),
    ],
)
async def test_what_is_not_acknowledged_is_stored_whole_or_not_at_all(
    sandbox: Sandbox, point: str, stored: tuple[int, int, int]
) -> None:
    async with sandbox:
        story = CrashStory(sandbox, [CrashPoint(point)])
        await story.live_at(STARTS_AT)
        seen = await sandbox.slack.person("cem").types("#launch", LINE)
        assert seen.error, "Slack says that it failed"
        assert kept(sandbox) == stored
        await comes_again_once(sandbox, story)
        assert story.deaths == 1


async def test_what_is_acknowledged_is_stored(sandbox: Sandbox) -> None:
    async with sandbox:
        story = CrashStory(sandbox)
        await story.live_at(STARTS_AT)
        seen = await sandbox.slack.person("cem").types("#launch", LINE)
        story.kill()
        assert seen.error is None
        assert kept(sandbox) == STORED_WHOLE
        await comes_again_once(sandbox, story)
        assert story.deaths == 1


async def comes_again_once(sandbox: Sandbox, story: CrashStory) -> None:
    """The restarted bot gets the same request twice more: still one of everything."""
    try:
        await story.live_at(STARTS_AT + timedelta(seconds=1))
        (typed,) = [sent for sent in sandbox.slack.deliveries.sent if sent.type == "slash_commands"]
        answers = [await sandbox.slack.deliveries.redeliver(typed) for _ in range(2)]
        assert answers[0] == answers[1]
        assert "Logged *B-1*" in str(answers[0])
        assert kept(sandbox) == STORED_WHOLE
        await story.live_at(STARTS_AT + timedelta(minutes=3))
    finally:
        story.kill()
    told = story.told()
    assert (told.lost, told.doubled) == ((), ())
    assert any(key.startswith("1:logged") for key in told.keys)


def kept(sandbox: Sandbox) -> tuple[int, int, int]:
    """How many requests, items and cards the database has."""
    card = NOTICE.c.kind == "card"
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
        counts = [
            tx.execute(select(func.count()).select_from(table).where(*which)).scalar_one()
            for table, which in ((INBOX, ()), (ITEM, ()), (NOTICE, (card,)))
        ]
    requests, items, cards = counts
    return requests, items, cards


@pytest.mark.parametrize(("point", "undone"), [("answer commits", 0), ("answer done", 1)])
async def test_an_undo_is_stored_whole_or_not_at_all_and_happens_once(
    sandbox: Sandbox, point: str, undone: int
) -> None:
    async with sandbox:
        later = STARTS_AT + timedelta(minutes=1)
        story, maria = (
            CrashStory(sandbox, [CrashPoint(point, later)]),
            sandbox.slack.person("maria"),
        )
        await story.live_at(STARTS_AT)
        await sandbox.slack.person("cem").types("#launch", LINE)
        answer = (await maria.types("#launch", "/blocker B-1 resolve it works")).messages[0]
        try:
            await story.live_at(later)
            await maria.clicks("Undo (10 min)", message=answer)
            assert undoings(sandbox) == undone
            for minutes in (1, 2, 4):
                await story.live_at(later + timedelta(minutes=minutes))
                await maria.clicks("Undo (10 min)", message=answer)
                assert undoings(sandbox) == 1
            await story.live_at(later + timedelta(minutes=8))
        finally:
            story.kill()
        told = story.told()
        assert (story.deaths, told.lost, told.doubled) == (1, (), ())
        assert any(key.startswith("1:1:undo") for key in told.keys)


def undoings(sandbox: Sandbox) -> int:
    """How often something was undone; the item is open as soon as it was."""
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
        query = select(func.count()).select_from(EVENT).where(EVENT.c.action == "undo")
        found: int = tx.execute(query).scalar_one()
        assert tx.execute(select(ITEM.c.status)).scalar_one() == ("open" if found else "resolved")
    return found


@pytest.mark.parametrize(("point", "saved"), [("answer saves", 0), ("answer done", 1)])
async def test_a_setup_is_stored_whole_or_not_and_its_form_can_be_sent_again(
    sandbox: Sandbox, point: str, saved: int
) -> None:
    async with sandbox:
        later = STARTS_AT + timedelta(minutes=1)
        story, maria = (
            CrashStory(sandbox, [CrashPoint(point, later)]),
            sandbox.slack.person("maria"),
        )
        await story.live_at(STARTS_AT)
        await maria.types("#launch", "/backstop setup")
        await maria.fills({"Lead: people": ["cem"]})
        await maria.clicks("More")
        await maria.clicks("ladder.page.hours")
        await maria.fills({"Holidays of": "DE"})
        await maria.submits()
        try:
            await story.live_at(later)
            assert (await maria.submits()).error
            assert setups(sandbox) == saved
            await story.live_at(later + timedelta(minutes=1))
            assert (await maria.submits()).errors == {}
            assert setups(sandbox) == 1
        finally:
            story.kill()
        assert story.deaths == 1


def setups(sandbox: Sandbox) -> int:
    """How often a ladder was saved."""
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
        asked = select(func.count()).select_from(EVENT).where(EVENT.c.action == "configured")
        return int(tx.execute(asked).scalar_one())
