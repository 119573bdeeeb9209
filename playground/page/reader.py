"""Who is looking at the page: names and times are shown as this person would see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from playground.state.workspace import Channel, ChannelKind, User, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The person looking, the virtual `now` (aware UTC), and the names this person may see by id.

    `channels` holds only conversations the reader can open; any other is shown as private. `users`
    names everybody who was ever here, `people` only those a select offers.
    """

    user_id: str
    zone: ZoneInfo
    now: datetime
    users: Mapping[str, str]
    people: Mapping[str, str]
    channels: Mapping[str, str]
    groups: Mapping[str, str]


def reader(workspace: Workspace, user: User, now: datetime) -> Reader:
    """The user as a reader at `now`."""
    return Reader(
        user_id=user.id,
        zone=zone(user),
        now=now,
        users={one.id: one.real_name for one in workspace.users.values()},
        people={one.id: one.real_name for one in active(workspace)},
        channels={one.id: one.name for one in open_channels(workspace, user.id)},
        groups={group.id: group.handle for group in workspace.groups.values()},
    )


def zone(user: User) -> ZoneInfo:
    """The zone of the person's profile, UTC where Slack has none."""
    return ZoneInfo(user.tz or "UTC")


def active(workspace: Workspace) -> list[User]:
    """Everybody whose account is not switched off, bots among them."""
    return [user for user in workspace.users.values() if not user.deleted]


def humans(workspace: Workspace) -> list[User]:
    """Everybody the page can be looked through."""
    return [user for user in active(workspace) if not user.is_bot]


def open_channels(workspace: Workspace, user_id: str) -> list[Channel]:
    """The channels this person can read: public ones, and private ones they are in."""
    return [
        channel
        for channel in workspace.channels.values()
        if channel.kind is ChannelKind.PUBLIC or (user_id in channel.members and not channel.is_im)
    ]
