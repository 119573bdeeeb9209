"""The left edge of the page: who somebody is, and where they can go."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from playground.page import rows
from playground.page.address import DM, HOME
from playground.page.reader import Reader, open_channels, zone
from playground.page.text import dates
from playground.state.workspace import Channel, ChannelKind, User, Workspace

Seen: TypeAlias = Mapping[tuple[str, str], str]  # (person, channel): last `ts` on screen


class Viewer(NamedTuple):
    """One person the page can be looked through, and what their clock shows."""

    id: str
    name: str
    zone: str
    local_time: str


class Link(NamedTuple):
    """One place to go; `unread` counts messages this person has not had on screen."""

    place: str
    icon: str
    name: str
    unread: int = 0


def viewer(user: User, reader: Reader) -> Viewer:
    """The user as one to look through."""
    local = reader.now.astimezone(zone(user))
    time = f"{local:%a} {dates.clock_time(reader.now, zone(user))}"
    return Viewer(user.id, user.real_name, zone(user).key, time)


def channels(workspace: Workspace, reader: Reader, seen: Seen) -> list[Link]:
    """Every channel the reader can open."""
    return [
        Link(one.id, icon(one), one.name, _unread(workspace, one, by=reader.user_id, seen=seen))
        for one in open_channels(workspace, reader.user_id)
    ]


def app_links(workspace: Workspace, reader: Reader, seen: Seen, *, home_tab: bool) -> list[Link]:
    """The app's Home tab, if it has one, and the reader's direct messages with it."""
    im = workspace.im(reader.user_id)
    unread = _unread(workspace, im, by=reader.user_id, seen=seen) if im else 0
    home = [Link(HOME, "home", "Home")] if home_tab else []
    return [*home, Link(im.id if im else DM, "messages", "Messages", unread)]


def icon(channel: Channel) -> str:
    """The icon before a channel's name."""
    return "channel" if channel.kind is ChannelKind.PUBLIC else "private"


def _unread(workspace: Workspace, channel: Channel, *, by: str, seen: Seen) -> int:
    last = seen.get((by, channel.id), "")
    shown = rows.visible(workspace, channel.id, by)
    return sum(message.ts > last and message.user != by for message in shown)
