"""The whole bot, put together as in production, against a playground."""

import asyncio
import json
import signal
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import Backstop
from bot.errors import CannotRun
from bot.timing import Timing
from playground.slack import Playground
from playground.state.faults import How
from storage import installations
from tests.stories.scraping import readiness
from tests.support.bots import program
from tests.support.bots.playground_bot import SteppedClock
from tests.support.bots.socket_bot import LINE, a_bot, settings


async def test_what_is_typed_is_logged_and_the_owner_is_told(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    async with a_bot(slack, folder, clock) as bot:
        await slack.person("tom").types("#launch", f"/blocker {LINE}")
        await bot.workspace.settle()
        await slack.expectations.expect_post("#launch", "Contract import is stuck")
        await slack.expectations.expect_dm("maria", "Contract import is stuck")
        due_or_before = await bot.workspace.next_event()
        assert due_or_before is not None
        assert due_or_before > clock()


async def test_a_database_without_a_secret_gets_one_at_the_start_and_keeps_it(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    found = []
    for _ in range(2):
        async with a_bot(slack, folder, clock) as bot:
            with bot.workspace.context.database.read(slack.workspace.team_id) as tx:
                found.append(installations.get(tx))
    assert found[0] == found[1] is not None


async def test_it_says_when_it_is_ready_and_why_it_is_not(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    async with a_bot(slack, folder, clock) as bot:
        status, state = await readiness(bot.port)
        assert (status, state["ready"]) == (200, True)
        assert state["database"] == "ok"
        assert state["slack"] == "ok"
        assert state["heartbeat"] == "ok"
        assert state["replicas"] == 1


async def test_a_restart_goes_on_where_it_was(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    async with a_bot(slack, folder, clock) as bot:
        await slack.person("tom").types("#launch", f"/blocker {LINE}")
        await bot.workspace.settle()
        before = len(slack.workspace.messages)
    async with a_bot(slack, folder, clock) as bot:
        await bot.workspace.settle()
        assert len(slack.workspace.messages) == before
        clock.advance(hours=5)
        await bot.workspace.settle()
        assert len(slack.workspace.messages) > before


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_token_slack_does_not_take_ends_the_start(
    slack: Playground, folder: Path, clock: SteppedClock, code: str
) -> None:
    slack.faults.add(How.ERROR, "auth.test", code=code, times=None)
    with pytest.raises(CannotRun, match=f"SLACK_BOT_TOKEN: Slack answers {code}"):
        await a_bot(slack, folder, clock).start()


async def test_an_app_token_slack_does_not_take_ends_the_start(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    wrong = SecretStr("xapp-wrong")
    with pytest.raises(CannotRun, match="SLACK_APP_TOKEN: Slack answers"):
        await a_bot(slack, folder, clock, slack_app_token=wrong).start()


async def test_while_slack_is_away_the_start_waits(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    slack.faults.add(How.STATUS, "auth.test", status=503)
    async with a_bot(slack, folder, clock) as bot:
        assert (await readiness(bot.port))[0] == 200
    assert len(slack.recorder.calls("auth.test")) == 2


async def test_a_port_that_is_taken_is_told(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotRun, match="set another PORT"):
            await a_bot(slack, folder, clock, port=taken.getsockname()[1]).start()


async def test_a_link_that_slack_takes_no_more_is_not_tried_for_ever(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    timing = Timing(clock=clock, ping=timedelta(milliseconds=300))
    async with Backstop(settings(slack, folder), timing=timing):
        slack.sockets.turning_away = 1
        slack.sockets.drop()
        assert await slack.sockets.connected(within=program.PATIENCE)
        assert slack.sockets.turning_away == 0


async def test_socket_mode_switched_off_on_slacks_page_is_said(
    slack: Playground, folder: Path, clock: SteppedClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_bot(slack, folder, clock):
        await slack.person("tom").types("#launch", '/blocker is "link_disabled" a word?')
        assert "action=switched_off" not in caplog.text
        await slack.sockets.refresh("link_disabled")
        assert await slack.sockets.connected()
    assert "action=switched_off" in caplog.text


async def test_sigterm_ends_the_program_in_order(slack: Playground, folder: Path) -> None:
    process = await program.start(slack, folder, "run", LOG_FORMAT="json")
    lines = await program.started(process)
    assert all(json.loads(line)["logger"].startswith("backstop") for line in lines)
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        _, rest = await process.communicate()
    assert process.returncode == 0
    assert [json.loads(line)["action"] for line in rest.decode().splitlines()][-1] == "stopped"
    assert slack.bot_token not in "".join(lines) + rest.decode()


async def test_a_database_file_that_is_deleted_is_told_and_nothing_is_taken_in(
    slack: Playground, folder: Path, clock: SteppedClock
) -> None:
    file, elsewhere = folder / "backstop.db", folder / "elsewhere.db"
    async with a_bot(slack, folder, clock) as bot:
        file.rename(elsewhere)
        await bot.workspace.heartbeat.tick()
        status, state = await readiness(bot.port)
        assert (status, state["database"], state["heartbeat"]) == (503, "FileGone", "FileGone")
        seen = await slack.person("tom").types("#launch", f"/blocker {LINE}")
        assert "Something went wrong on our side" in seen.text
        assert LINE in seen.text
        elsewhere.rename(file)
        await bot.workspace.heartbeat.beat()
        assert (await readiness(bot.port))[0] == 200
        await slack.person("tom").types("#launch", f"/blocker {LINE}")
        await slack.expectations.expect_dm("maria", "Contract import is stuck")
