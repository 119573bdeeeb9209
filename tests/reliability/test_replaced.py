"""The bot dies while somebody replaces the owner they just named."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.demo.sandbox import Sandbox
from storage.engine.database import Database
from storage.tables.items import EVENT
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import LINE, STARTS_AT, CrashStory


@pytest.mark.parametrize(("point", "stored"), [("answer commits", False), ("answer done", True)])
async def test_another_owner_is_stored_whole_or_not_at_all_and_told_once(
    sandbox: Sandbox, point: str, *, stored: bool
) -> None:
    async with sandbox:
        later, cem = STARTS_AT + timedelta(minutes=1), sandbox.slack.person("cem")
        story = CrashStory(sandbox, [CrashPoint(point, later)])
        await story.live_at(STARTS_AT)
        await sandbox.slack.person("maria").types("#launch", "/backstop away until tomorrow 9am")
        answer = (await cem.types("#launch", LINE)).messages[0]
        await cem.clicks("Another owner", message=answer)
        await cem.fills({"Who owns it from now on?": "lea"})
        try:
            await story.live_at(later)
            assert (await cem.submits()).error
            assert handed(sandbox) == (["reassign"] if stored else [])
            await story.live_at(later + timedelta(minutes=1))
            assert (await cem.submits()).errors == {}
            assert handed(sandbox) == ["reassign"]
            await story.live_at(later + timedelta(minutes=8))
        finally:
            story.kill()
        told = story.told()
        assert (story.deaths, told.lost, told.doubled) == (1, (), ())


def handed(sandbox: Sandbox) -> list[str]:
    """What became of the item after its logging."""
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
        found = tx.execute(select(EVENT.c.action).where(EVENT.c.item_id.is_not(None)))
        return [action for (action,) in found if action not in ("logged", "escalated", "away")]
