"""No output of the program contains a token or password, however it starts and ends.

It is started as an operator starts it, with all libraries logging too, and we check all output.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import yaml

from bot import app_manifest
from messages.command_names import Commands
from playground.slack import Playground
from playground.wire.http import signature
from tests.edges.security.test_requests import moment
from tests.support.bots.http_bot import EVENTS, LONG, a_request, status
from tests.support.bots.playground_bot import a_slack
from tests.support.bots.socket_bot import LINE
from tests.support.bots.typed import backstop

ROOT = Path(__file__).parents[3]
CANARY = "zebrafinch"
POSTGRES = "postgresql+psycopg://"


SETTINGS = {
    "SLACK_BOT_TOKEN": f"xoxb-{CANARY}-test",
    "SLACK_SIGNING_SECRET": f"{CANARY}-test",
    "SLACK_API_URL": "http://127.0.0.1:1/api/",
    "PORT": "0",
    "LOG_LEVEL": "DEBUG",
}
"""Of a bot at the loudest level."""


@asynccontextmanager
async def started(folder: Path, **changes: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`backstop run` in its own process, ended at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "dev", "-m", "bot", "run"),
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), **SETTINGS, **changes},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(3 * LONG):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize(
    "changes",
    [
        {"DATABASE_URL": f"{POSTGRES}backstop:{CANARY}@127.0.0.1:1/backstop"},
        {"DATABASE_URL": f"{POSTGRES}backstop@127.0.0.1:1/backstop?password={CANARY}"},
        {"DATABASE_URL": f"{POSTGRES}backstop:{CANARY}@127.0.0.1:none/backstop"},
        {"DATABASE_URL": f"mysql://backstop:{CANARY}@127.0.0.1/backstop"},
        {"SLACK_BOT_TOKEN": f"{CANARY}-of-another-kind"},
    ],
)
def test_a_start_that_fails_says_why_without_a_secret(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    answer = backstop("run", folder=tmp_path, **{**SETTINGS, **changes})
    (name,) = changes
    assert (answer.returncode, answer.stdout) == (1, "")
    assert name in answer.stderr
    assert CANARY not in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    url = app_manifest.request_url("https://bot.example.com")
    manifest = yaml.safe_load(app_manifest.text(Commands(), url=url))
    async with a_slack(manifest=manifest) as slack:
        yield slack


async def test_a_life_in_full_is_told_without_a_secret(slack: Playground, tmp_path: Path) -> None:
    """At SIGTERM it ends in order, and Slack reaches it no more."""
    secret, tom = slack.signing_secret, slack.person("tom")
    changes = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url}
    async with started(tmp_path, SLACK_SIGNING_SECRET=secret, **changes) as process:
        lines, port = await until_started(process)
        await slack.found_at(f"http://127.0.0.1:{port}")
        assert "Logged *B-1*" in (await tom.types("#launch", f"/blocker {LINE}")).text
        for body in (f"text={CANARY}", "payload={" + CANARY, f"command=%2Fblocker&text={CANARY}"):
            for signed_with in (secret, CANARY):
                assert status(await posted(port, body, secret=signed_with)) in {200, 400, 401, 404}
        process.send_signal(signal.SIGTERM)
        rest, _ = await process.communicate()
    said = "".join(lines) + rest.decode()
    assert process.returncode == 0
    assert "action=unread kind=command" in said
    assert not [word for word in (CANARY, slack.bot_token, secret) if word in said]
    refused = await tom.types("#launch", f"/blocker {LINE}")
    assert refused.error == '/blocker failed with the error "dispatch_failed"'


async def until_started(process: asyncio.subprocess.Process) -> tuple[list[str], int]:
    """The output until then, and where it listens."""
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or "action=started" not in lines[-1]:
        line = await process.stdout.readline()
        assert line, lines
        lines.append(line.decode())
    return lines, int(lines[-1].partition("port=")[2].split()[0])


async def posted(port: int, body: str, *, secret: str) -> bytes:
    timestamp = moment()
    seal = [
        (b"X-Slack-Request-Timestamp", timestamp.encode()),
        (b"X-Slack-Signature", signature(secret, timestamp, body).encode()),
    ]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(a_request(EVENTS, body.encode(), seal))
    answer = await reader.read()
    writer.close()
    return answer
