"""The payloads Slack sends when people act (docs.slack.dev/reference/interaction-payloads)."""

from __future__ import annotations

from playground.rules.form_state import VALUE_FIELDS, initial_state
from playground.state.engine import Engine
from playground.state.payloads import message_object, view_object
from playground.state.workspace import Channel, ChannelKind, Json, Message, User, View


def command(engine: Engine, user: User, channel: Channel, *, name: str, text: str) -> Json:
    """A slash command."""
    workspace = engine.workspace
    url = engine.grants.issue_url(user=user.id, channel=channel.id)
    return {
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        **({"enterprise_id": workspace.enterprise_id} if workspace.enterprise_id else {}),
        "response_url": response_address(engine, url.key),
        "trigger_id": engine.grants.issue_trigger(user.id),
    }


def response_address(engine: Engine, key: str) -> str:
    """The full address of a response URL."""
    return f"{engine.base_url}/response/{key}"


def channel_name(channel: Channel) -> str:
    """How payloads name a channel: private ones and direct messages have stand-in names."""
    named = {ChannelKind.IM: "directmessage", ChannelKind.PRIVATE: "privategroup"}
    return named.get(channel.kind, channel.name)


def _from(engine: Engine, user: User, kind: str) -> Json:
    workspace = engine.workspace
    return {
        "type": kind,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team_id,
        },
        "api_app_id": workspace.app_id,
        "enterprise": {"id": workspace.enterprise_id} if workspace.enterprise_id else None,
        "is_enterprise_install": False,
    }


def message_action(
    engine: Engine, user: User, message: Message, *, block: Json, element: Json, value: object
) -> Json:
    """A click or choice in a message; ephemeral ones come without their content, as in Slack."""
    url = engine.grants.issue_url(
        user=user.id,
        channel=message.channel,
        message_ts=message.ts,
        thread_ts=message.thread_ts,
    )
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    channel = engine.workspace.channels[message.channel]
    payload = _from(engine, user, "block_actions") | {
        "container": container,
        "trigger_id": engine.grants.issue_trigger(user.id),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": initial_state(message.blocks, kept=message.state)},
        "response_url": response_address(engine, url.key),
        "actions": [_action(engine, block, element, value=value)],
    }
    if message.ephemeral_to is None:
        payload["message"] = message_object(message, engine.workspace)
    return payload


def view_action(
    engine: Engine, user: User, view: View, *, block: Json, element: Json, value: object
) -> Json:
    """A click or choice in a modal or on the Home tab."""
    shown = view_object(view, engine.workspace)
    trigger_view = view.id if view.type == "modal" else None
    return _from(engine, user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": engine.grants.issue_trigger(user.id, trigger_view),
        "view": shown,
        "state": shown["state"],
        "actions": [_action(engine, block, element, value=value)],
    }


def _action(engine: Engine, block: Json, element: Json, *, value: object) -> Json:
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": engine.workspace.next_ts(),
    }
    if element["type"] == "button":
        return action | {
            key: element[key] for key in ("text", "value", "style", "url") if key in element
        }
    field = "selected_option" if element["type"] == "overflow" else VALUE_FIELDS[element["type"]]
    return action | {field: value}


def submission(engine: Engine, user: User, view: View) -> Json:
    """A submitted form."""
    return _from(engine, user, "view_submission") | {
        "trigger_id": engine.grants.issue_trigger(user.id, view.id),
        "view": view_object(view, engine.workspace),
        "response_urls": [],
    }


def closed(engine: Engine, user: User, view: View, *, cleared: bool) -> Json:
    """A form that was closed without submitting it."""
    shown = view_object(view, engine.workspace)
    return _from(engine, user, "view_closed") | {"view": shown, "is_cleared": cleared}


def shortcut_on(engine: Engine, user: User, message: Message, *, callback_id: str) -> Json:
    """A message shortcut."""
    channel = engine.workspace.channels[message.channel]
    url = engine.grants.issue_url(user=user.id, channel=channel.id)
    return _from(engine, user, "message_action") | {
        "callback_id": callback_id,
        "action_ts": engine.workspace.next_ts(),
        "trigger_id": engine.grants.issue_trigger(user.id),
        "response_url": response_address(engine, url.key),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": message_object(message, engine.workspace),
    }


def shortcut(engine: Engine, user: User, *, callback_id: str) -> Json:
    """A global shortcut: it has no channel and no response_url."""
    return _from(engine, user, "shortcut") | {
        "callback_id": callback_id,
        "action_ts": engine.workspace.next_ts(),
        "trigger_id": engine.grants.issue_trigger(user.id),
    }


def event(engine: Engine, body: Json) -> Json:
    """An event of the Events API around its inner body."""
    workspace = engine.workspace
    return {
        "team_id": workspace.team_id,
        "api_app_id": workspace.app_id,
        "event": body,
        "type": "event_callback",
        "event_id": workspace.next_id("Ev"),
        "event_time": int(engine.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": workspace.enterprise_id or None,
                "team_id": workspace.team_id,
                "user_id": workspace.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }
