"""Requests that do not come from Slack get a refusal and nothing else.

The real bot listens by HTTP; nothing here is what Slack would send.
"""

import logging
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.process.clock import utc_now
from playground.wire.http import signature
from tests.support.bots.http_bot import HttpBot, a_bot_by_http, status

COMMAND = {"command": "/blocker", "text": "canary", "user_id": "U1", "team_id": "T1"}
BODY = urlencode(COMMAND | {"channel_id": "C1", "trigger_id": "1.2"})
OLDEST, NEWEST = -301, 302
"""Seconds that a signature is too old, or too far ahead even a second later."""

Headers = list[tuple[bytes, bytes]]


@pytest.fixture
async def side(folder: Path) -> AsyncIterator[HttpBot]:
    async with a_bot_by_http(folder) as side:
        yield side


def seal(
    timestamp: str, signed: str = BODY, *, secret: str, version: str = "v0", upper: bool = False
) -> Headers:
    """The two headers for a body, as signed with this secret."""
    digest = signature(secret, timestamp, signed).removeprefix("v0=")
    written = f"{version}={digest.upper() if upper else digest}"
    return [
        (b"X-Slack-Request-Timestamp", timestamp.encode()),
        (b"X-Slack-Signature", written.encode()),
    ]


def moment(seconds: int = 0) -> str:
    """A timestamp this many seconds from now."""
    return str(int(utc_now().timestamp()) + seconds)


async def test_what_slack_signs_is_heard(side: HttpBot) -> None:
    """The control: everything the others send differs from this in one thing."""
    good = seal(moment(), secret=side.slack.signing_secret)
    assert status(await side.posted(BODY.encode(), good)) == 200


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


NOTHING_ASKED = ("command=%2Fblocker", "payload=%7B%7D", "{}", "payload={", "", "a")


async def test_what_is_signed_and_still_no_request_does_nothing(
    side: HttpBot, caplog: pytest.LogCaptureFixture
) -> None:
    for body in (urlencode(COMMAND), *NOTHING_ASKED):
        good = seal(moment(), body, secret=side.slack.signing_secret)
        assert status(await side.posted(body.encode(), good)) in {200, 400, 404}, body
    assert "canary" not in caplog.text
    assert side.stored() == (0, 0)


WRONG_SEALS: dict[str, Callable[[str], Headers]] = {
    "another secret": lambda s: seal(moment(), secret=s + "x"),
    "another body": lambda s: seal(moment(), "another body", secret=s),
    "five minutes old": lambda s: seal(moment(OLDEST), secret=s),
    "five minutes ahead": lambda s: seal(moment(NEWEST), secret=s),
    "years old": lambda s: seal("0", secret=s),
    "far ahead": lambda s: seal("9" * 12, secret=s),
    "thirteen digits": lambda s: seal(moment() + "000", secret=s),
    "a hundred digits": lambda s: seal("9" * 100, secret=s),
    "negative": lambda s: seal("-" + moment(), secret=s),
    "signed": lambda s: seal("+" + moment(), secret=s),
    "a fraction": lambda s: seal(moment() + ".0", secret=s),
    "underscored": lambda s: seal("1_" + moment(), secret=s),
    "other digits": lambda s: seal(moment().translate(FULL_WIDTH), secret=s),
    "no number": lambda s: seal("soon", secret=s),
    "no timestamp": lambda s: seal(moment(), secret=s)[1:],
    "no signature": lambda s: seal(moment(), secret=s)[:1],
    "an empty timestamp": lambda s: seal("", secret=s),
    "neither": lambda _: [],
    "both twice": lambda s: seal(moment(), secret=s) * 2,
    "two timestamps": lambda s: [*seal(moment(), secret=s), seal("0", secret=s)[0]],
    "two signatures": lambda s: [*seal(moment(), secret=s), seal("0", secret=s)[1]],
    "another version": lambda s: seal(moment(), secret=s, version="v1"),
    "no version": lambda s: [seal(moment(), secret=s)[0], (b"X-Slack-Signature", b"0" * 64)],
    "capital letters": lambda s: seal(moment(), secret=s, upper=True),
    "a signature in umlauts": lambda s: [
        seal(moment(), secret=s)[0],
        (b"X-Slack-Signature", "v0=ü".encode()),
    ],
    "bytes that are not text": lambda s: [
        seal(moment(), secret=s)[0],
        (b"X-Slack-Signature", b"v0=\xff\xfe"),
    ],
}


async def test_a_wrong_seal_is_refused_without_a_trace(
    side: HttpBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    heard = {
        what: await side.posted(BODY.encode(), wrong(side.slack.signing_secret))
        for what, wrong in WRONG_SEALS.items()
    }
    assert [what for what, answer in heard.items() if not is_refusal(answer)] == []
    assert "canary" not in caplog.text
    assert "Traceback" not in caplog.text
    assert side.stored() == (0, 0)


def is_refusal(answer: bytes) -> bool:
    """Whether this is a 401 and nothing else."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.startswith(b"HTTP/1.1 401 ") and body == b"401: Unauthorized"


VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=80),
    st.from_regex(r"\A[0-9]{0,14}\Z"),
    st.from_regex(r"\Av[0-9]=[0-9a-fA-F]{60,68}\Z"),
)
NAMES = st.sampled_from(
    ["X-Slack-Request-Timestamp", "X-Slack-Signature", "x-slack-signature", "X-Slack-Retry-Num"]
)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(headers=st.lists(st.tuples(NAMES, VALUES), max_size=4), body=st.binary(max_size=200))
@example(headers=[], body=b"ssl_check=11&token=x")
@example(headers=[], body=b"payload=")
@example(headers=[("X-Slack-Signature", "v0=\u00b2")], body=b"{")
async def test_whatever_the_headers_and_body_are_it_is_refused(
    side: HttpBot, headers: list[tuple[str, str]], body: bytes
) -> None:
    assume(b"ssl_check=1" not in body.split(b"&"))  # a look at the certificate, told about below
    encoded = [(name.encode(), value.encode()) for name, value in headers]
    assert is_refusal(await side.posted(body, encoded))
    assert side.stored() == (0, 0)


OPEN = ("/healthz", "/readyz", "/metrics")
"""What anybody who reaches the port may ask; bound to this machine unless HOST says otherwise."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "X")
PLACES = (*OPEN, "/", "/slack/events", "/slack/install", "/slack/oauth_redirect", "/..", "/static/")


async def test_who_is_not_slack_learns_nothing_from_any_address(side: HttpBot) -> None:
    """Every route and method; a probe of the certificate gets no answer at all."""
    maria = side.slack.person("maria")
    await maria.types("#launch", "/blocker zebrafinch owner me due 4h fallback zebrafinch")
    await side.bot.workspace.settle()
    for place in PLACES:
        for method in METHODS:
            answer = await side.asked(method, place, b"ssl_check=1&token=x")
            if status(answer) not in {400, 401, 404, 405}:
                assert status(answer) == 200, (method, place, answer)
                assert place in OPEN or answer.endswith(b"\r\n\r\n"), (method, place, answer)
            assert not {word for word in secrets(side) if word.encode() in answer}
    assert side.stored()[1] == 1


async def test_no_answer_tells_strangers_what_version_of_anything_runs(side: HttpBot) -> None:
    answers = [await side.asked(method, place) for place in PLACES for method in METHODS]
    answers += [await side.raw(b"no HTTP\r\n\r\n"), await side.posted(b"", [(b"Host", b"\0")])]
    heads = [answer.partition(b"\r\n\r\n")[0] for answer in answers]
    assert {
        head for head in heads if re.search(rb"aiohttp|python|/3\.|\n(Via|X-)", head, re.I)
    } == set()
    assert [status(answer) for answer in answers[-2:]] == [400, 400]


def secrets(side: HttpBot) -> tuple[str, ...]:
    """What must never be seen outside: what people wrote, who they are, and credentials."""
    workspace = side.slack.workspace
    ids = (workspace.team_id, *workspace.users, *workspace.channels)
    return ("zebrafinch", side.slack.bot_token, side.slack.signing_secret, "SELECT", *ids)
