"""The playground's Web API answers the real client as Slack would."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_sdk import WebClient

from playground.slack import Playground
from tests.support.bots.playground_bot import (
    SCOPES,
    SteppedClock,
    a_client,
    a_manifest,
    a_slack,
    refusal,
    section,
)

TOKEN = {"event_type": "backstop_notice", "event_payload": {"token": "t-1"}}


def ids(slack: Playground) -> tuple[str, str, str]:
    return slack.person("maria").id, slack.channel("#launch").id, slack.channel("#legal").id


async def test_a_post_is_kept_with_blocks_and_metadata_and_can_be_read_back() -> None:
    async with a_slack() as slack:
        client, (_, launch, _) = a_client(slack), ids(slack)
        posted = await client.chat_postMessage(
            channel=launch, text="hello", blocks=[section("*hello*")], metadata=TOKEN
        )
        assert posted["ts"] == "1772442000.000000"
        plain = await client.conversations_history(channel=launch)
        assert plain["messages"][0]["metadata"] == {"event_type": "backstop_notice"}
        whole = await client.conversations_history(channel=launch, include_all_metadata=True)
        assert whole["messages"][0]["metadata"] == TOKEN
        assert whole["messages"][0]["blocks"][0]["text"]["text"] == "*hello*"
        assert slack.expectations.messages_in("#launch")[0].at == datetime(
            2026, 3, 2, 9, tzinfo=UTC
        )


async def test_the_plain_client_works_with_a_form_a_query_and_no_token_header() -> None:
    async with a_slack() as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        _, launch, _ = ids(slack)
        posted = await asyncio.to_thread(
            client.chat_postMessage, channel=launch, text="hello", metadata=TOKEN
        )
        assert posted["ok"]
        who = await asyncio.to_thread(client.auth_test)
        assert who["user_id"] == slack.workspace.bot_user
        async with aiohttp.ClientSession() as web:
            query = {"token": slack.bot_token, "channel": launch, "blocks": "[]", "text": "again"}
            url = slack.api_url + "chat.update"
            sent = {**query, "ts": posted["ts"]}
            async with web.get(url, params=sent) as answer:
                assert (await answer.json())["text"] == "again"
                assert "chat:write" in answer.headers["x-oauth-scopes"]


async def test_a_post_to_a_person_opens_their_conversation_and_returns_its_id() -> None:
    async with a_slack() as slack:
        client, (maria, _, _) = a_client(slack), ids(slack)
        posted = await client.chat_postMessage(channel=maria, text="psst")
        assert posted["channel"].startswith("D")
        opened = await client.conversations_open(users=maria, return_im=True)
        assert opened["channel"]["id"] == posted["channel"]
        assert opened["channel"]["user"] == maria
        assert [m.text for m in slack.expectations.dms_to("maria")] == ["psst"]


async def test_a_reply_to_what_was_deleted_is_posted_in_the_channel_itself() -> None:
    async with a_slack() as slack:
        client, (_, launch, _) = a_client(slack), ids(slack)
        slack.engine.throttle.post_gap = 0.0
        root = await client.chat_postMessage(channel=launch, text="root")
        slack.person("tom").deletes(slack.workspace.messages[-1])
        lost = {"channel": launch, "text": "reply", "thread_ts": root["ts"]}
        answer = await client.chat_postMessage(**lost, reply_broadcast=True)
        assert "thread_ts" not in answer["message"]
        assert not slack.workspace.messages[-1].is_reply


async def test_posts_are_refused_as_slack_refuses_them() -> None:
    async with a_slack() as slack:
        client, (maria, launch, legal) = a_client(slack), ids(slack)
        general = slack.channel("#general").id
        post = client.chat_postMessage
        assert await refusal(post(channel="C404", text="x")) == "channel_not_found"
        assert await refusal(post(channel=legal, text="x")) == "channel_not_found"
        assert await refusal(post(channel=general, text="x")) == "not_in_channel"
        assert await refusal(post(channel=slack.workspace.bot_user, text="x")) == "cannot_dm_bot"
        assert (
            await refusal(client.api_call("chat.postMessage", json={"channel": launch}))
            == "no_text"
        )
        bad = {"event_type": "x"}
        assert await refusal(post(channel=launch, text="x", metadata=bad)) == (
            "invalid_metadata_format"
        )
        many = [section("x")] * 51
        assert await refusal(post(channel=launch, text="x", blocks=many)) == "invalid_blocks"
        long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2800}}] * 4
        assert await refusal(post(channel=launch, text="x", blocks=long)) == "msg_blocks_too_long"
        slack.deactivate("maria")
        assert await refusal(post(channel=maria, text="x")) == "user_disabled"
        slack.archive("#launch")
        assert await refusal(post(channel=launch, text="x")) == "is_archived"
        assert slack.expectations.transcript() == []


async def test_a_bot_without_a_messages_tab_cannot_send_direct_messages() -> None:
    async with a_slack(manifest=a_manifest(messages=False)) as slack:
        refused = await refusal(a_client(slack).chat_postMessage(channel=ids(slack)[0], text="x"))
        assert refused == "messages_tab_disabled"


async def test_one_post_a_second_and_channel_then_429_with_retry_after() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        client, (maria, launch, _) = a_client(slack), ids(slack)
        await client.chat_postMessage(channel=launch, text="one")
        assert await refusal(client.chat_postMessage(channel=launch, text="two")) == "ratelimited"
        await client.chat_postMessage(channel=maria, text="another channel")
        clock.advance(seconds=1)
        await client.chat_postMessage(channel=launch, text="two")
        url = slack.api_url + "chat.postMessage"
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        async with (
            aiohttp.ClientSession() as web,
            web.post(url, json={"channel": launch, "text": "three"}, headers=headers) as answer,
        ):
            assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
        assert [m.text for m in slack.expectations.messages_in("#launch")] == ["one", "two"]


async def test_tokens_and_scopes_are_checked() -> None:
    some = [scope for scope in SCOPES if scope not in {"users:read", "channels:history"}]
    async with a_slack(manifest=a_manifest(scopes=some)) as slack:
        maria, launch, _ = ids(slack)
        assert await refusal(a_client(slack, "xoxb-wrong").auth_test()) == "invalid_auth"
        assert await refusal(a_client(slack, "").api_call("auth.test")) == "not_authed"
        client = a_client(slack)
        assert await refusal(client.apps_connections_open(app_token=slack.bot_token)) == (
            "not_allowed_token_type"
        )
        assert await refusal(client.users_info(user=maria)) == "missing_scope"
        assert await refusal(client.conversations_history(channel=launch)) == "missing_scope"
        assert await refusal(client.api_call("chat.nothing")) == "unknown_method"
        slack.engine.token_error = "token_revoked"
        assert await refusal(client.auth_test()) == "token_revoked"


async def test_an_update_keeps_what_is_not_sent_and_refuses_what_is_not_the_bots() -> None:
    async with a_slack() as slack:
        client, (_, launch, _) = a_client(slack), ids(slack)
        ts = (
            await client.chat_postMessage(
                channel=launch, text="a", blocks=[section("a")], metadata=TOKEN
            )
        )["ts"]
        await client.chat_update(channel=launch, ts=ts, text="b")
        message = slack.expectations.messages_in("#launch")[0]
        assert (message.text, message.blocks[0]["text"]["text"]) == ("b", "a")
        assert message.metadata == TOKEN
        update = client.chat_update
        assert await refusal(update(channel=launch, ts=ts, text="x" * 4001)) == "msg_too_long"
        assert await refusal(update(channel=launch, ts="1.0", text="b")) == "message_not_found"
        theirs = slack.person("tom").writes("#launch", "mine").ts
        assert await refusal(update(channel=launch, ts=theirs, text="b")) == "cant_update_message"
        assert await refusal(client.chat_delete(channel=launch, ts=theirs)) == "cant_delete_message"
        await client.chat_delete(channel=launch, ts=ts)
        assert await refusal(update(channel=launch, ts=ts, text="b")) == "message_not_found"


async def test_an_ephemeral_message_is_for_one_member_and_in_no_history() -> None:
    async with a_slack() as slack:
        client, (maria, launch, _) = a_client(slack), ids(slack)
        shown = await client.chat_postEphemeral(channel=launch, user=maria, text="just you")
        assert [m.text for m in slack.expectations.ephemerals_to("maria")] == ["just you"]
        assert slack.expectations.ephemerals_to("tom") == []
        assert (await client.conversations_history(channel=launch))["messages"] == []
        ines = slack.person("ines").id
        alone = client.chat_postEphemeral(channel=launch, user=ines, text="x")
        assert await refusal(alone) == "user_not_in_channel"
        update = client.chat_update(channel=launch, ts=shown["message_ts"], text="x")
        assert await refusal(update) == "message_not_found"


async def test_an_ephemeral_reply_is_seen_only_in_a_thread_that_has_replies() -> None:
    async with a_slack() as slack:
        client, (maria, launch, _) = a_client(slack), ids(slack)
        root = slack.person("tom").writes("#launch", "lunch?")
        here: dict[str, Any] = {"channel": launch, "user": maria, "thread_ts": root.ts}
        assert (await client.chat_postEphemeral(**here, text="unseen"))["ok"]
        assert slack.expectations.ephemerals_to("maria") == []
        slack.person("tom").writes("#launch", "anyone?", thread=root)
        await client.chat_postEphemeral(**here, text="seen")
        assert [m.text for m in slack.expectations.ephemerals_to("maria")] == ["seen"]


async def test_threads_are_read_from_their_root_and_stay_out_of_history() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        client, (_, launch, _) = a_client(slack), ids(slack)
        root = (await client.chat_postMessage(channel=launch, text="root"))["ts"]
        clock.advance(seconds=1)
        await client.chat_postMessage(channel=launch, text="quiet", thread_ts=root)
        clock.advance(seconds=1)
        loud = await client.chat_postMessage(
            channel=launch, text="loud", thread_ts=root, reply_broadcast=True
        )
        history = (await client.conversations_history(channel=launch))["messages"]
        assert [m["text"] for m in history] == ["loud", "root"]
        assert history[1]["reply_count"] == 2
        thread = await client.conversations_replies(channel=launch, ts=root)
        assert [m["text"] for m in thread["messages"]] == ["root", "quiet", "loud"]
        below = client.chat_postMessage(channel=launch, text="x", thread_ts=loud["ts"])
        assert await refusal(below) == "cannot_reply_to_message"
        link = await client.chat_getPermalink(channel=launch, message_ts=loud["ts"])
        place = f"https://playground.slack.com/archives/{launch}"
        digits = loud["ts"].replace(".", "")
        assert link["permalink"] == f"{place}/p{digits}?thread_ts={root}&cid={launch}"


async def test_history_is_paged_newest_first_between_two_instants() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        client, (_, launch, _) = a_client(slack), ids(slack)
        for number in range(5):
            slack.person("tom").writes("#launch", f"line {number}")
            clock.advance(minutes=1)
        first = await client.conversations_history(channel=launch, limit=2)
        assert [m["text"] for m in first["messages"]] == ["line 4", "line 3"]
        cursor = first["response_metadata"]["next_cursor"]
        second = await client.conversations_history(channel=launch, limit=2, cursor=cursor)
        assert [m["text"] for m in second["messages"]] == ["line 2", "line 1"]
        two, three = second["messages"][0]["ts"], first["messages"][1]["ts"]
        late = await client.conversations_history(channel=launch, oldest=two)
        assert [m["text"] for m in late["messages"]] == ["line 4", "line 3"]
        edges = await client.conversations_history(
            channel=launch, oldest=two, latest=three, inclusive=True
        )
        assert [m["text"] for m in edges["messages"]] == ["line 3", "line 2"]
        read = client.conversations_history
        assert await refusal(read(channel=launch, cursor="?")) == "invalid_cursor"
        assert await refusal(read(channel=launch, oldest="noon")) == "invalid_ts_oldest"


async def test_a_lagging_history_shows_a_new_message_only_later() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        client, (_, launch, _) = a_client(slack), ids(slack)
        slack.engine.history_lag = 30
        await client.chat_postMessage(channel=launch, text="late")
        assert (await client.conversations_history(channel=launch))["messages"] == []
        clock.advance(seconds=30)
        history = await client.conversations_history(channel=launch)
        assert [m["text"] for m in history["messages"]] == ["late"]


async def test_channels_are_shown_as_far_as_the_bot_may_see_them() -> None:
    async with a_slack() as slack:
        client, (maria, launch, legal) = a_client(slack), ids(slack)
        seen = (await client.conversations_info(channel=launch))["channel"]
        assert (seen["name"], seen["is_member"], seen["is_archived"]) == ("launch", True, False)
        assert await refusal(client.conversations_info(channel=legal)) == "channel_not_found"
        assert (await client.conversations_members(channel=launch))["members"][0] == maria
        everything = "public_channel,private_channel"
        listed = await client.conversations_list(types=everything)
        assert {c["name"] for c in listed["channels"]} == {"launch", "general"}
        mine = await client.users_conversations(types=everything)
        assert [c["name"] for c in mine["channels"]] == ["launch"]
        await client.conversations_join(channel=slack.channel("#general").id)
        mine = await client.users_conversations(types=everything)
        assert [c["name"] for c in mine["channels"]] == ["launch", "general"]


async def test_people_come_with_zone_locale_and_what_they_are() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        client, (maria, _, _) = a_client(slack), ids(slack)
        shown = (await client.users_info(user=maria, include_locale=True))["user"]
        assert (shown["tz"], shown["tz_offset"], shown["locale"]) == (
            "Europe/Berlin",
            3600,
            "en-US",
        )
        clock.advance(days=60)  # summer time
        assert (await client.users_info(user=maria))["user"]["tz_offset"] == 7200
        slack.deactivate("maria")
        gone = (await client.users_info(user=maria))["user"]
        assert gone["deleted"]
        assert "tz" not in gone
        assert await refusal(client.users_info(user="U404")) == "user_not_found"
        group = slack.add_group("leads", ["tom", "ines"])
        members = (await client.usergroups_users_list(usergroup=group.id))["users"]
        assert members == [slack.person("tom").id, slack.person("ines").id]
        assert (await client.usergroups_list())["usergroups"][0]["handle"] == "leads"


async def test_the_tiers_per_minute_hold_when_they_are_switched_on() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        client, (_, launch, _) = a_client(slack), ids(slack)
        slack.engine.throttle.tiers = True
        for _ in range(50):
            await client.conversations_info(channel=launch)
        assert await refusal(client.conversations_info(channel=launch)) == "ratelimited"
        clock.advance(minutes=1)
        assert (await client.conversations_info(channel=launch))["ok"]


async def test_a_clock_set_back_holds_no_post_up_and_message_ids_keep_rising() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        client, (_, launch, _) = a_client(slack), ids(slack)
        first = await client.chat_postMessage(channel=launch, text="one")
        clock.advance(hours=-1)
        second = await client.chat_postMessage(channel=launch, text="two")
        assert second["ts"] > first["ts"]
