"""`backstop check` says of each part whether it is well, and how to mend it where it is not."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from playground.faults import How
from playground.slack import Playground
from storage import channels, workspaces
from storage.channels import Channel
from storage.database import Database
from storage.workspaces import Workspace
from tests.edges.delivery_office import MANIFEST
from tests.edges.playground_bot import a_manifest, a_slack
from tests.factories import a_policy

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with a_slack(manifest=MANIFEST) as slack:
        yield slack


async def check(slack: Playground, folder: Path, **environment: str) -> tuple[int, str, str]:
    """Run the real program; its exit code, answer and error stream."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "check"),
        cwd=folder,
        env={
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            **environment,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode(), complained.decode()


async def test_all_is_well(slack: Playground, tmp_path: Path) -> None:
    code, said, complained = await check(slack, tmp_path)
    assert (code, complained) == (0, "")
    for part in ("settings", "database", "bot token", "scopes", "app token"):
        assert f"ok {part}" in said


async def test_every_fault_is_told_at_once(slack: Playground, tmp_path: Path) -> None:
    slack.faults.add(How.ERROR, "auth.test", code="account_inactive", times=None)
    slack.faults.add(How.ERROR, "apps.connections.open", code="invalid_auth", times=None)
    nowhere = "sqlite:////nowhere/at/all.db"
    code, _, complained = await check(slack, tmp_path, DATABASE_URL=nowhere)
    assert code == 1
    database, bot_token, app_token = complained.splitlines()
    assert database.startswith("DATABASE_URL: ")
    assert bot_token.startswith("SLACK_BOT_TOKEN: Slack answers account_inactive. To mend it, ")
    assert app_token.startswith("SLACK_APP_TOKEN: Slack answers invalid_auth. To mend it, ")


async def test_missing_scopes_are_named(tmp_path: Path) -> None:
    few = a_manifest(scopes=["commands", "chat:write", "users:read"])
    async with a_slack(manifest=few) as slack:
        code, _, complained = await check(slack, tmp_path)
    assert code == 1
    assert "channels:read, groups:read, im:history, im:write" in complained
    assert "usergroups:read" not in complained, "it is optional"


async def test_what_is_less_sure_without_the_optional_history_is_said(tmp_path: Path) -> None:
    manifest = yaml.safe_load(MANIFEST.read_text())
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    scopes.remove("groups:history")
    async with a_slack(manifest=manifest) as slack:
        code, said, _ = await check(slack, tmp_path)
    assert code == 0
    assert "ok scopes (without groups:history: after a lost answer" in said


async def test_slack_out_of_reach_is_told_at_once(slack: Playground, tmp_path: Path) -> None:
    code, _, complained = await check(slack, tmp_path, SLACK_API_URL="http://127.0.0.1:1/api/")
    assert code == 1
    assert "Slack cannot be reached (no_connection)" in complained
    assert "Traceback" not in complained


async def test_a_ladder_that_ends_at_nobody_is_told(slack: Playground, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'backstop.db'}")
    database.migrate()
    with database.write() as tx:
        workspaces.save(tx, Workspace(id="T1", name="Acme", bot_user="UBOT"))
        launch = Channel(
            workspace="T1", id="C1", name="launch", policy=a_policy(), member=True, configured=True
        )
        channels.save(tx, launch)
    database.close()
    code, said, complained = await check(slack, tmp_path)
    assert code == 1
    assert "ok ladders" not in said
    assert "#launch: its lead U03 has left or cannot answer." in complained
    assert "#launch: its leadership U04 has left or cannot answer." in complained
    assert "/backstop setup" in complained
