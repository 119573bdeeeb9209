"""The whole bot reached by HTTP, alone and as two replicas behind a load balancer."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta

import aiohttp
import pytest
import yaml
from pydantic import SecretStr

from bot import app_manifest
from bot.app import Backstop
from bot.settings import Settings
from bot.timing import Timing
from messages.command_names import Commands
from playground.slack import Playground
from tests.support.bots.playground_bot import SteppedClock, a_slack
from tests.support.bots.socket_bot import LINE
from tests.support.greeted import count_as_greeted
from tests.support.storage.databases import POSTGRESQL, Templates


@pytest.fixture
async def slack(clock: SteppedClock) -> AsyncIterator[Playground]:
    url = app_manifest.request_url("https://bot.example.com")
    async with a_slack(
        clock, manifest=yaml.safe_load(app_manifest.text(Commands(), url=url))
    ) as slack:
        slack.engine.throttle.post_gap = 0.0
        yield slack


@pytest.fixture
def shared_database(templates: Callable[[str], Templates]) -> Iterator[str]:
    with templates(POSTGRESQL).database() as url:
        yield url


@pytest.fixture
async def replicas(
    slack: Playground, clock: SteppedClock, shared_database: str
) -> AsyncIterator[list[Backstop]]:
    """Two bots on one database; Slack's requests go to them in turn."""
    chosen = Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(""),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_api_url=slack.api_url,
        database_url=shared_database,
        port=0,
    )
    async with AsyncExitStack() as running:
        count_as_greeted(slack, chosen)
        timing = Timing(clock=clock, post_gap=timedelta(0))
        bots = [Backstop(chosen, timing=timing) for _ in range(2)]
        for bot in bots:
            await running.enter_async_context(bot)
        await slack.found_at(*(f"http://127.0.0.1:{bot.port}" for bot in bots))
        yield bots


async def settle(bots: list[Backstop]) -> None:
    """Everything due has been said, by either of them."""
    for bot in bots:
        await bot.workspace.settle()


def cards(slack: Playground) -> list[str]:
    """What was posted in #launch, outside threads."""
    return [m.text for m in slack.expectations.messages_in("#launch") if not m.is_reply]


async def test_replicas_answer_in_turn_as_one_bot(
    slack: Playground, replicas: list[Backstop]
) -> None:
    tom, maria = slack.person("tom"), slack.person("maria")
    answers = [(await tom.types("#launch", f"/blocker {LINE}")).text for _ in range(4)]
    assert [f"Logged *B-{n}*" in answer for n, answer in enumerate(answers, start=1)] == [True] * 4
    await tom.types("#launch", "/decision")
    await tom.fills(
        {
            "What has to be decided?": "which template",
            "Who owns it?": "maria",
            "What happens if nobody acts in time?": "the standard one",
        }
    )
    seen = await tom.submits()
    assert seen.errors == {}
    await settle(replicas)
    assert len(cards(slack)) == 5
    await maria.clicks("Acknowledge")
    home = await maria.opens_home()
    assert home is not None
    await slack.settled()
    assert [await bot.workspace.audit() for bot in replicas] == [(), ()]
    assert len(slack.recorder.calls("auth.test")) == len(replicas), "never one for a request"


async def test_the_same_command_at_both_replicas_has_one_effect(
    slack: Playground, replicas: list[Backstop]
) -> None:
    await slack.person("tom").types("#launch", f"/blocker {LINE}")
    sent = slack.deliveries.sent[-1]
    answer = slack.recorder.calls("ack.slash_command")[-1]
    again = [slack.deliveries.redeliver(sent) for _ in range(4)]
    assert await asyncio.gather(*again) == [answer] * 4
    await settle(replicas)
    assert len(cards(slack)) == 1


async def test_a_replica_that_goes_away_leaves_its_work_to_the_other(
    slack: Playground, replicas: list[Backstop], clock: SteppedClock
) -> None:
    first, second = replicas
    await slack.person("tom").types("#launch", f"/blocker {LINE}")
    await slack.person("tom").types("#launch", f"/blocker {LINE}")
    await first.stop()
    await slack.found_at(f"http://127.0.0.1:{second.port}")
    await slack.person("maria").types("#launch", "/blocker B-1 ack")
    clock.advance(hours=4, minutes=1)
    await settle([second])
    assert len(cards(slack)) == 2
    assert len(slack.expectations.expect_all("overdue")) > 0


async def test_a_channel_that_one_replica_was_told_of_is_looked_after_by_the_other(
    slack: Playground, replicas: list[Backstop], clock: SteppedClock
) -> None:
    """Tom sees the private channel's items while some bot keeps asking Slack who is in it."""
    ines, tom = slack.person("ines"), slack.person("tom")
    first, second = replicas
    await slack.found_at(f"http://127.0.0.1:{first.port}")
    ines.invites("tom", "#legal")
    ines.invites(slack.workspace.bot_user, "#legal")
    await slack.settled()
    await settle(replicas)
    await ines.types("#legal", "/blocker Old contract owner @ines due in 4h fallback Sign it")
    await first.stop()
    await slack.found_at(f"http://127.0.0.1:{second.port}")
    for _ in range(5):
        clock.advance(minutes=4)
        await settle([second])
    assert "Old contract" in (await tom.types("dm", "/backstop list all")).text


async def test_a_rolling_restart_loses_no_command(
    slack: Playground, replicas: list[Backstop]
) -> None:
    first, second = replicas
    addresses = [f"http://127.0.0.1:{bot.port}" for bot in replicas]
    retiring = asyncio.create_task(first.retire())
    assert [await takes_requests(one) for one in addresses] == [False, True]
    early = [await slack.person("tom").types("#launch", f"/blocker {LINE}") for _ in range(4)]
    await slack.found_at(addresses[1])  # the load balancer has looked
    await retiring
    stopping = asyncio.create_task(first.stop())
    late = [await slack.person("tom").types("#launch", f"/blocker {LINE}") for _ in range(4)]
    await stopping
    assert [f"Logged *B-{n}*" in seen.text for n, seen in enumerate(early + late, 1)] == [True] * 8
    assert [await takes_requests(one) for one in addresses] == [False, True]
    await settle([second])
    assert len(cards(slack)) == 8


async def takes_requests(door: str) -> bool:
    """What a load balancer learns from a bot."""
    try:
        async with aiohttp.ClientSession() as http, http.get(f"{door}/slack/events") as answer:
            return answer.status == 200
    except aiohttp.ClientConnectionError:
        return False
