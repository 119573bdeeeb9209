"""What people do in the playground reaches a real Bolt app, and they see its answers."""

import re
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from playground.state.errors import NotPossible
from tests.support.bots.playground_bot import (
    SteppedClock,
    a_bot,
    a_button,
    a_client,
    a_modal,
    a_slack,
    actions,
    an_input,
    refusal,
    section,
    text,
)

Got = list[dict[str, Any]]


def echo(app: AsyncApp, got: Got) -> None:
    @app.command("/echo")
    async def on_echo(ack: Any, command: Any) -> None:
        got.append(command)
        await ack(f"you said {command['text']}")

    @app.command("/plain")
    async def on_plain(ack: Any, command: Any) -> None:
        got.append(command)
        await ack()


def forms(app: AsyncApp, got: Got) -> None:
    @app.action("open")
    async def on_open(ack: Any, body: Any, client: Any) -> None:
        got.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @app.view("form")
    async def on_form(ack: Any, body: Any, view: Any) -> None:
        got.append(body)
        what = view["state"]["values"]["what"]["value"]["value"]
        answers: dict[str, dict[str, Any]] = {
            "wrong": {"response_action": "errors", "errors": {"what": "Not that."}},
            "more": {"response_action": "push", "view": a_modal(callback_id="form")},
            "other": {"response_action": "update", "view": a_modal(title=text("Changed"))},
            "enough": {"response_action": "clear"},
            "nonsense": {"response_action": "errors", "errors": {"nowhere": "x"}},
        }
        await ack(**answers.get(what, {}))

    @app.view_closed("form")
    async def on_closed(ack: Any, body: Any) -> None:
        got.append(body)
        await ack()


OPTIONS = [{"text": text(word), "value": word[0]} for word in ("High", "Low")]
FORM = a_modal(
    an_input("What", "what"),
    {**an_input("Note", "note", initial_value="as before"), "optional": True},
    {**an_input("Who", "who", type="users_select"), "optional": True},
    {**an_input("How bad", "bad", type="static_select", options=OPTIONS), "optional": True},
    notify_on_close=True,
)


async def test_a_command_arrives_with_mentions_channels_links_and_escapes() -> None:
    async with a_slack() as slack, a_bot(slack, echo) as bot:
        slack.add_group("leads", ["tom"])
        maria, tom = slack.person("maria"), slack.person("tom")
        launch, legal = slack.channel("#launch"), slack.channel("#legal")
        group = slack.workspace.groups.popitem()[1]
        slack.workspace.groups[group.id] = group
        seen = await maria.types("#launch", "/echo a<b & @tom. #launch #legal @leads @nobody")
        assert bot.got[0]["text"] == (
            f"a&lt;b &amp; <@{tom.id}|tom>. <#{launch.id}|launch> <#{legal.id}|>"
            f" <!subteam^{group.id}|@leads> @nobody"
        )
        assert seen.text.startswith("you said a&lt;b")
        assert (bot.got[0]["channel_name"], bot.got[0]["user_id"]) == ("launch", maria.id)
        await maria.types("#launch", "/plain for @tom https://x.y")
        assert bot.got[1]["text"] == "for @tom https://x.y"


async def test_a_command_answer_is_seen_by_nobody_else_and_never_in_history() -> None:
    async with a_slack() as slack, a_bot(slack, echo):
        seen = await slack.person("maria").types("#launch", "/echo hello")
        assert [m.text for m in seen.messages] == ["you said hello"]
        assert slack.expectations.ephemerals_to("tom") == []
        assert slack.expectations.messages_in("#launch") == []


async def test_what_slack_itself_says_about_a_command() -> None:
    async with a_slack() as slack:
        maria = slack.person("maria")
        unknown = await maria.types("#launch", "/nothing")
        assert "/nothing is not a valid command" in (unknown.error or "")
        deaf = await maria.types("#launch", "/echo hello")
        assert deaf.error == '/echo failed with the error "dispatch_failed"'
        with pytest.raises(NotPossible, match="not in #legal"):
            await maria.types("#legal", "/echo hello")
        root = maria.writes("#launch", "a thread")
        with pytest.raises(NotPossible, match="no commands in threads"):
            await maria.types("#launch", "/echo hello", thread=root)
        slack.deactivate("maria")
        with pytest.raises(NotPossible, match="deactivated"):
            await maria.types("#launch", "/echo hello")


async def with_form_open(slack: Any) -> Any:
    """Maria, with the form open that a button in the channel opens."""
    await a_client(slack).chat_postMessage(
        channel=slack.channel("#launch").id, text="go", blocks=[actions(a_button("Open", "open"))]
    )
    maria = slack.person("maria")
    seen = await maria.clicks("Open")
    assert seen.view is maria.form
    return maria


async def test_a_click_carries_container_message_state_and_a_trigger() -> None:
    async with a_slack() as slack, a_bot(slack, forms) as bot:
        maria = await with_form_open(slack)
        body, launch = bot.got[0], slack.channel("#launch")
        message = slack.expectations.messages_in("#launch")[0]
        assert body["container"] == {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": launch.id,
            "is_ephemeral": False,
        }
        assert body["message"]["blocks"][0]["block_id"] == "acts"
        assert body["channel"] == {"id": launch.id, "name": "launch"}
        assert body["user"]["id"] == maria.id
        assert body["actions"][0] | {"action_ts": ""} == {
            "type": "button",
            "action_id": "open",
            "block_id": "acts",
            "text": text("Open"),
            "value": "1",
            "action_ts": "",
        }
        with pytest.raises(NotPossible, match="Open"):
            await maria.clicks("Close", message=message)
        ines = slack.person("ines")
        with pytest.raises(NotPossible, match="cannot see"):
            await ines.clicks("Open", message=message)


async def test_a_form_is_checked_by_slack_then_the_bot_and_closes_if_all_is_well() -> None:
    async with a_slack() as slack, a_bot(slack, forms) as bot:
        maria = await with_form_open(slack)
        assert (await maria.submits()).errors == {"What": "Please complete this required field."}
        assert len(bot.got) == 1
        await maria.fills({"What": "wrong", "Who": "tom", "How bad": "High"})
        assert (await maria.submits()).errors == {"What": "Not that."}
        assert bot.got[1]["view"]["state"]["values"] == {
            "what": {"value": {"type": "plain_text_input", "value": "wrong"}},
            "note": {"value": {"type": "plain_text_input", "value": "as before"}},
            "who": {"value": {"type": "users_select", "selected_user": slack.person("tom").id}},
            "bad": {
                "value": {
                    "type": "static_select",
                    "selected_option": {"text": text("High"), "value": "H"},
                }
            },
        }
        await maria.fills({"What": "fine"})
        seen = await maria.submits()
        assert (seen.errors, seen.error, maria.form) == ({}, None, None)
        await maria.clicks("Open")
        with pytest.raises(NotPossible, match="no option 'Mild'; there are: High, Low"):
            await maria.fills({"How bad": "Mild"})


async def test_forms_are_updated_pushed_three_deep_and_cleared() -> None:
    async with a_slack() as slack, a_bot(slack, forms):
        maria = await with_form_open(slack)
        await maria.fills({"What": "more"})
        await maria.submits()
        await maria.fills({"What": "more"})
        third = await maria.submits()
        assert third.view is not None
        assert len(slack.workspace.modals[maria.id]) == 3
        await maria.fills({"What": "more"})
        assert "push_limit_reached" in ((await maria.submits()).error or "")
        await maria.fills({"What": "other"})
        changed = (await maria.submits()).view
        assert changed is not None
        assert changed.title == "Changed"
        assert changed.state["what"]["value"]["value"] == "other"  # entries survive the update
        await maria.fills({"What": "enough"})
        await maria.submits()
        assert maria.form is None


async def test_closing_a_form_tells_a_bot_that_asked_for_it() -> None:
    async with a_slack() as slack, a_bot(slack, forms) as bot:
        maria = await with_form_open(slack)
        await maria.closes()
        assert (bot.got[1]["type"], bot.got[1]["is_cleared"]) == ("view_closed", False)
        with pytest.raises(NotPossible, match="no form open"):
            await maria.closes()


async def test_an_answer_about_an_unknown_field_is_refused() -> None:
    async with a_slack() as slack, a_bot(slack, forms):
        maria = await with_form_open(slack)
        await maria.fills({"What": "nonsense"})
        assert "invalid_errors" in ((await maria.submits()).error or "")


async def test_a_trigger_opens_one_form_within_three_seconds() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack:
        client, trigger = a_client(slack), slack.engine.grants.issue_trigger
        maria = slack.person("maria").id
        fresh, old = trigger(maria), trigger(maria)
        await client.views_open(trigger_id=fresh, view=FORM)
        again = client.views_open(trigger_id=fresh, view=FORM)
        assert await refusal(again) == "exchanged_trigger_id"
        clock.advance(seconds=3.1)
        assert await refusal(client.views_open(trigger_id=old, view=FORM)) == "expired_trigger_id"
        assert await refusal(client.views_open(trigger_id="1.x", view=FORM)) == "invalid_trigger_id"


async def test_a_stale_hash_overwrites_nothing() -> None:
    async with a_slack() as slack:
        client, maria = a_client(slack), slack.person("maria")
        trigger = slack.engine.grants.issue_trigger(maria.id)
        opened = (await client.views_open(trigger_id=trigger, view=FORM))["view"]
        newer = await client.views_update(view_id=opened["id"], hash=opened["hash"], view=FORM)
        stale = client.views_update(view_id=opened["id"], hash=opened["hash"], view=FORM)
        assert await refusal(stale) == "hash_conflict"
        await client.views_update(view_id=opened["id"], hash=newer["view"]["hash"], view=FORM)
        assert await refusal(client.views_update(view_id="V404", view=FORM)) == "not_found"


def home(app: AsyncApp, got: Got) -> None:
    @app.event("app_home_opened")
    async def on_home(event: Any, client: Any) -> None:
        got.append(event)
        blocks = [section("Your board"), actions(a_button("Refresh", "refresh"))]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.action("refresh")
    async def on_refresh(ack: Any, body: Any) -> None:
        got.append(body)
        await ack()


async def test_opening_home_tells_the_bot_and_shows_what_it_publishes() -> None:
    async with a_slack() as slack, a_bot(slack, home) as bot:
        maria = slack.person("maria")
        board = await maria.opens_home()
        assert board is not None
        assert board.blocks[0]["text"]["text"] == "Your board"
        assert (bot.got[0]["tab"], bot.got[0]["user"]) == ("home", maria.id)
        assert slack.expectations.home_of("tom") is None
        await maria.clicks("Refresh")
        assert bot.got[1]["container"] == {"type": "view", "view_id": board.id}
        assert bot.got[1]["view"]["type"] == "home"


def shortcuts(app: AsyncApp, got: Got) -> None:
    @app.shortcut("keep")
    async def on_keep(ack: Any, body: Any, respond: Any) -> None:
        got.append(body)
        await ack()
        await respond("kept")

    @app.shortcut("start")
    async def on_start(ack: Any, body: Any) -> None:
        got.append(body)
        await ack()


async def test_shortcuts_bring_the_message_or_nothing_but_the_person() -> None:
    async with a_slack() as slack, a_bot(slack, shortcuts) as bot:
        maria = slack.person("maria")
        said = slack.person("tom").writes("#launch", "the import fails & @maria knows")
        await maria.uses_shortcut("Keep it", said)
        assert bot.got[0]["type"] == "message_action"
        assert bot.got[0]["message"]["text"] == f"the import fails &amp; <@{maria.id}> knows"
        await slack.expectations.expect_ephemeral("maria", "kept")
        await maria.uses_shortcut("Start one")
        assert bot.got[1]["type"] == "shortcut"
        assert "response_url" not in bot.got[1]
        with pytest.raises(NotPossible, match="no global shortcut 'Keep it'"):
            await maria.uses_shortcut("Keep it")


def replier(app: AsyncApp, got: Got) -> None:
    @app.command("/echo")
    async def on_echo(ack: Any, command: Any, respond: Any) -> None:
        await ack()
        for number in range(6):
            got.append({"status": (await respond(f"reply {number}")).status_code})

    @app.action("replace")
    async def on_replace(ack: Any, respond: Any) -> None:
        await ack()
        await respond("replaced", replace_original=True)


async def test_a_response_url_takes_five_answers_and_can_replace_the_clicked_message() -> None:
    async with a_slack() as slack, a_bot(slack, replier) as bot:
        maria = slack.person("maria")
        await maria.types("#launch", "/echo")
        await slack.expectations.expect_ephemeral("maria", "reply 4")
        await slack.workspace.signal.until(lambda: len(bot.got) == 6)
        assert [one["status"] for one in bot.got] == [200, 200, 200, 200, 200, 404]
        await a_client(slack).chat_postMessage(
            channel=slack.channel("#launch").id,
            text="old",
            blocks=[actions(a_button("Replace", "replace"))],
        )
        await maria.clicks("Replace")
        await slack.expectations.expect_post("#launch", "replaced")
        assert slack.expectations.messages_in("#launch")[0].blocks == []


async def test_a_response_url_ends_after_thirty_minutes() -> None:
    clock = SteppedClock()
    async with a_slack(clock) as slack, a_bot(slack, echo) as bot:
        await slack.person("maria").types("#launch", "/echo x")
        clock.advance(minutes=31)
        async with (
            aiohttp.ClientSession() as web,
            web.post(bot.got[0]["response_url"], json={"text": "late"}) as answer,
        ):
            assert (answer.status, (await answer.json())["error"]) == (404, "expired_url")


def choices(app: AsyncApp, got: Got) -> None:
    @app.action(re.compile("pick|more|value"))
    async def on_choice(ack: Any, body: Any) -> None:
        got.append(body)
        await ack()


async def test_choices_in_a_message_are_kept_and_sent_with_its_state() -> None:
    async with a_slack() as slack, a_bot(slack, choices) as bot:
        maria, tom = slack.person("maria"), slack.person("tom")
        pick = {"type": "users_select", "action_id": "pick", "placeholder": text("Who?")}
        more = {"type": "overflow", "action_id": "more", "options": OPTIONS}
        await a_client(slack).chat_postMessage(
            channel=slack.channel("#launch").id, text="choose", blocks=[actions(pick, more)]
        )
        await maria.selects("Who?", "tom")
        await maria.clicks("Low")
        assert bot.got[0]["actions"][0]["selected_user"] == tom.id
        assert bot.got[1]["actions"][0]["selected_option"] == {"text": text("Low"), "value": "L"}
        kept = {"pick": {"type": "users_select", "selected_user": tom.id}}
        assert bot.got[1]["state"]["values"] == {"acts": kept}


async def test_a_field_with_dispatch_action_tells_the_bot_while_the_form_is_open() -> None:
    async with a_slack() as slack, a_bot(slack, choices) as bot:
        maria = slack.person("maria")
        trigger = slack.engine.grants.issue_trigger(maria.id)
        view = a_modal({**an_input("What", "what"), "dispatch_action": True})
        await a_client(slack).views_open(trigger_id=trigger, view=view)
        await maria.fills({"What": "x"})
        assert bot.got[0]["actions"][0]["value"] == "x"
        assert bot.got[0]["view"]["state"]["values"]["what"]["value"]["value"] == "x"


async def test_a_form_opened_after_the_answer_can_be_waited_for() -> None:
    def late(app: AsyncApp, _: Got) -> None:
        @app.command("/echo")
        async def on_echo(ack: Any, body: Any, client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async with a_slack() as slack, a_bot(slack, late):
        maria = slack.person("maria")
        await maria.types("#launch", "/echo")
        assert (await maria.sees_form("A form", "How bad")).type == "modal"


async def test_guests_of_another_company_have_no_commands() -> None:
    async with a_slack() as slack, a_bot(slack, echo) as bot:
        guest = slack.add_person("guest", team_id="T0OTHER", is_stranger=True)
        guest.joins("#launch")
        assert "not a valid command" in (await guest.types("#launch", "/echo x")).text
        assert bot.got == []


async def test_what_a_person_writes_to_the_bot_reaches_it_as_a_direct_message() -> None:
    got: Got = []

    def direct(app: AsyncApp, _: Got) -> None:
        @app.event("message")
        async def on_message(event: Any) -> None:
            got.append(event)

    async with a_slack() as slack, a_bot(slack, direct):
        maria = slack.person("maria")
        await maria.types("dm", "help")
        await slack.workspace.signal.until(lambda: got)
        assert (got[0]["text"], got[0]["channel_type"], got[0]["user"]) == ("help", "im", maria.id)


async def test_after_an_uninstall_every_call_is_refused_until_the_app_is_back() -> None:
    async with a_slack() as slack:
        client = a_client(slack)
        slack.uninstall()
        assert await refusal(client.auth_test()) == "account_inactive"
        slack.reinstall()
        assert (await client.auth_test())["ok"]


async def test_a_bot_removed_from_a_channel_can_post_there_no_more() -> None:
    async with a_slack() as slack:
        maria, launch = slack.person("maria"), slack.channel("#launch").id
        maria.removes("echo", "#launch")
        call = a_client(slack).chat_postMessage(channel=launch, text="x")
        assert await refusal(call) == "not_in_channel"
        maria.invites("echo", "#launch")
        assert (await a_client(slack).chat_postMessage(channel=launch, text="x"))["ok"]
