"""Nothing that people write can ping, link or hide.

We check everything that goes over the wire in a sandbox of hostile words, not only what is seen.
"""

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.demo.sandbox import Sandbox
from playground.page.reader import Reader
from playground.page.text import mrkdwn
from playground.state.workspace import Json
from tests.stories.heard import berlin, ignore_rest

HOSTILE = (
    "<!channel> <!here> <!everyone> @here @channel "
    "<@U0000002> <@U0000002|bo> <#C0000005> <!subteam^S1|@sre>",
    "<https://evil.test|https://bank.test> https://evil.test www.evil.test mail@evil.test",
    "<!date^1774627200^{date}^https://evil.test|Friday> "
    "&lt;!channel&gt; &amp;lt;!channel&amp;gt; < ! > & <>",
    "\u202etxt.exe\u202c a\u200bb\u2060c\ufeffd\u3164e \u2066x\u2069 \x07\x1b[31m",
    "*bold _it ~st `code ```block",
    "*forged* _forged_ ~forged~ `forged` ```forged``` ＊forged＊\n> forged\n>>> forged\n＞ forged",
    "e" + "\u0301" * 40 + "B" + "\u0302\u200d" * 40,
    "one\ntwo\r\nthree\u2028four\u2029five\vsix\x85seven",
    "<" * 900 + "&" * 900,
    "'; DROP TABLE item; -- \" OR 1=1 {{7*7}} %s %(x)s ${x} {0}",
)
READER = Reader(
    user_id="U0000001",
    zone=ZoneInfo("UTC"),
    now=berlin(25, 12),
    users={},
    people={},
    channels={},
    groups={},
)
OURS = re.compile(
    r"<@[UW][A-Z0-9]+>|<#[CG][A-Z0-9]+>|<!date\^\d+\^\{date_\w+\} at \{time\}\|[^<>|]+>"
    r"|<https://acme\.slack\.com/[^<>|]+\|[a-z ]+>"
    r"|<https://playground\.slack\.com/archives/[^<>|]+\|[BD]-\d+>"
    r"|<https?://[^<>|\s]+>|<mailto:(?P<mail>[^<>|\s]+)\|(?P=mail)>"
    r"|<https?://(?P<host>[^/?#<>|\s]+)[^<>|\s]*\|(?:[^<>|]+ \((?P=host)\)|(?P=host)[^<>|]*)>"
)
"""The only marks that Backstop makes itself: an address that people typed leads to itself,
and beside the words of a link stands its host."""
FORGED = re.compile(r"<(?:b|i|s|pre|blockquote)>[^<]*forged")
TOWER = re.compile(r"(?:[\u0300-\u036f]\u200d*){5}")
UNSEEN = re.compile(
    r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u3164\x00-\x09\x0b-\x1f\x85]"
)


@pytest.fixture
async def hostile_sandbox(empty_sandbox: Sandbox) -> Sandbox:
    """Even the people's names are hostile."""
    slack = empty_sandbox.slack
    slack.add_person("maria", real_name="Maria <!channel> \u202e*_~`", tz="Europe/Berlin")
    slack.add_person("bo", real_name="<https://evil.test|Bo> &amp;", tz="Europe/Berlin")
    slack.add_person("lea", real_name="\u200b<!here>", tz="Europe/Berlin")
    slack.add_channel("#launch", ["maria", "bo", "lea"])
    slack.add_group("sre", ["lea"])
    await empty_sandbox.start_bot()
    return empty_sandbox


async def test_nothing_that_goes_over_the_wire_is_marked_up_by_what_people_wrote(
    hostile_sandbox: Sandbox,
) -> None:
    sandbox = hostile_sandbox
    for words in HOSTILE:
        await live_through(sandbox, words)
    await sandbox.advance_to(berlin(30, 12))
    ignore_rest(sandbox)  # all of it is looked at on the wire
    lines = [line for line in sandbox.slack.recorder.lines if is_ours(line["method"])]
    assert {line["method"] for line in lines} >= {"chat.postMessage", "chat.update", "views.open"}
    assert [fault for line in lines for fault in faults(line)] == []


async def live_through(sandbox: Sandbox, words: str) -> None:
    """An item with these words in each of its fields, entered in every possible way."""
    maria, bo = sandbox.slack.person("maria"), sandbox.slack.person("bo")
    short = words[:300]
    card = len(sandbox.slack.expectations.messages_in("#launch"))
    await maria.types("#launch", "/blocker")
    answers = {"What is blocked?": words, "Who owns it?": "bo", "Due when?": "fri noon"}
    plan = f"Go {words}"[: len(words)]  # signs alone are not a plan
    await maria.fills(answers | {"What happens if nobody acts in time?": plan})
    await maria.submits()
    await maria.closes()
    await sandbox.settle()
    assert len(sandbox.slack.expectations.messages_in("#launch")) > card, words
    number = card_number(sandbox)
    for line in (
        f"/blocker B-{number} note {short}",
        f"/blocker B-{number} link https://evil.test/{number}?x={short}",
        f"/blocker B-{number} link https://evil.test/{number} {short}",
        f"/blocker B-{number} escalate because {short}",
        f"/blocker B-{number}",
        f"/blocker B-{number} plan",
        f"/backstop list {short}",
        f"/backstop {short}",
        f"/decision {short} owner @bo due {short} fallback {short}",
    ):
        await maria.types("#launch", line.replace("\n", " "))
        if maria.form:
            await maria.closes()
    await bo.uses_shortcut("Log a blocker", bo.writes("#launch", words))
    await bo.closes()
    await bo.opens_home()
    await sandbox.settle()


def card_number(sandbox: Sandbox) -> int:
    """The number of the blocker logged last."""
    said = sandbox.slack.expectations.messages_in("#launch")
    return max(int(found) for one in said for found in re.findall(r"^\*B-(\d+)\*", one.text))


def is_ours(method: str) -> bool:
    return method.startswith(("chat.post", "chat.update", "views.", "ack."))


def faults(line: Json) -> Iterator[str]:
    """What is wrong with one call or answer."""
    method, args = line["method"], line["args"]
    if method.startswith("chat."):
        wanted = {"parse": "none", "link_names": False}
        wanted |= {} if method == "chat.update" else {"unfurl_links": False, "unfurl_media": False}
        yield from (f"{method}: {key}" for key, value in wanted.items() if told(args, key) != value)
    in_channel = str(args.get("channel", "")).startswith("C")
    nodes = list(objects(args))
    for text in marked_up(nodes):
        if re.search(r"[<>]", OURS.sub("", text)):
            yield f"{method}: marked up: {text!r}"
        if FORGED.search(str(mrkdwn.to_html(text, READER))):
            yield f"{method}: looks like ours: {text!r}"
        if in_channel and "<@" in text:
            yield f"{method}: pings: {text!r}"
    yield from (f"{method}: unseen: {text!r}" for text in strings(nodes) if UNSEEN.search(text))
    yield from (f"{method}: a tower: {text!r}" for text in strings(nodes) if TOWER.search(text))
    yield from (f"{method}: not verbatim" for node in nodes if is_loose(node))


def told(args: Json, key: str) -> object:
    """A flag of a call, however it was encoded."""
    value = args.get(key)
    return {"false": False, "0": False, 0: False}.get(value, value)


def objects(args: Json) -> Iterator[Json]:
    left: list[Any] = [args]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left.extend(node.values())
        elif isinstance(node, list):
            left.extend(node)


def is_loose(node: Json) -> bool:
    return node.get("type") == "mrkdwn" and node.get("verbatim") is not True


def marked_up(nodes: list[Json]) -> Iterator[str]:
    """Every text in which Slack reads markup."""
    for node in nodes:
        if node.get("type") == "mrkdwn" or ("blocks" in node and isinstance(node.get("text"), str)):
            yield node["text"]


def strings(nodes: list[Json]) -> Iterator[str]:
    """Everything that people could be shown; hidden data is never shown."""
    for one in nodes:
        yield from (v for k, v in one.items() if isinstance(v, str) and k not in HIDDEN)


HIDDEN = frozenset({"private_metadata", "value", "block_id", "action_id"})
