"""`backstop check` says of each part whether it is fine, and if not, how to fix it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import check_slack
from bot.cli.check import NO_FAULT
from bot.process.clock import utc_now
from bot.settings import Settings
from bot.web.server import Web
from playground.slack import Playground
from playground.state.faults import How
from tests.support.bots import program
from tests.support.bots.delivery_rig import MANIFEST
from tests.support.bots.playground_bot import SteppedClock, a_manifest, a_slack
from tests.support.bots.typed import Answer, backstop


@pytest.fixture
def clock() -> SteppedClock:
    """Slack's clock; the program under test uses the system's."""
    return SteppedClock(utc_now())


@pytest.fixture
async def slack(clock: SteppedClock) -> AsyncIterator[Playground]:
    async with a_slack(clock, manifest=MANIFEST) as slack:
        yield slack


async def check(slack: Playground, folder: Path, **environment: str) -> Answer:
    """`backstop check` with the tokens of this workspace."""
    known = {**program.tokens(slack), **environment}
    return await asyncio.to_thread(backstop, "check", folder=folder, **known)


async def said_of(slack: Playground, **changes: Any) -> list[str]:
    """What the Slack part of the check reports, run in this process."""
    tokens = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token}
    settings = {**tokens, "slack_api_url": slack.api_url, **changes}
    return await check_slack.found(Settings.model_validate(settings))


async def only_fault(slack: Playground, **changes: Any) -> str:
    """The one thing that is wrong."""
    found = await said_of(slack, **changes)
    [fault] = [line for line in found if not line.startswith(NO_FAULT)]
    assert "To fix it, " in fault
    return fault


async def test_all_is_well(slack: Playground, tmp_path: Path) -> None:
    process = await program.start(slack, tmp_path, "check")
    said, complained = await process.communicate()
    assert (process.returncode, complained) == (0, b"")
    assert said.decode().splitlines() == [
        "ok settings (Socket Mode)",
        "ok database sqlite:///backstop.db (empty; `backstop run` sets it up)",
        "ok port 0",
        "ok bot token (Playground, backstop)",
        "ok scopes",
        "ok channels (#launch)",
        "note BACKSTOP_ADMINS is empty, so alarms reach nobody. Put your own member ID there "
        "(in Slack: your profile, ⋮, Copy member ID)",
        "ok app token",
    ]


async def test_every_fault_is_told_at_once(slack: Playground, tmp_path: Path) -> None:
    slack.faults.add(How.ERROR, "auth.test", code="account_inactive", times=None)
    slack.faults.add(How.ERROR, "apps.connections.open", code="invalid_auth", times=None)
    nowhere = "sqlite:////nowhere/at/all.db"
    answer = await check(slack, tmp_path, DATABASE_URL=nowhere, HOST="192.0.2.1", PORT="3000")
    assert answer.returncode == 1
    database, address, bot_token, app_token = answer.stderr.splitlines()
    assert database.startswith("DATABASE_URL: ")
    assert address.startswith("HOST, PORT: cannot listen on 192.0.2.1:3000")
    assert bot_token.startswith("SLACK_BOT_TOKEN: Slack answers account_inactive. To fix it, ")
    assert app_token.startswith("SLACK_APP_TOKEN: Slack answers invalid_auth. To fix it, ")


async def test_the_database_is_looked_at_without_tokens_too(
    slack: Playground, tmp_path: Path
) -> None:
    answer = await check(
        slack,
        tmp_path,
        SLACK_BOT_TOKEN=slack.app_token,
        SLACK_APP_TOKEN=slack.bot_token,
        DATABASE_URL="sqlite:////nowhere/at/all.db",
    )
    assert answer.returncode == 1
    bot_token, app_token, database = answer.stderr.splitlines()
    assert app_token.startswith("SLACK_APP_TOKEN is the bot token; it must be the app-level token")
    assert bot_token.startswith("SLACK_BOT_TOKEN is the app-level token; it must be the bot token")
    assert database.startswith("DATABASE_URL: ")


IPV6 = pytest.mark.skipif(not Path("/proc/net/if_inet6").exists(), reason="there is no IPv6")


@pytest.mark.parametrize(
    ("host", "state"),
    [
        ("127.0.0.1", {"heartbeat_age": 0.2}),
        ("127.0.0.1", {"status": "another program's"}),
        pytest.param("::1", {"heartbeat_age": 0.2}, marks=IPV6),
    ],
)
async def test_a_port_in_use_is_a_fault_unless_a_backstop_has_it(
    slack: Playground, tmp_path: Path, host: str, state: dict[str, Any]
) -> None:
    async def readiness() -> dict[str, Any]:
        return {"ready": True, **state}

    async def measurements() -> bytes:
        return b""

    web = Web(readiness, measurements)
    port = await web.start(host, 0)
    answer = await check(slack, tmp_path, HOST=host, PORT=str(port))
    await web.stop()
    if "heartbeat_age" in state:
        assert (answer.returncode, answer.stderr) == (0, "")
        assert f"ok port {port} (a Backstop runs there)" in answer.stdout
    else:
        assert answer.returncode == 1
        assert answer.stderr == (
            f"HOST, PORT: cannot listen on 127.0.0.1:{port} (Address already in use). "
            "To fix it, stop what uses it or set another PORT.\n"
        )


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("token_revoked", "install the app to the workspace again"),
        ("invalid_auth", "copy it again"),
        ("token_expired", "switch token rotation off"),
    ],
)
async def test_a_bot_token_that_slack_does_not_take(slack: Playground, code: str, fix: str) -> None:
    slack.faults.add(How.ERROR, "auth.test", code=code)
    fault = await only_fault(slack)
    assert fault.startswith(f"SLACK_BOT_TOKEN: Slack answers {code}. To fix it, {fix}")


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("missing_scope", "generate a new app-level token with the scope connections:write"),
        ("invalid_auth", "generate a new app-level token with the scope connections:write"),
        ("forbidden_team", "switch Socket Mode on"),
    ],
)
async def test_an_app_token_that_slack_does_not_take(
    slack: Playground, code: str, fix: str
) -> None:
    slack.faults.add(How.ERROR, "apps.connections.open", code=code, times=None)
    fault = await only_fault(slack)
    assert fault.startswith(f"SLACK_APP_TOKEN: Slack answers {code}. To fix it, {fix}")


async def test_tokens_of_two_apps_are_told_apart(slack: Playground) -> None:
    slack.workspace.app_tokens_app = "A0OTHER"
    fault = await only_fault(slack)
    assert fault.startswith("SLACK_APP_TOKEN is of another app (A0OTHER) than SLACK_BOT_TOKEN (A0")


async def test_slack_is_asked_of_each_token_once_and_again_when_it_was_too_fast(
    slack: Playground,
) -> None:
    slack.faults.add(How.RATELIMITED, "users.conversations", retry_after=0)
    assert "ok channels (#launch)" in await said_of(slack)
    assert len(slack.recorder.calls("auth.test")) == 2


async def test_a_token_for_a_whole_organisation_is_refused(slack: Playground) -> None:
    slack.workspace.is_whole_organisation = True
    fault = await only_fault(slack)
    assert fault.startswith("SLACK_BOT_TOKEN is for a whole organisation, and Backstop serves one")


async def test_missing_scopes_are_named(clock: SteppedClock) -> None:
    few = a_manifest(scopes=["commands", "chat:write", "users:read"])
    async with a_slack(clock, manifest=few) as slack:
        fault = await only_fault(slack)
    assert "channels:read, groups:read, im:history, im:write" in fault
    assert "paste what `backstop manifest` prints" in fault, "it keeps what was chosen"
    assert "page App Manifest, then install the app again" in fault
    assert "usergroups:read" not in fault, "it is optional"


async def test_scopes_that_slack_does_not_name_cannot_be_known(slack: Playground) -> None:
    slack.engine.names_scopes = False
    said = await said_of(slack)
    assert [line for line in said if line.startswith("note The app's scopes are unknown")]
    assert not [line for line in said if "lacks" in line]


async def test_what_is_less_sure_without_the_optional_history_is_said(clock: SteppedClock) -> None:
    manifest = yaml.safe_load(MANIFEST.read_text())
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    scopes.remove("groups:history")
    async with a_slack(clock, manifest=manifest) as slack:
        [scopes] = [line for line in await said_of(slack) if line.startswith("ok scopes")]
    assert scopes.startswith("ok scopes (without groups:history: after a lost answer")


async def test_slack_out_of_reach_is_told_at_once(slack: Playground, tmp_path: Path) -> None:
    answer = await check(slack, tmp_path, SLACK_API_URL="http://127.0.0.1:1/api/")
    assert answer.returncode == 1
    [fault] = answer.stderr.splitlines()
    assert fault.startswith("Slack cannot be reached (no_connection). To fix it, ")


async def test_a_clock_that_is_not_slacks_is_told(clock: SteppedClock, slack: Playground) -> None:
    clock.advance(minutes=3)
    fault = await only_fault(slack)
    assert fault.startswith("The clock of this machine (")
    assert "set the clock, best by NTP" in fault


async def test_a_bot_in_no_channel_is_told_how_to_invite_it(slack: Playground) -> None:
    bot = slack.workspace.bot_user
    slack.channel("#launch").members.remove(bot)
    note = "note Backstop is in no channel yet. Type in your team's: /invite @Backstop"
    assert note in await said_of(slack)


async def test_without_admins_it_says_that_alarms_reach_nobody(slack: Playground) -> None:
    [note] = [line for line in await said_of(slack) if "BACKSTOP_ADMINS" in line]
    assert note.startswith("note BACKSTOP_ADMINS is empty, so alarms reach nobody.")
    maria = slack.person("maria").user.id
    assert not [line for line in await said_of(slack, admins=maria) if "BACKSTOP_ADMINS" in line]


async def test_an_admin_who_is_nobody_or_has_left_is_told(slack: Playground) -> None:
    slack.deactivate("tom")
    tom, maria = slack.person("tom").user.id, slack.person("maria").user.id
    said = await said_of(slack, admins=f"U0NOBODY,{tom},{maria}")
    admins = [line for line in said if line.startswith("BACKSTOP_ADMINS")]
    assert [line.partition(". To fix it, ")[0] for line in admins] == [
        f"BACKSTOP_ADMINS: {tom} has left",
        "BACKSTOP_ADMINS: U0NOBODY is nobody in this workspace",
    ]


@pytest.mark.parametrize(
    ("secret", "line"),
    [
        ("0123456789abcdef" * 2, "ok signing secret"),
        ("not-a-secret", "note SLACK_SIGNING_SECRET does not look like one"),
    ],
)
async def test_the_shape_of_a_signing_secret_is_said(
    slack: Playground, secret: str, line: str
) -> None:
    said = await said_of(slack, slack_app_token="", slack_signing_secret=secret)
    assert said[-1].startswith(line)
    assert "ok app token" not in said
