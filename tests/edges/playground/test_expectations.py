"""Expectations wait for messages, mark them, and leave what nobody expected."""

import asyncio
from typing import Any

import pytest

from playground.expectations import place_of
from playground.slack import Playground
from tests.support.bots.playground_bot import SteppedClock, a_client, a_slack, section


async def say(slack: Playground, to: str, words: str, **more: Any) -> str:
    posted = await a_client(slack).chat_postMessage(channel=to, text=words, **more)
    return str(posted["ts"])


async def test_an_expected_message_is_found_by_its_words_in_text_or_blocks() -> None:
    async with a_slack() as slack:
        expect, maria = slack.expectations, slack.person("maria")
        await say(slack, maria.id, "Due soon", blocks=[section("*B-12* is due at noon")])
        dm = await expect.expect_dm("maria", "b-12", "NOON")
        assert place_of(slack.workspace, dm) == "@maria"
        assert expect.unexpected() == []
        with pytest.raises(AssertionError, match="Due soon"):
            await expect.expect_dm("maria", "B-12", within=0.01)


async def test_an_expectation_waits_for_a_message_still_to_come() -> None:
    async with a_slack() as slack:
        coming = asyncio.create_task(slack.expectations.expect_post("#launch", "hello"))
        await asyncio.sleep(0)
        await say(slack, slack.channel("#launch").id, "hello")
        assert (await coming).text == "hello"


async def test_threads_posts_and_ephemerals_are_told_apart() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        expect, launch = slack.expectations, slack.channel("#launch").id
        root = await say(slack, launch, "the root")
        clock.advance(seconds=1)
        await say(slack, launch, "a reply", thread_ts=root)
        await a_client(slack).chat_postEphemeral(
            channel=launch, user=slack.person("maria").id, text="you only"
        )
        with pytest.raises(AssertionError):
            await expect.expect_post("#launch", "a reply", within=0.01)
        assert [m.text for m in expect.unexpected()] == ["the root", "a reply", "you only"]
        await expect.expect_thread("#launch", root, "a reply")
        await expect.expect_post("#launch", "the root")
        with pytest.raises(AssertionError):
            await expect.expect_ephemeral("tom", "you only", within=0.01)
        await expect.expect_ephemeral("maria", "you only")
        assert expect.unexpected() == []
        assert [m.text for m in expect.thread("#launch", root)] == ["a reply"]


async def test_a_deleted_message_still_counts_as_unexpected() -> None:
    async with a_slack() as slack:
        launch = slack.channel("#launch").id
        ts = await say(slack, launch, "oops")
        await a_client(slack).chat_delete(channel=launch, ts=ts)
        assert [m.text for m in slack.expectations.unexpected()] == ["oops"]
        slack.expectations.expect_all("oops")
        assert slack.expectations.unexpected() == []


async def test_the_transcript_is_in_order_with_virtual_time() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        maria = slack.person("maria")
        maria.writes("#launch", "first")
        clock.advance(hours=2)
        await say(slack, maria.id, "second")
        told = [(m.text, m.at.hour) for m in slack.expectations.transcript()]
        assert told == [("first", 9), ("second", 11)]
