"""Who people are and what they mean comes from what Slack signed, never from the payload.

Buttons' values, forms' hidden facts and block ids come back from people's machines. However they
were changed, the answer is in plain words and nothing is saved.
"""

import copy
import itertools
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.demo.sandbox import Sandbox
from playground.state.workspace import Json
from playground.wire.delivery import Envelope
from storage.tables.items import EVENT
from tests.stories.heard import ignore_rest, log, types
from tests.support.greeted import count_as_greeted

LINE = "/blocker SSO login fails owner @maria due fri noon fallback use passwords"
OF_OLD = "older version"
ACTS = ("log", "move", "setup", "away")
FRESH = itertools.count(1)
"""What is sent again is a request of its own, or it would be answered as a redelivery."""

HIDDEN = {
    "nothing": None,
    "no text": 7,
    "an empty text": "",
    "half an object": '{"version":',
    "a list": "[1]",
    "very deep": "[" * 9000,
    "a version that is not a number": '{"channel":"#","version":"two"}',
    "a version in other digits": '{"channel":"#","version":"１"}',
    "a version that is too long": '{"channel":"#","version":"99999999999999999999"}',
    "a negative version": '{"channel":"#","version":"-1"}',
    "a version that is not written": '{"channel":"#","version":1}',
    "an item that is none": '{"item":"1.1","move":"note"}',
    "an item by statement": '{"item":"1 OR 1=1","move":"note"}',
    "a move that is none": '{"item":"1.1.1","move":"delete"}',
    "a channel that is none": '{"channel":"\' OR 1=1 --","version":"0"}',
}


async def submission(sandbox: Sandbox, act: str) -> Json:
    """What Slack sends when Maria submits one of our forms; it has been answered already."""
    maria = sandbox.slack.person("maria")
    if act == "move":
        await maria.clicks(
            "Move the date", message=sandbox.slack.expectations.messages_in("#launch")[0]
        )
        await maria.fills({"New due date": "mon 9am", "Why?": "legal is out"})
    else:
        await maria.types("#launch", "/blocker" if act == "log" else f"/backstop {act}")
    if act == "log":
        await maria.fills({"What is blocked?": "x", "Who owns it?": "bo"})
        await maria.fills({"What happens if nobody acts in time?": "y"})
    if act == "away":
        await maria.fills({"Away until": "mon 9am"})
    await maria.submits()
    await sandbox.settle()
    return last(sandbox, "view_submission")


def last(sandbox: Sandbox, kind: str) -> Json:
    """A copy of the last payload of this kind from Slack."""
    sent = [one for one in sandbox.slack.deliveries.sent if one.kind == kind]
    payload: Json = copy.deepcopy(sent[-1].payload)
    return payload


async def sent(sandbox: Sandbox, payload: Json, **view: Any) -> Json:
    """The answer to a submission with these changes to its view."""
    changed = payload["view"] | {"hash": f"h{next(FRESH)}"} | view
    again = payload | {"view": changed}
    return await sandbox.slack.deliveries.deliver(Envelope(type="interactive", payload=again))


def happened(sandbox: Sandbox) -> list[tuple[str, str]]:
    """Who has done what so far."""
    with sandbox.bot.workspace.context.database.read_all() as tx:
        return [tuple(row) for row in tx.execute(select(EVENT.c.actor, EVENT.c.action), {})]


@pytest.fixture
async def busy_sandbox(sandbox: Sandbox) -> AsyncIterator[Sandbox]:
    """Maria owns B-1; #board is private to Cem. What people are told does not matter here: an
    attack may also be a move that anybody may make.
    """
    sandbox.slack.add_channel("#board", ["cem"], private=True)
    count_as_greeted(sandbox.slack, sandbox.settings())
    await log(sandbox, LINE, by="cem")
    yield sandbox
    await sandbox.settle()
    ignore_rest(sandbox)


async def test_hidden_facts_that_are_not_ours_change_nothing(
    busy_sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox = busy_sandbox
    payloads = [await submission(sandbox, act) for act in ("move", "setup")]
    before, channel = happened(sandbox), payload_channel(sandbox)
    for payload, (what, hidden) in itertools.product(payloads, HIDDEN.items()):
        written = hidden.replace("#", channel) if isinstance(hidden, str) else hidden
        answer = await sent(sandbox, payload, private_metadata=written)
        assert answer["response_action"] == "errors", what
        assert "Something went wrong" not in str(answer), what
    assert happened(sandbox) == before
    assert "action=failed" not in caplog.text


def payload_channel(sandbox: Sandbox) -> str:
    return sandbox.slack.channel("#launch").id


async def test_a_form_nobody_knows_any_more_says_so(busy_sandbox: Sandbox) -> None:
    payload = await submission(busy_sandbox, "move")
    answer = await sent(busy_sandbox, payload, callback_id="form.of.yesterday")
    assert OF_OLD in str(answer["errors"])


FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["channel", "version", "item", "move", "kind", "permalink", "actor", "user"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(act=st.sampled_from(ACTS), facts=st.dictionaries(NAMES, FACTS) | FACTS)
async def test_whatever_the_hidden_facts_say_it_is_maria_who_asks(
    filled_in: tuple[Sandbox, dict[str, Json]],
    caplog: pytest.LogCaptureFixture,
    act: str,
    facts: Any,
) -> None:
    sandbox, payloads = filled_in
    before = len(happened(sandbox))
    answer = await sent(sandbox, payloads[act], private_metadata=json.dumps(facts))
    assert "Something went wrong" not in str(answer)
    assert "action=failed" not in caplog.text
    assert {actor for actor, _ in happened(sandbox)[before:]} <= {sandbox.slack.person("maria").id}


@pytest.fixture
async def filled_in(busy_sandbox: Sandbox) -> Any:
    """One submission of each form, and the sandbox."""
    return busy_sandbox, {act: await submission(busy_sandbox, act) for act in ACTS}


async def test_a_ladder_of_a_channel_one_is_not_in_stays_as_it_is(busy_sandbox: Sandbox) -> None:
    sandbox, payload = busy_sandbox, await submission(busy_sandbox, "setup")
    before = happened(sandbox)
    answers = [
        await sent(
            sandbox, payload, private_metadata=json.dumps({"channel": channel, "version": "0"})
        )
        for channel in (sandbox.slack.channel("#board").id, "C0NOWHERE")
    ]
    assert all(answer["response_action"] == "errors" for answer in answers)
    assert happened(sandbox) == before


async def test_names_in_a_payload_make_nobody_of_anyone(busy_sandbox: Sandbox) -> None:
    """Bo types; everything except the signed user id claims to be Maria, an owner."""
    sandbox, maria = busy_sandbox, busy_sandbox.slack.person("maria")
    await types(sandbox, "bo", "/blocker B-1 resolve done")
    payload = last(sandbox, "slash_commands") | {
        "user_name": "maria",
        "username": "maria",
        "user": {"id": maria.id, "name": "maria"},
        "trigger_id": f"t{next(FRESH)}",
    }
    answer = await sandbox.slack.deliveries.deliver(
        Envelope(type="slash_commands", payload=payload)
    )
    assert "You cannot resolve B-1" in str(answer)


VALUES = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"\A-?\d{1,20}\.\d{1,12}\.\d{1,12}\Z"),
    st.from_regex(r"\A[a-z_]{1,22}:\d{1,3}\.\d\.\d\Z"),
)
ACTION_IDS = st.one_of(
    st.sampled_from(
        ["move.note", "move.fall_back", "move.delete", "more", "suggest", "open.setup"]
    ),
    st.text(max_size=20),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(action_id=ACTION_IDS, value=VALUES, block=st.text(max_size=20))
async def test_whatever_a_button_says_it_is_answered(
    busy_sandbox: Sandbox, caplog: pytest.LogCaptureFixture, action_id: str, value: str, block: str
) -> None:
    """Bo is neither owner nor reporter, and no button value changes that."""
    sandbox, bo = busy_sandbox, busy_sandbox.slack.person("bo")
    card = sandbox.slack.expectations.messages_in("#launch")[0]
    if not any(one.kind == "block_actions" for one in sandbox.slack.deliveries.sent):
        await bo.clicks("Resolve", message=card)
    payload = last(sandbox, "block_actions")
    payload["actions"][0] |= {"action_id": action_id, "value": value, "block_id": block}
    payload["actions"][0]["action_ts"] = f"1.{next(FRESH)}"
    payload["trigger_id"] = sandbox.slack.engine.grants.issue_trigger(bo.id)
    before = happened(sandbox)
    await sandbox.slack.deliveries.deliver(Envelope(type="interactive", payload=payload))
    if bo.form:
        await bo.closes()
    assert happened(sandbox) == before
    assert "action=failed" not in caplog.text
