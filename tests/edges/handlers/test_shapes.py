"""Whatever Slack signs is answered, even if its shape differs, as from an older version."""

import copy
import itertools
import json
import shutil
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path as PathOfFile
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.demo.clock import MovableClock
from bot.demo.sandbox import Sandbox
from bot.process.clock import utc_now
from handlers import shapes
from playground.state import membership
from playground.state.workspace import Json
from playground.wire.delivery import Envelope
from playground.wire.http import signature
from tests.stories.heard import log, types
from tests.stories.people import add_people
from tests.stories.scraping import grown, scrape
from tests.support.factories import utc
from tests.support.greeted import StorySandbox

LINE = "/blocker SSO login fails owner @maria due fri noon fallback use passwords"
OLDER = "This is from an older version"
NOW = utc("03-25 09:30")
NUMBERS = itertools.count()
Path = tuple[str | int, ...]
Lived = tuple[Sandbox, list[Envelope]]

HOSTILE: tuple[Any, ...] = (
    *(None, "", 7, -1, 1.5, True, "x", "U1 OR 1=1", "\x00", "\ud800", "9" * 300, "<@U1>"),
    *([], {}, [[]], [None], [{}], {"id": None}, {"id": ["U1"]}, {"x": {"y": []}}, "[" * 3000),
)


async def live(sandbox: Sandbox) -> list[Envelope]:
    """A short life in which Slack sends one of each kind; returns what it sent."""
    maria, launch = sandbox.slack.person("maria"), sandbox.slack.channel("#launch")
    card = await log(sandbox, LINE)
    await types(sandbox, "maria", "/backstop list")
    await maria.clicks("Move the date", message=card)
    await maria.fills({"New due date": "mon or tue", "Why?": "legal is out"})
    await maria.submits()
    await maria.clicks("Mon 30 Mar 17:00 CEST")
    await maria.submits()
    await maria.types("#launch", "/backstop setup")
    await maria.submits()
    await maria.closes()
    said = maria.writes("#launch", "the export is slow")
    await maria.uses_shortcut("Log a blocker", said)
    await maria.closes()
    await maria.opens_home()
    maria.changes(tz="Asia/Tokyo")
    membership.rename_channel(sandbox.slack.engine, launch, "liftoff")
    await sandbox.settle()
    return list({kind(one.payload): one for one in sandbox.slack.deliveries.sent}.values())


def kind(payload: Json) -> str:
    found = str(payload.get("event", payload).get("type") or payload.get("command"))
    return f"{found} in a form" if found == "block_actions" and "view" in payload else found


def places(payload: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in a payload that holds a value, however deep."""
    inner: Iterable[Any] = payload.items() if isinstance(payload, dict) else ()
    for key, value in enumerate(payload) if isinstance(payload, list) else inner:
        yield (*path, key)
        yield from places(value, (*path, key))


def changed(payload: Json, path: Path, value: Any) -> Json:
    """A copy with another value there, or without it if the value is `GONE`."""
    copied = copy.deepcopy(payload)
    there: Any = copied
    for key in path[:-1]:
        there = there[key]
    if value is GONE:
        del there[path[-1]]
    else:
        there[path[-1]] = value
    return copied


GONE = object()


def fresh(payload: Json, number: int) -> Json:
    """The same as a new request."""
    copied = copy.deepcopy(payload)
    if "trigger_id" in copied:
        copied["trigger_id"] = f"t.{number}"
    if "actions" in copied:
        copied["actions"][0]["action_ts"] = f"1.{number}"
    if "view" in copied:
        copied["view"]["hash"] = f"h.{number}"
    return copied


async def posted(sandbox: Sandbox, payload: Json) -> tuple[int, str]:
    """The status and body of the answer to a signed request with this payload."""
    body, stamp = json.dumps(payload), str(int(utc_now().timestamp()))
    signed = signature(sandbox.slack.signing_secret, stamp, body)
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed}
    url = f"{sandbox.servers()[0]}/slack/events"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=body.encode(), headers=headers) as answer,
    ):
        return answer.status, await answer.text()


@pytest.fixture
async def lived(tmp_path: PathOfFile, sqlite_template: PathOfFile) -> AsyncIterator[Lived]:
    """A sandbox with a bot reached by HTTP, and one payload of each kind it was sent."""
    shutil.copy(sqlite_template, tmp_path / "backstop.db")
    async with StorySandbox(folder=tmp_path, clock=MovableClock(NOW), by_http=True) as sandbox:
        add_people(sandbox.slack)
        await sandbox.start_bot()
        yield sandbox, await live(sandbox)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), values=st.lists(st.sampled_from((GONE, *HOSTILE)), min_size=1, max_size=3))
async def test_whatever_is_changed_in_a_payload_it_is_answered(
    lived: Lived,
    caplog: pytest.LogCaptureFixture,
    data: st.DataObject,
    values: list[Any],
) -> None:
    sandbox, sent = lived
    envelope = data.draw(st.sampled_from(sent))
    payload = fresh(envelope.payload, next(NUMBERS))
    for value in values:
        where = [*places(payload)]
        payload = changed(payload, data.draw(st.sampled_from(where)), value) if where else payload
    caplog.clear()
    status, _ = await posted(sandbox, payload)
    assert status == 200 or "action=window_not_opened" in caplog.text, "Slack itself says so"
    await sandbox.settle()
    assert "action=failed" not in caplog.text
    assert "Traceback" not in caplog.text


async def test_another_shape_is_said_to_be_of_an_older_version_and_counted(
    lived: Lived,
) -> None:
    sandbox, sent = lived
    of_kind = {kind(one.payload): one for one in sent}
    before = await scrape(sandbox.bot.port)
    said = {}
    for name, path in {
        "/backstop": ("user_id",),
        "view_submission": ("user", "id"),
        "block_actions": ("actions",),
        "app_home_opened": ("event", "user"),
    }.items():
        payload = changed(of_kind[name].payload, path, [])
        said[name] = await posted(sandbox, payload)
    assert OLDER in json.loads(said["/backstop"][1])["text"]
    assert OLDER in str(json.loads(said["view_submission"][1])["view"])
    assert [said["block_actions"], said["app_home_opened"]] == [(200, ""), (200, "")]
    assert grown(before, await scrape(sandbox.bot.port), "backstop_requests_unread_total") == {
        f'{{kind="{name}"}}': 1 for name in ("command", "form", "click", "event")
    }


async def test_what_slack_sends_today_has_the_shape_of_today(
    lived: Lived,
) -> None:
    for envelope in lived[0].slack.deliveries.sent:
        shapes.read(envelope.payload)
