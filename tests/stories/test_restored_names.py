"""A restore knows messages by both kinds of token, and says where it cannot know them."""

from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import delete

from bot.demo.sandbox import Town
from storage.engine.database import Database
from storage.tables.slack import INSTALLATION
from tests.stories.hearing import fresh, heard, ignore_rest, posted
from tests.stories.test_restored_backup import (
    back_up,
    everyone_hears_of_the_first_two_hours,
    everyone_hears_of_two_items,
    restore,
)
from tests.support.storage.old_databases import old_token

pytestmark = pytest.mark.of_one_bot


def name_as_before(town: Town) -> None:
    """Let all that was said carry the tokens that an older Backstop would have given it."""
    workspace = town.slack.workspace
    with closing(Database(town.settings().database_url)) as database, database.read_all() as tx:
        rows: Any = tx.exec_driver_sql("SELECT channel, ts, token, key FROM notice WHERE ts <> ''")
        said: dict[tuple[str, str], list[str]] = {}
        for channel, ts, _, key in rows:
            name = old_token(workspace.team_id, key)
            said.setdefault((channel, ts), []).append(name)
    for (channel, ts), (first, *others) in said.items():
        message = workspace.message(channel, ts)
        if message is not None and message.metadata is not None:
            also = {"also": others} if others else {}
            message.metadata["event_payload"] = {"token": first} | also


def forget_the_secret(town: Town) -> None:
    """As in a backup of before there was one."""
    url = f"sqlite:///{town.folder / 'backup.db'}"
    with closing(Database(url)) as database, database.write_all() as tx:
        tx.execute(delete(INSTALLATION))


async def test_what_an_older_version_said_after_the_backup_is_known_again(
    laddered_town: Town,
) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    backup = await everyone_hears_of_two_items(town)
    ignore_rest(town, "maria", "lea", "#launch")
    name_as_before(town)
    await restore(town, backup, taken_at=taken_at)
    assert [heard(town, who) for who in ("maria", "lea", "cem")] == [[], [], []]
    assert posted(town) == []


async def test_with_a_backup_of_before_the_secret_what_is_said_again_says_so(
    laddered_town: Town,
) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    backup = await everyone_hears_of_the_first_two_hours(town)
    forget_the_secret(town)
    await restore(town, backup, taken_at=taken_at)
    (again,) = fresh(town, town.slack.expectations.dms_to("lea"))
    assert "This may be a repeat" in again.text
    assert all(
        "This may be a repeat" in message.text
        for message in fresh(town, town.slack.expectations.dms_to("maria"))
    )
    ignore_rest(town, "#launch")


async def test_where_slack_keeps_no_metadata_what_is_said_again_says_so(
    laddered_town: Town,
) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    town.slack.engine.drops_metadata = True
    backup = await everyone_hears_of_the_first_two_hours(town)
    await restore(town, backup, taken_at=taken_at)
    (again,) = fresh(town, town.slack.expectations.dms_to("lea"))
    assert "This may be a repeat" in again.text
    fresh(town, town.slack.expectations.dms_to("maria"))
    ignore_rest(town, "#launch")


async def test_what_other_apps_store_holds_up_no_restore(laddered_town: Town) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    backup = await everyone_hears_of_the_first_two_hours(town)
    app, launch = town.slack.add_app("deploys"), town.slack.channel("#launch")
    payload = {"token": "x", "also": None}
    app.posts(launch, "x", metadata={"event_type": "backstop_notice", "event_payload": payload})
    await restore(town, backup, taken_at=taken_at)
    assert [heard(town, who) for who in ("maria", "lea")] == [[], []]
    assert posted(town) == []
    assert back_up(town).exists()
