"""Socket Mode of the playground: acknowledgements, retries, refreshes, lost connections."""

import asyncio
import gc
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from playground.slack import Playground
from playground.wire.delivery import NotAnswered
from tests.support.bots.playground_bot import a_bot, a_client, a_manifest, a_slack

Got = list[dict[str, Any]]


def listener(app: AsyncApp, got: Got) -> None:
    @app.command("/echo")
    async def on_echo(ack: Any, command: Any) -> None:
        await ack(f"heard {command['text']}")

    @app.event("app_mention")
    async def on_mention(body: Any, request: Any) -> None:
        num = request.headers.get("x-slack-retry-num", [None])[0]
        got.append({**body, "attempt": num})
        if "fail" in body["event"]["text"]:
            raise RuntimeError("this listener fails on purpose")

    @app.event("member_joined_channel")
    async def on_join(event: Any) -> None:
        got.append(event)


async def heard(slack: Playground, got: Got, count: int) -> None:
    """Wait until the bot has received this many payloads."""
    assert await slack.workspace.signal.until(lambda: len(got) >= count)


async def test_a_bot_that_does_not_answer_in_time_shows_as_a_timeout() -> None:
    hold = asyncio.Event()

    def slow(app: AsyncApp, got: Got) -> None:
        @app.command("/echo")
        async def on_echo(ack: Any) -> None:
            await hold.wait()
            await ack("too late")

    async with a_slack(ack_seconds=0.05) as slack, a_bot(slack, slow):
        seen = await slack.person("maria").types("#launch", "/echo x")
        assert seen.error == '/echo failed with the error "operation_timeout"'
        hold.set()
        assert slack.deliveries.sent[-1].acked is False
        assert slack.expectations.transcript() == []


async def test_with_the_last_connection_goes_the_hope_of_an_answer() -> None:
    hold, got = asyncio.Event(), asyncio.Event()

    def slow(app: AsyncApp, _: Got) -> None:
        @app.command("/echo")
        async def on_echo(ack: Any) -> None:
            got.set()
            await hold.wait()

    async with a_slack(ack_seconds=600) as slack, a_bot(slack, slow):
        typing = asyncio.create_task(slack.person("maria").types("#launch", "/echo x"))
        await got.wait()
        slack.sockets.drop()
        assert (await typing).error == '/echo failed with the error "dispatch_failed"'
        hold.set()


async def test_events_come_only_when_subscribed_and_with_an_id() -> None:
    manifest = a_manifest(events=["app_mention"])
    async with a_slack(manifest=manifest) as slack, a_bot(slack, listener) as bot:
        slack.person("ines").joins("#launch")
        said = slack.person("maria").writes("#launch", "hello @echo")
        await heard(slack, bot.got, 1)
        assert said.text == f"hello <@{slack.workspace.bot_user}>"
        assert [one["event"]["type"] for one in bot.got] == ["app_mention"]
        assert bot.got[0]["event_id"].startswith("Ev")
        await slack.settled()
        assert len(slack.deliveries.sent) == 1


async def test_an_event_nobody_acknowledges_comes_three_times_more() -> None:
    async with (
        a_slack(ack_seconds=0.1, event_retry_seconds=(0, 0, 0)) as slack,
        a_bot(slack, listener) as bot,
    ):
        slack.person("maria").writes("#launch", "@echo fail")
        await heard(slack, bot.got, 4)
        assert [one["attempt"] for one in bot.got] == ["0", "1", "2", "3"]
        assert len({one["event_id"] for one in bot.got}) == 1
        await slack.settled()
        assert len(slack.deliveries.sent) == 4


async def test_an_answer_that_is_lost_as_it_stops_is_not_waited_for_again() -> None:
    got, hold = asyncio.Event(), asyncio.Event()

    def deaf(app: AsyncApp, _: Got) -> None:
        @app.event("app_mention")
        async def on_mention() -> None:
            got.set()
            await hold.wait()

    async with a_slack(event_retry_seconds=(60,)) as slack, a_bot(slack, deaf):
        slack.person("maria").writes("#launch", "@echo hello")
        await got.wait()
        for waiting in slack.sockets._waiting.values():
            waiting.set_exception(ConnectionError("hung up"))
        async with asyncio.timeout(5):
            await slack.deliveries.stop()
        hold.set()


async def test_any_payload_can_be_delivered_twice_by_hand() -> None:
    async with a_slack() as slack, a_bot(slack, listener) as bot:
        slack.person("maria").writes("#launch", "@echo hello")
        await heard(slack, bot.got, 1)
        await slack.settled()
        await slack.deliveries.redeliver(slack.deliveries.sent[0])
        assert [one["attempt"] for one in bot.got] == ["0", "1"]
        assert bot.got[0]["event_id"] == bot.got[1]["event_id"]
        await slack.person("maria").types("#launch", "/echo once")
        again = await slack.deliveries.redeliver(slack.deliveries.sent[-1])
        assert again["text"] == "heard once"


async def test_a_refreshed_connection_is_replaced_and_commands_go_on() -> None:
    async with a_slack() as slack, a_bot(slack, listener):
        for _ in range(2):
            await slack.sockets.refresh()
            assert await slack.sockets.connected()
            seen = await slack.person("maria").types("#launch", "/echo again")
            assert seen.text == "heard again"


async def test_a_cut_connection_is_noticed_and_a_new_one_opened() -> None:
    async with a_slack() as slack, a_bot(slack, listener, ping=0.2):
        slack.sockets.drop()
        deaf = await slack.person("maria").types("#launch", "/echo lost")
        assert deaf.error == '/echo failed with the error "dispatch_failed"'
        assert await slack.sockets.connected()
        assert (await slack.person("maria").types("#launch", "/echo back")).text == "heard back"


async def test_a_link_that_answers_no_pings_is_given_up_for_a_new_one() -> None:
    async with a_slack() as slack, a_bot(slack, listener, ping=0.2):
        first = slack.sockets.links[0]
        slack.sockets.muted = True
        assert await slack.workspace.signal.until(lambda: first not in slack.sockets.links)
        slack.sockets.muted = False
        assert await slack.sockets.connected()
        assert (await slack.person("maria").types("#launch", "/echo back")).text == "heard back"


async def test_a_link_opens_one_connection_only() -> None:
    async with a_slack() as slack:
        opened = await a_client(slack).apps_connections_open(app_token=slack.app_token)
        async with aiohttp.ClientSession() as web:
            async with web.ws_connect(opened["url"]) as link:
                hello = await link.receive_json()
                assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await web.ws_connect(opened["url"])


async def test_with_two_connections_each_payload_goes_to_one_of_them() -> None:
    async with (
        a_slack() as slack,
        a_bot(slack, listener) as one,
        a_bot(slack, listener) as two,
    ):
        assert await slack.sockets.connected(2)
        for number in range(4):
            slack.person("maria").writes("#launch", f"@echo {number}")
        assert await slack.workspace.signal.until(lambda: len(one.got) + len(two.got) == 4)
        assert (len(one.got), len(two.got)) == (2, 2)


async def test_the_server_listens_on_loopback_only() -> None:
    async with a_slack() as slack:
        assert slack.api_url.startswith("http://127.0.0.1:")
        assert slack.api_url.endswith("/api/")


async def test_people_and_channels_change_in_sight_of_the_bot() -> None:
    got: Got = []

    def everything(app: AsyncApp, _: Got) -> None:
        for kind in (
            "member_joined_channel",
            "member_left_channel",
            "channel_archive",
            "user_change",
            "subteam_members_changed",
        ):

            @app.event(kind)
            async def on_event(event: Any) -> None:
                got.append(event)

    async with a_slack() as slack, a_bot(slack, everything):
        maria, tom = slack.person("maria"), slack.person("tom")
        maria.invites("ines", "#launch")
        tom.leaves("#launch")
        slack.set_group(slack.add_group("leads", ["tom"]).handle, ["maria"])
        slack.deactivate("tom")
        slack.archive("#launch", by="maria")
        await heard(slack, got, 5)
        by_type = {one["type"]: one for one in got}
        joined = by_type["member_joined_channel"]
        assert (joined["user"], joined["inviter"]) == (slack.person("ines").id, maria.id)
        assert by_type["member_left_channel"]["user"] == tom.id
        assert by_type["subteam_members_changed"]["added_users"] == [maria.id]
        assert by_type["subteam_members_changed"]["removed_users"] == [tom.id]
        assert by_type["user_change"]["user"]["deleted"] is True
        assert by_type["channel_archive"]["user"] == maria.id


async def test_without_any_connection_a_delivery_is_refused() -> None:
    async with a_slack() as slack:
        slack.send_event({"type": "app_mention", "text": "x"})
        await slack.settled()
        with pytest.raises(NotAnswered, match="dispatch_failed"):
            await slack.deliveries.redeliver(slack.deliveries.sent[0])


async def test_a_connection_made_while_the_server_stops_is_closed() -> None:
    for turns in range(6):
        async with a_slack() as slack:
            port = int(slack.api_url.split(":")[2].removesuffix("/api/"))
            connecting = asyncio.ensure_future(asyncio.open_connection("127.0.0.1", port))
            for _ in range(turns):
                await asyncio.sleep(0)
        reader, writer = await connecting
        with suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
    gc.collect()  # a connection left open is a warning, and warnings are errors
