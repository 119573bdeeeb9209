"""Changes of who and what is in the workspace, each announced to the bot as Slack announces it."""

from __future__ import annotations

from playground.state.engine import Engine
from playground.state.payloads import channel_object, group_object, user_object
from playground.state.workspace import Channel, ChannelKind, Group, Json, User

_LETTER = {ChannelKind.PUBLIC: "C", ChannelKind.PRIVATE: "G", ChannelKind.IM: "D"}


def join_channel(
    engine: Engine, channel: Channel, user_id: str, *, inviter: str | None = None
) -> None:
    """Make someone a member; nothing happens when they are one."""
    if user_id in channel.members:
        return
    channel.members.append(user_id)
    event = _membership(engine, "member_joined_channel", channel=channel, user_id=user_id)
    if inviter is not None:
        event["inviter"] = inviter
    if engine.bot_is_in(channel):
        engine.emit("member_joined_channel", event)
    engine.workspace.changed()


def leave_channel(engine: Engine, channel: Channel, user_id: str) -> None:
    """End someone's membership; the bot gets another kind of event for its own."""
    if user_id not in channel.members:
        return
    channel.members.remove(user_id)
    if user_id == engine.workspace.bot_user:
        kind = "group_left" if channel.kind is ChannelKind.PRIVATE else "channel_left"
        engine.emit(kind, {"type": kind, "channel": channel.id})
    elif engine.bot_is_in(channel):
        event = _membership(engine, "member_left_channel", channel=channel, user_id=user_id)
        engine.emit("member_left_channel", event)
    engine.workspace.changed()


def _membership(engine: Engine, kind: str, *, channel: Channel, user_id: str) -> Json:
    return {
        "type": kind,
        "user": user_id,
        "channel": channel.id,
        "channel_type": _LETTER[channel.kind],
        "team": engine.workspace.team_id,
    }


def archive_channel(engine: Engine, channel: Channel, by: str) -> None:
    """Close a channel for new messages."""
    channel.archived = True
    _channel_event(engine, channel, "archive", more={"user": by})


def unarchive_channel(engine: Engine, channel: Channel, by: str) -> None:
    """Open an archived channel again."""
    channel.archived = False
    _channel_event(engine, channel, "unarchive", more={"user": by})


def rename_channel(engine: Engine, channel: Channel, name: str) -> None:
    """Give a channel another name; its id stays."""
    channel.name = name
    shown = channel_object(channel, engine.workspace)
    short = {key: shown[key] for key in ("id", "name", "created")}
    _channel_event(engine, channel, "rename", more={"channel": short})


def _channel_event(engine: Engine, channel: Channel, what: str, *, more: Json) -> None:
    family = "group" if channel.kind is ChannelKind.PRIVATE else "channel"
    kind = f"{family}_{what}"
    if engine.bot_is_in(channel) or channel.kind is ChannelKind.PUBLIC:
        engine.emit(kind, {"type": kind, "channel": channel.id, **more})
    engine.workspace.changed()


def share_channel(engine: Engine, channel: Channel, *, shared: bool, team: str) -> None:
    """Let another company into a channel, or out of it."""
    channel.is_ext_shared = shared
    if shared:
        event: Json = {"type": "channel_shared", "connected_team_id": team}
    else:
        event = {
            "type": "channel_unshared",
            "previously_connected_team_id": team,
            "is_ext_shared": False,
        }
    if engine.bot_is_in(channel):
        engine.emit(event["type"], event | {"channel": channel.id})
    engine.workspace.changed()


def renumber_channel(engine: Engine, channel: Channel) -> str:
    """Give a channel another id, as Slack may when it is shared; the old one is no longer known."""
    workspace, old = engine.workspace, channel.id
    new = workspace.renumber(channel)
    if engine.bot_is_in(channel):
        event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new}
        engine.emit("channel_id_changed", event)
    workspace.changed()
    return new


def deactivate(engine: Engine, user: User) -> None:
    """Switch a person's account off: they leave every channel but stay in old messages."""
    user.deleted = True
    for channel in engine.workspace.channels.values():
        if not channel.is_im and user.id in channel.members:
            channel.members.remove(user.id)
    tell_user_change(engine, user)


def tell_user_change(engine: Engine, user: User) -> None:
    """Announce what changed about a person: zone, status, name, deactivation."""
    shown = user_object(user, engine.now(), locale=True)
    engine.emit("user_change", {"type": "user_change", "user": shown})
    engine.workspace.changed()


def disable_group(engine: Engine, group: Group) -> None:
    """Switch a user group off: it keeps its members and is no longer listed."""
    group.disabled = True
    shown = {**group_object(group, engine.workspace), "users": list(group.members)}
    engine.emit("subteam_updated", {"type": "subteam_updated", "subteam": shown})
    engine.workspace.changed()


def set_group(engine: Engine, group: Group, members: list[str]) -> None:
    """Replace the members of a user group."""
    before, group.members = set(group.members), list(members)
    now = int(engine.now().timestamp())
    event = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": engine.workspace.team_id,
        "date_update": now,
        "added_users": [one for one in members if one not in before],
        "removed_users": sorted(before - set(members)),
    }
    engine.emit("subteam_members_changed", event)
    shown = {**group_object(group, engine.workspace), "users": list(members)}
    engine.emit("subteam_updated", {"type": "subteam_updated", "subteam": shown})
    engine.workspace.changed()
