"""What people write, tokens and passwords reach no log and no outsider.

One word is in everything written in this sandbox, however it ends, with all libraries logging at
the most verbose level; the log is formatted as in production.
"""

import io
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import suppress

import aiohttp
import pytest

from bot.demo.sandbox import Sandbox
from bot.process import logs
from playground.state.faults import How
from tests.stories.heard import berlin, ignore_rest

CANARY = "zebrafinch"
TITLE = f"{CANARY} merger of {CANARY}@mail.test with xoxb-{CANARY}-1"
LOUD = (
    "",
    "backstop",
    "slack_bolt",
    "slack_sdk",
    "aiohttp",
    "sqlalchemy",
    "asyncio",
    "apscheduler",
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What an operator would see of all that follows, in both formats, at LOG_LEVEL=DEBUG."""
    written = io.StringIO()
    handlers = [logging.StreamHandler(written) for _ in range(2)]
    for handler, form in zip(handlers, (logs.Text(), logs.Json()), strict=True):
        handler.setFormatter(form)
        handler.addFilter(logs.is_ours_or_grave)
        logging.getLogger().addHandler(handler)
    before = {name: logging.getLogger(name).level for name in LOUD}
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield written
    for handler in handlers:
        logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.both_ways
@pytest.mark.of_one_bot
async def test_what_people_write_is_in_no_log_and_no_answer_to_a_stranger(
    log: io.StringIO, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await everything_is_said(sandbox)
    await slack_fails(sandbox)
    await the_database_fails(sandbox)
    await a_stranger_writes(sandbox)
    answers = [
        await asked(sandbox, place) for place in ("healthz", "readyz", "metrics", CANARY[:3])
    ]
    ignore_rest(sandbox)  # this is about logs and strangers

    assert CANARY in caplog.text, "the control: unfiltered, the libraries do tell it"
    for word in ("action=failed", "action=window_not_opened", "OperationalError"):
        assert word in log.getvalue(), "the control: something was logged"
    for secret in (
        CANARY,
        sandbox.slack.bot_token,
        sandbox.slack.app_token,
        sandbox.slack.signing_secret,
    ):
        assert secret not in log.getvalue()
        assert secret not in "".join(answers)


async def everything_is_said(sandbox: Sandbox) -> None:
    """Write the word on every surface, both where it is accepted and where it is refused."""
    maria, bo = sandbox.slack.person("maria"), sandbox.slack.person("bo")
    lines = (
        f"/blocker {TITLE} owner @bo due fri noon fallback {CANARY} impact {CANARY} Inc",
        f"/decision {CANARY}? owner @maria due fri noon options {CANARY} | b fallback {CANARY}",
        f"/blocker {CANARY} due {CANARY} owner @{CANARY}",
        f"/blocker B-1 note {CANARY}",
        f"/blocker B-1 move mon 9am because {CANARY}",
        f"/blocker B-1 move {CANARY} because {CANARY}",
        f"/blocker B-1 link https://{CANARY}.test/{CANARY} {CANARY}",
        f"/blocker B-1 link https://{CANARY}:{CANARY}@mail.test",
        f"/blocker B-1 unlink https://{CANARY}.test",
        f"/blocker B-1 unlink 1 because {CANARY}",
        f"/blocker B-1 title {TITLE} once more because {CANARY}",
        f"/blocker B-1 fallback now {CANARY} by hand because {CANARY}",
        f"/decision D-1 options {CANARY} | c because {CANARY}",
        f"/blocker B-1 title {'x' * 3001} {CANARY}",
        f"/blocker B-1 blocks D-1 because {CANARY}",
        f"/decision D-1 blocks B-1 because {CANARY}",
        f"/blocker B-1 blocks {CANARY}",
        f"/blocker B-1 follow {CANARY}",
        f"/blocker B-1 escalate because {CANARY}",
        f"/blocker B-9 resolve {CANARY}",
        f"/backstop list {CANARY}",
        f"/backstop {CANARY}",
        f"/backstop away until {CANARY}",
        f"/backstop indicator {CANARY} owner me scale 0 to 10 better up due every wed",
        f"/backstop record {CANARY} 7 note {CANARY}",
        f"/backstop record {CANARY} fix 6 because {CANARY}",
        f"/backstop record {CANARY} {CANARY}",
        f"/backstop record {CANARY}x 7 for {CANARY}",
        f"/backstop indicator {CANARY}",
    )
    for line in lines:
        await maria.types("#launch", line)
        if maria.form:
            await maria.closes()
        await sandbox.settle()
    await maria.types("#launch", "/blocker")
    await maria.fills({"What is blocked?": CANARY, "Who owns it?": "bo", "Due when?": CANARY})
    await maria.fills({"What happens if nobody acts in time?": CANARY})
    await maria.submits()
    await maria.closes()
    await maria.types("#launch", f"/blocker x customer: {CANARY} owner @bo due fri fallback wait")
    assert (await maria.submits()).errors == {}  # a new customer
    await maria.closes()
    await maria.types("#launch", f"/blocker {CANARY} is down owner @bo due fri fallback wait")
    await maria.types("#launch", f"/blocker x customer: {CANARY}x owner @bo due fri fallback wait")
    await maria.submits()  # asked which of the two
    await maria.closes()
    await maria.types("#launch", f"/blocker B-1 new customer Other {CANARY} because {CANARY}")
    await bo.types("#launch", "/decision D-1 follow")
    for may in (False, True):  # refused, and then accepted
        maria.user.is_admin = may
        await sandbox.bot.workspace.directory.refresh_person(maria.id)
        for line in (
            f"customer {CANARY}",
            f"customer {CANARY}y",
            f"customer {CANARY} also {CANARY} LLP",
            f"customer {CANARY} rename {CANARY} Law",
            f"customer {CANARY} merge Other {CANARY} because {CANARY}",
            f"customer {CANARY} live {CANARY}",
            f"customer {CANARY} owner @{CANARY}",
            "customers",
        ):
            await maria.types("#launch", f"/backstop {line}")
    await bo.uses_shortcut("Log a blocker", bo.writes("#launch", f"{CANARY} is down"))
    await bo.closes()
    bo.writes("dm", f"{CANARY} done!")
    await bo.opens_home()
    await sandbox.advance_to(berlin(30, 12))


async def slack_fails(sandbox: Sandbox) -> None:
    """Let Slack fail in every way in which its answers can quote what was sent."""
    for how in (How.ERROR, How.STATUS, How.MALFORMED, How.HTML, How.TRUNCATED, How.RESET):
        for method in ("chat.postMessage", "chat.update", "views.open", "views.publish"):
            sandbox.slack.faults.add(how, method)
        maria = sandbox.slack.person("maria")
        await maria.types("#launch", f"/blocker {how} {CANARY} owner @bo due fri fallback {CANARY}")
        await maria.types("#launch", f"/blocker {CANARY}")
        await sandbox.advance(minutes=5)
        sandbox.slack.faults.clear()
    await sandbox.advance(hours=1)


async def the_database_fails(sandbox: Sandbox) -> None:
    """Let the database fail in the middle: its errors quote the values it was given."""
    maria, other = sandbox.slack.person("maria"), sqlite3.connect(sandbox.folder / "backstop.db")
    other.execute("ALTER TABLE notice RENAME TO elsewhere")
    try:
        said = await maria.types(
            "#launch", f"/blocker {CANARY} owner @bo due fri fallback {CANARY}"
        )
        await maria.types("#launch", f"/blocker B-1 note {CANARY}")
        sandbox.bot.workspace.delivery.wake()
        with suppress(Exception):
            await sandbox.bot.workspace.heartbeat.beat()
    finally:
        other.execute("ALTER TABLE elsewhere RENAME TO notice")
        other.close()
    assert "Something went wrong on our side" in said.text
    await sandbox.settle()


async def a_stranger_writes(sandbox: Sandbox) -> None:
    """Send requests without Slack's signature, and with a broken one."""
    url = f"http://127.0.0.1:{sandbox.bot.port}/slack/events"
    headers = {"X-Slack-Signature": f"v0={CANARY}", "X-Slack-Request-Timestamp": CANARY}
    for sent in ({}, headers, {**headers, "Content-Type": "application/json"}):
        async with (
            aiohttp.ClientSession() as http,
            http.post(url, data=f"text={CANARY}", headers=sent) as answer,
        ):
            assert CANARY not in await answer.text()
            assert answer.status == (401 if sandbox.by_http else 404)


async def asked(sandbox: Sandbox, place: str) -> str:
    """The answer that anybody gets there, including the headers."""
    url = f"http://127.0.0.1:{sandbox.bot.port}/{place}"
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return f"{answer.headers}\n{await answer.text()}"
