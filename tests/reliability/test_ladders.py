"""The bot dies as a ladder is edited, saved and applied: all of it is done, or nothing.

Lea leads and Cem is leadership; B-1 is open. Lea's save makes the holidays of Germany days off,
from version 2 on, for B-1 too.
"""

from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words
from storage.engine.database import Database
from storage.tables.channels import LADDER_DRAFT
from storage.tables.items import EVENT
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import LINE, STARTS_AT, CrashStory

SET_UP_AT = STARTS_AT + timedelta(minutes=1)
PRESSED_AT = STARTS_AT + timedelta(minutes=5)
AROUND_THE_COMMIT = ["answer saves", "answer done"]


@pytest.mark.parametrize("point", AROUND_THE_COMMIT)
async def test_killed_around_the_commit_a_step_is_edited_once(sandbox: Sandbox, point: str) -> None:
    async with sandbox:
        lea = sandbox.slack.person("lea")
        with CrashStory(sandbox, [CrashPoint(point, since=PRESSED_AT)]) as story:
            await set_up(sandbox, story)
            await lea.types("#launch", "/backstop setup")
            await lea.clicks("ladder.page.hours")
            await lea.fills({"Holidays of": "DE"})
            await story.live_at(PRESSED_AT)
            assert (await lea.submits()).error
            await story.live_at(PRESSED_AT + timedelta(seconds=1))
            assert (story.deaths, len(drafts(sandbox))) == (1, int(point == "answer done"))
            assert (await lea.submits()).errors == {}
            await lea.sees_form("Not saved yet.", "not on holidays of DE")
            assert len(drafts(sandbox)) == 1
            await lea.submits()
            await lea.sees_form("Saved. New items use it from now on.")
            assert drafts(sandbox) == []


@pytest.mark.parametrize("point", AROUND_THE_COMMIT)
async def test_killed_around_the_commit_a_ladder_is_saved_applied_and_told_once(
    sandbox: Sandbox, point: str
) -> None:
    async with sandbox:
        lea = sandbox.slack.person("lea")
        with CrashStory(sandbox, [CrashPoint(point, since=PRESSED_AT)]) as story:
            await set_up(sandbox, story)
            await lea.types("#launch", "/backstop setup")
            await lea.clicks("ladder.page.hours")
            await lea.fills({"Holidays of": "DE"})
            await lea.submits()
            await lea.fills({"Open items that were logged before (1)": "All of them use this one"})
            await story.live_at(PRESSED_AT)
            assert (await lea.submits()).error
            await story.live_at(PRESSED_AT + timedelta(seconds=1))
            stored = 1 if point == "answer done" else 0
            assert (story.deaths, *happened(sandbox)) == (1, 1 + stored, stored)
            await lea.submits()
            await lea.sees_form("Saved. New items and 1 open item use it from now on.")
            for minutes in (1, 3, 6):
                await story.live_at(PRESSED_AT + timedelta(minutes=minutes))
        told = story.told()
        assert (told.lost, told.doubled, told.findings) == ((), (), ())
        assert happened(sandbox) == (2, 1)
        everything = sandbox.slack.expectations
        for said in (everything.messages_in("#launch"), everything.dms_to("cem")):
            news = [message_words(one) for one in said if "(version 3)" in one.text]
            assert ["Holidays: DE (was none)" in one for one in news] == [True]


async def set_up(sandbox: Sandbox, story: CrashStory) -> None:
    """Lea leads, Cem is leadership, and B-1 is logged with that ladder."""
    await story.live_at(STARTS_AT)
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["lea"], "Leadership: people": ["cem"]})
    await maria.submits()
    await maria.closes(everything=True)
    await story.live_at(SET_UP_AT)
    await maria.types("#launch", LINE)
    await story.live_at(SET_UP_AT + timedelta(seconds=1))


def drafts(sandbox: Sandbox) -> list[Row[Any]]:
    return rows(sandbox, select(LADDER_DRAFT.c.person))


def happened(sandbox: Sandbox) -> tuple[int, int]:
    """How often a ladder was saved, and an item put on another one."""
    actions = [action for (action,) in rows(sandbox, select(EVENT.c.action))]
    return actions.count("configured"), actions.count("adopted")


def rows(sandbox: Sandbox, asked: Any) -> list[Row[Any]]:
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
        return list(tx.execute(asked))
