"""A hand-over of everything happens whole or not at all, and is told once, if the bot dies."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.demo.sandbox import Sandbox
from storage.engine.database import Database
from storage.tables.items import ITEM
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import LINE, STARTS_AT, CrashStory

HANDED_AT = STARTS_AT + timedelta(minutes=1)


def owners(sandbox: Sandbox) -> set[str]:
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
        return set(tx.execute(select(ITEM.c.owner)).scalars())


@pytest.mark.parametrize("point", ["answer saves", "answer done", "take done"])
async def test_killed_around_it_all_of_it_went_or_nothing(sandbox: Sandbox, point: str) -> None:
    async with sandbox:
        story = CrashStory(sandbox, [CrashPoint(point, since=HANDED_AT)])
        maria, lea = (sandbox.slack.person(name) for name in ("maria", "lea"))
        try:
            await story.live_at(STARTS_AT)
            for line in (LINE, LINE.replace("SSO login", "DNS")):
                await sandbox.slack.person("cem").types("#launch", line)
                await story.live_at(STARTS_AT + timedelta(seconds=30))
            await maria.types("#launch", "/backstop hand over to @lea because I move to sales")
            await maria.submits()
            await story.live_at(HANDED_AT - timedelta(seconds=10))
            await story.live_at(HANDED_AT)
            [told] = [it for it in sandbox.slack.expectations.dms_to("lea") if "offers" in it.text]
            await lea.clicks("I'll take all of it", message=told)
            for minutes in range(1, 7):
                await story.live_at(HANDED_AT + timedelta(minutes=minutes))
        finally:
            story.kill()
        ended = story.told()
        assert (story.deaths, ended.lost, ended.doubled) == (1, (), ())
        is_done = point != "answer saves"
        assert owners(sandbox) == {lea.id if is_done else maria.id}
        said = [one.text for one in sandbox.slack.expectations.dms_to("maria")]
        assert sum("took 2 items" in one for one in said) == is_done
