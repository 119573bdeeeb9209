"""A restore recognises both kinds of token, and says where it cannot know them."""

from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import delete

from bot.demo.sandbox import Sandbox
from storage.engine.database import Database
from storage.tables.workspaces import INSTALLATION
from tests.stories.heard import fresh, heard, ignore_rest, posted
from tests.stories.test_restored_backup import (
    back_up,
    everyone_hears_of_the_first_two_hours,
    everyone_hears_of_two_items,
    restore,
)
from tests.support.storage.old_databases import old_token

pytestmark = pytest.mark.of_one_bot


def name_as_before(sandbox: Sandbox) -> None:
    """Replace the tokens of all messages with those an older Backstop would have made."""
    workspace = sandbox.slack.workspace
    with closing(Database(sandbox.settings().database_url)) as database, database.read_all() as tx:
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


def forget_the_secret(sandbox: Sandbox) -> None:
    """Remove the secret, as in a backup from before there was one."""
    url = f"sqlite:///{sandbox.folder / 'backup.db'}"
    with closing(Database(url)) as database, database.write_all() as tx:
        tx.execute(delete(INSTALLATION))


def each_is_told_once_that_it_may_be_a_repeat(sandbox: Sandbox) -> None:
    """Maria and Lea are told once more; one late reminder stands for the two that Maria missed."""
    for who in ("maria", "lea"):
        (again,) = fresh(sandbox, sandbox.slack.expectations.dms_to(who))
        assert "This may be a repeat" in again.text


async def test_what_an_older_version_said_after_the_backup_is_known_again(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    backup = await everyone_hears_of_two_items(sandbox)
    ignore_rest(sandbox, "maria", "lea", "#launch")
    name_as_before(sandbox)
    await restore(sandbox, backup, taken_at=taken_at)
    assert [heard(sandbox, who) for who in ("maria", "lea", "cem")] == [[], [], []]
    assert posted(sandbox) == []


async def test_with_a_backup_of_before_the_secret_what_is_said_again_says_so(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    backup = await everyone_hears_of_the_first_two_hours(sandbox)
    forget_the_secret(sandbox)
    await restore(sandbox, backup, taken_at=taken_at)
    each_is_told_once_that_it_may_be_a_repeat(sandbox)
    ignore_rest(sandbox, "#launch")


async def test_where_slack_keeps_no_metadata_what_is_said_again_says_so(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    sandbox.slack.engine.drops_metadata = True
    backup = await everyone_hears_of_the_first_two_hours(sandbox)
    await restore(sandbox, backup, taken_at=taken_at)
    each_is_told_once_that_it_may_be_a_repeat(sandbox)
    ignore_rest(sandbox, "#launch")


async def test_what_other_apps_store_holds_up_no_restore(laddered_sandbox: Sandbox) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    backup = await everyone_hears_of_the_first_two_hours(sandbox)
    app, launch = sandbox.slack.add_app("deploys"), sandbox.slack.channel("#launch")
    payload = {"token": "x", "also": None}
    app.posts(launch, "x", metadata={"event_type": "backstop_notice", "event_payload": payload})
    await restore(sandbox, backup, taken_at=taken_at)
    assert [heard(sandbox, who) for who in ("maria", "lea")] == [[], []]
    assert posted(sandbox) == []
    assert back_up(sandbox).exists()
