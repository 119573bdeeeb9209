"""A flood from one person: others are answered, the excess is turned away, nothing is lost."""

import asyncio
import sqlite3

import pytest

from bot.demo.sandbox import Sandbox
from tests.stories.heard import ignore_rest

FLOOD = 60
LINE = "/blocker flood {} owner @bo due fri noon fallback wait"


@pytest.mark.both_ways
async def test_a_flood_from_one_person_is_answered_whole_and_others_go_on(sandbox: Sandbox) -> None:
    """Another program locks the database, so that none of the flood gets through too early."""
    bo, maria = sandbox.slack.person("bo"), sandbox.slack.person("maria")
    holder = sqlite3.connect(sandbox.folder / "backstop.db")
    holder.execute("BEGIN IMMEDIATE")
    flood = [asyncio.create_task(bo.types("#launch", LINE.format(n))) for n in range(FLOOD)]
    await sandbox.slack.expectations.expect_ephemeral("bo", "Too many requests at once")
    calm = await maria.types("#launch", "/backstop help")
    assert "/blocker" in calm.text
    holder.rollback()
    holder.close()
    await asyncio.gather(*flood)

    answers = [message.text for message in sandbox.slack.expectations.ephemerals_to("bo")]
    logged = [one for one in answers if one.startswith("Logged *B-")]
    given_back = [one for one in answers if "/blocker flood" in one]
    assert len(answers) == len(logged) + len(given_back) == FLOOD

    await bo.types("#launch", LINE.format("again"))
    await sandbox.settle()
    assert f"B-{len(logged) + 1}" in sandbox.slack.expectations.ephemerals_to("bo")[-1].text
    ignore_rest(sandbox, "#launch")
