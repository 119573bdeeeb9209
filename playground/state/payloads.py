"""How Slack writes users, channels, messages, views and groups as JSON. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playground.state.workspace import (
    Channel,
    ChannelKind,
    Group,
    Json,
    Message,
    User,
    View,
    Workspace,
)


def user_object(user: User, now: datetime, *, locale: bool = False) -> Json:
    """As users.info shows a member; strangers and bots may come without a zone."""
    shown: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": int(now.timestamp()),
        "profile": {
            "real_name": user.real_name,
            "display_name": "",  # Slack's own start: most people never choose one
            "status_text": user.status_text,
            "status_emoji": user.status_emoji,
            "status_expiration": user.status_expiration,
        },
    }
    if user.enterprise_id:
        shown["enterprise_user"] = {"id": user.id, "enterprise_id": user.enterprise_id}
    if user.is_stranger:
        shown["is_stranger"] = True
    if not user.deleted:
        shown |= {
            "is_admin": user.is_admin,
            "is_owner": False,
            "is_restricted": user.is_restricted,
            "is_ultra_restricted": user.is_ultra_restricted,
        }
        if user.tz is not None:
            offset = now.astimezone(ZoneInfo(user.tz)).utcoffset() or timedelta()
            shown |= {"tz": user.tz, "tz_label": user.tz, "tz_offset": int(offset.total_seconds())}
    if locale:
        shown["locale"] = user.locale
    return shown


def channel_object(channel: Channel, workspace: Workspace) -> Json:
    """As conversations.info shows a conversation to the bot."""
    created = int(channel.created_at.timestamp())
    if channel.is_im:
        person = next(member for member in channel.members if member != workspace.bot_user)
        return {"id": channel.id, "created": created, "is_im": True, "user": person}
    private = channel.kind is not ChannelKind.PUBLIC
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not private,
        "is_group": private,
        "is_im": False,
        "is_mpim": channel.kind is ChannelKind.MPIM,
        "is_private": private,
        "created": created,
        "creator": channel.creator,
        "is_archived": channel.archived,
        "is_general": channel.name == "general",
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_member": workspace.bot_user in channel.members,
        "num_members": len(channel.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message_object(message: Message, workspace: Workspace, *, all_metadata: bool = True) -> Json:
    """As history shows a message; without `all_metadata` only the event type of its metadata."""
    shown: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    shown["team"] = workspace.team_id
    shown |= _app_of(message, workspace)
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.attachments:
        shown["attachments"] = message.attachments
    if message.metadata is not None:
        shown["metadata"] = message.metadata if all_metadata else _type_of(message.metadata)
    for name in ("thread_ts", "subtype", "client_msg_id"):
        if (value := getattr(message, name)) is not None:
            shown[name] = value
    if message.edited_at is not None:
        shown["edited"] = {"user": message.user, "ts": f"{message.edited_at.timestamp():.6f}"}
    return shown


def _app_of(message: Message, workspace: Workspace) -> Json:
    """The bot that said it, and its app; {} for people."""
    if message.user == workspace.bot_user:
        return {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
    author = workspace.users.get(message.user)
    if author is None or not author.bot_id:
        return {}
    return {"bot_id": author.bot_id, "app_id": f"A{author.bot_id[1:]}"}


def _type_of(metadata: Json) -> Json:
    return {"event_type": metadata.get("event_type", "")}


def view_object(view: View, workspace: Workspace) -> Json:
    """As views.open answers and as view payloads carry it, with what was entered so far."""
    body = {key: value for key, value in view.body.items() if key not in {"token"}}
    defaults = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "submit": None,
        "close": None,
        "title": None,
    }
    return {
        **defaults,
        **body,
        "id": view.id,
        "team_id": workspace.team_id,
        "state": {"values": view.state},
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }


def group_object(group: Group, workspace: Workspace) -> Json:
    """As usergroups.list shows a group."""
    return {
        "id": group.id,
        "team_id": workspace.team_id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "date_delete": 1 if group.disabled else 0,
        "user_count": len(group.members),
    }
