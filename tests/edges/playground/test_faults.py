"""The playground fails as scripted: before a call takes effect, after it, or late."""

import asyncio
import json
from random import Random

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from playground.slack import Playground
from playground.state.faults import Fault, How
from tests.support.bots.playground_bot import SteppedClock, a_client, a_slack, refusal

POST = "chat.postMessage"


async def post(slack: Playground, words: str = "hello") -> aiohttp.ClientResponse:
    """One raw post, to look at broken answers."""
    body = {"channel": slack.channel("#launch").id, "text": words}
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with (
        aiohttp.ClientSession() as web,
        web.post(slack.api_url + POST, json=body, headers=headers) as answer,
    ):
        await answer.read()
        return answer


def posted(slack: Playground) -> list[str]:
    return [m.text for m in slack.expectations.messages_in("#launch")]


async def test_a_429_says_when_to_come_back_and_strikes_as_often_as_told() -> None:
    async with a_slack() as slack:
        fault = slack.faults.add(How.RATELIMITED, POST, retry_after=7, times=2)
        for _ in range(2):
            answer = await post(slack)
            assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
        assert (await post(slack)).status == 200
        assert (fault.used, posted(slack)) == (2, ["hello"])


@pytest.mark.parametrize("accepted", [False, True])
async def test_an_error_strikes_before_or_after_the_call_takes_effect(accepted: bool) -> None:
    async with a_slack() as slack:
        slack.faults.add(How.ERROR, POST, code="internal_error", accepted=accepted)
        call = a_client(slack).chat_postMessage(channel=slack.channel("#launch").id, text="hello")
        assert await refusal(call) == "internal_error"
        assert posted(slack) == ["hello"] * accepted


@pytest.mark.parametrize("accepted", [False, True])
async def test_a_500_strikes_before_or_after_the_call_takes_effect(accepted: bool) -> None:
    async with a_slack() as slack:
        slack.faults.add(How.STATUS, POST, status=503, accepted=accepted)
        assert (await post(slack)).status == 503
        assert posted(slack) == ["hello"] * accepted


@pytest.mark.parametrize("accepted", [False, True])
async def test_a_connection_is_reset_before_or_after_the_call_takes_effect(accepted: bool) -> None:
    async with a_slack() as slack:
        slack.faults.add(How.RESET, POST, accepted=accepted)
        with pytest.raises(aiohttp.ClientError):
            await post(slack)
        assert posted(slack) == ["hello"] * accepted


async def test_a_hanging_call_waits_until_it_is_released() -> None:
    async with a_slack() as slack:
        fault = slack.faults.add(How.HANG, POST, accepted=True)
        waiting = asyncio.create_task(post(slack))
        assert await slack.workspace.signal.until(lambda: posted(slack) == ["hello"])
        assert not waiting.done()
        fault.release()
        with pytest.raises(aiohttp.ClientError):
            await waiting


async def test_a_late_call_takes_effect_after_the_bot_lost_the_answer() -> None:
    async with a_slack() as slack:
        fault = slack.faults.add(How.LATE, POST)
        with pytest.raises(aiohttp.ClientError):
            await post(slack)
        assert posted(slack) == []
        fault.release()
        assert await slack.workspace.signal.until(lambda: posted(slack) == ["hello"])


@pytest.mark.parametrize("how", [How.MALFORMED, How.HTML, How.TRUNCATED, How.HUGE])
async def test_an_answer_can_be_no_answer(how: How) -> None:
    async with a_slack() as slack:
        slack.faults.add(how, POST, accepted=True)
        client = a_client(slack)
        call = client.chat_postMessage(channel=slack.channel("#launch").id, text="hello")
        if how is How.HUGE:
            assert (await call).get("ts") is None
        else:
            with pytest.raises((SlackApiError, aiohttp.ClientError, json.JSONDecodeError)):
                await call
        assert posted(slack) == ["hello"]


async def test_a_fault_may_choose_its_calls_and_be_healed() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        slack.faults.add("status", POST, when=lambda args: "bad" in args["text"], times=None)
        assert (await post(slack, "good")).status == 200
        assert (await post(slack, "bad")).status == 500
        assert (await post(slack, "bad")).status == 500
        slack.faults.clear()
        clock.advance(seconds=1)
        assert (await post(slack, "bad")).status == 200


def test_chances_repeat_with_their_seed() -> None:
    def run(seed: int) -> list[bool]:
        random, fault = Random(seed), Fault(how=How.RESET, chance=0.5, times=None)
        return [fault.strikes(POST, {}, random) for _ in range(40)]

    assert run(1) == run(1)
    assert run(1) != run(2)
    assert {True, False} == set(run(1))


async def test_a_response_url_can_fail_too() -> None:
    async with a_slack() as slack:
        maria, launch = slack.person("maria").id, slack.channel("#launch").id
        url = slack.engine.grants.issue_url(user=maria, channel=launch)
        slack.faults.add(How.STATUS, "response_url", status=500)
        address = f"{slack.engine.base_url}/response/{url.key}"
        async with aiohttp.ClientSession() as web:
            assert (await web.post(address, json={"text": "hello"})).status == 500
            assert (await web.post(address, json={"text": "hello"})).status == 200
        assert [m.text for m in slack.expectations.ephemerals_to("maria")] == ["hello"]


async def test_no_new_socket_while_connections_are_refused() -> None:
    async with a_slack() as slack:
        slack.faults.add(How.ERROR, "apps.connections.open", code="internal_error")
        client = a_client(slack)
        opening = client.apps_connections_open(app_token=slack.app_token)
        assert await refusal(opening) == "internal_error"
        assert (await client.apps_connections_open(app_token=slack.app_token))["ok"]
