"""All that one drawing of the page shows, gathered from the workspace for the person who looks."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from playground.page import rows, sidebar
from playground.page.address import DM, HOME, Address
from playground.page.blocks import Surface
from playground.page.reader import Reader, active, humans
from playground.page.rows import Row
from playground.page.sidebar import Link, Seen, Viewer, icon
from playground.page.text import dates
from playground.page.tour import Tour
from playground.state.manifest import Manifest
from playground.state.workspace import Channel, Json, View, Workspace


class Hint(NamedTuple):
    """Something that can be typed, offered while its beginning is."""

    text: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A modal or Home tab ready to be drawn."""

    view: View
    surface: Surface

    @property
    def blocks(self) -> list[Json]:
        return self.view.blocks

    def label(self, button: str, otherwise: str = "") -> str:
        """The words of the view's `submit` or `close` button."""
        return str((self.view.body.get(button) or {}).get("text", otherwise))


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Answers the templates' questions about one address, one reader and one instant."""

    workspace: Workspace
    manifest: Manifest
    address: Address
    reader: Reader
    seen: Seen
    notice: str
    next_event_at: datetime | None
    tour: Tour
    run: str

    @property
    def channel(self) -> Channel | None:
        """The open conversation; None on the Home tab."""
        return self.workspace.channels.get(self.address.place)

    @property
    def app(self) -> str:
        """The app's name as people see it."""
        return self.reader.users[self.workspace.bot_user]

    @property
    def title(self) -> str:
        if self.channel is None:
            return f"{self.app} · Home"
        if self.channel.is_im:
            return self.app
        return self.channel.name if self.is_private else f"#{self.channel.name}"

    @property
    def is_private(self) -> bool:
        """Whether the open conversation is a private channel."""
        return bool(self.channel and not self.channel.is_im and icon(self.channel) == "private")

    @property
    def subtitle(self) -> str:
        """Who reads along here."""
        if self.channel is None or self.channel.is_im:
            return "Only you and the app"
        names = [self.reader.users[member] for member in self.channel.members]
        counted = f"{len(names)} members: {', '.join(names)}"
        return f"Private, {counted}" if self.is_private else counted

    @property
    def now(self) -> str:
        """Virtual time on the reader's wall, with the date in full."""
        local = self.reader.now.astimezone(self.reader.zone)
        time = dates.clock_time(self.reader.now, self.reader.zone)
        return f"{local:%a} {local.day} {local:%b} {local.year}, {time}"

    @property
    def next_event(self) -> str:
        """Where the clock's first button leads, in the reader's words; empty when nothing waits."""
        if self.next_event_at is None:
            return ""
        return dates.formatted("{date_short_pretty} {time}", self.next_event_at, self.reader) or ""

    @property
    def person(self) -> Viewer:
        """Who the page is looked through."""
        return sidebar.viewer(self.workspace.users[self.reader.user_id], self.reader)

    @property
    def people(self) -> list[Viewer]:
        """Everybody the page can be looked through, in joining order."""
        return [sidebar.viewer(user, self.reader) for user in humans(self.workspace)]

    @property
    def places(self) -> list[tuple[str, list[Link]]]:
        """The sidebar's headings with their links."""
        channels = sidebar.channels(self.workspace, self.reader, self.seen)
        app = sidebar.app_links(
            self.workspace, self.reader, self.seen, home_tab=self.manifest.home_tab
        )
        return [("Channels", channels), (self.app, app)]

    @property
    def stream(self) -> list[Row]:
        """The open conversation's messages."""
        return rows.stream(self.workspace, self.address.place, self.reader)

    @property
    def thread(self) -> list[Row]:
        """The open thread's messages; empty when none is open."""
        if not self.address.thread or self.channel is None:
            return []
        return rows.thread(self.workspace, self.channel.id, self.address.thread, reader=self.reader)

    @property
    def modal(self) -> Panel | None:
        """The form this person has open."""
        return self._panel(self.workspace.modal(self.reader.user_id), "modal")

    @property
    def home(self) -> Panel | None:
        """The Home tab the app last published for this person."""
        return self._panel(self.workspace.homes.get(self.reader.user_id), HOME)

    @property
    def closed(self) -> str:
        """Why nothing can be written here; empty when it can."""
        if self.channel is None or self.channel.archived:
            return "This channel is archived."
        is_member = self.reader.user_id in self.channel.members
        return "" if is_member else "You are looking at a channel you have not joined."

    @property
    def can_log(self) -> bool:
        """Whether a line that logs an item can be typed here."""
        if self.channel is None or self.channel.is_im or self.closed:
            return False
        return not self.address.thread  # on a phone it lies over the composer

    @property
    def first_channel(self) -> str:
        """The channel in which to try something when none is open."""
        return next(iter(self.reader.channels), "")

    @property
    def shortcuts(self) -> list[str]:
        """The app's message shortcuts by name."""
        return self._shortcuts("message")

    @property
    def global_shortcuts(self) -> list[str]:
        """The app's shortcuts that need no message, by name."""
        return self._shortcuts("global")

    @property
    def hints(self) -> list[Hint]:
        """Commands with their usage, then people by the handle typed after @."""
        commands = [
            Hint(name, f"{entry.get('usage_hint', '')} — {entry.get('description', '')}")
            for name, entry in self.manifest.commands.items()
        ]
        return [*commands, *(Hint(f"@{one.name}", one.real_name) for one in active(self.workspace))]

    def as_other(self, handle: str) -> str:
        """The link to somebody's direct messages with the app, as that person."""
        return Address(person=self.workspace.user(handle).id, place=DM).url()

    def _shortcuts(self, kind: str) -> list[str]:
        entries = self.manifest.shortcuts.items()
        return [name for name, entry in entries if entry.get("type") == kind]

    def _panel(self, view: View | None, prefix: str) -> Panel | None:
        if view is None:
            return None
        surface = Surface(prefix=prefix, reader=self.reader, state=view.state, errors=view.errors)
        return Panel(view=view, surface=surface)
