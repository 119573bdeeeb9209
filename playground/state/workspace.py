"""What the loopback workspace holds: people, channels, messages, views, groups.

Plain mutable state with look-ups; rules live in `methods/`, `person/` and `rules/`. Everything
is read and changed on the playground's own event loop. After every change `Workspace.changed()`
wakes the page and the waiters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from playground.state.signal import ChangeSignal

Json: TypeAlias = dict[str, Any]


class ChannelKind(StrEnum):
    """What kind of conversation a channel is."""

    PUBLIC = "public"  # anyone may see and join it
    PRIVATE = "private"  # members only
    IM = "im"  # one person and the bot
    MPIM = "mpim"  # a few people, and no app


class Source(StrEnum):
    """How a message came to be."""

    PERSON = "person"  # somebody typed it
    POST = "chat.postMessage"  # the bot posted it
    EPHEMERAL = "chat.postEphemeral"  # the bot showed it to one person
    ACK = "ack"  # the body of the bot's answer to a slash command
    RESPONSE_URL = "response_url"  # the bot posted it to a response_url
    APP = "app"  # another app posted it
    SLACK = "slack"  # Slack itself says so (an error, a join line)


@dataclass(slots=True, kw_only=True)
class User:
    """One member of the workspace; `name` is the handle typed after @."""

    id: str
    name: str
    real_name: str
    tz: str | None = "UTC"  # IANA zone; None as for strangers and some bots
    locale: str = "en-US"
    is_bot: bool = False
    bot_id: str = ""  # of another app's bot
    is_admin: bool = False
    is_restricted: bool = False  # multi-channel guest
    is_ultra_restricted: bool = False  # single-channel guest
    is_stranger: bool = False  # from another company through Slack Connect
    team_id: str = ""
    enterprise_id: str = ""  # the organisation of their home workspace, if it has one
    deleted: bool = False  # deactivated
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    home_opened: bool = False


@dataclass(slots=True, kw_only=True)
class Channel:
    """One conversation. `members` holds user ids in joining order; an IM has the person and the
    bot.
    """

    id: str
    name: str
    kind: ChannelKind = ChannelKind.PUBLIC
    creator: str = ""
    created_at: datetime
    members: list[str] = field(default_factory=list)
    archived: bool = False
    is_ext_shared: bool = False

    @property
    def is_im(self) -> bool:
        """True for the one-to-one conversation of a person and the bot."""
        return self.kind is ChannelKind.IM


@dataclass(slots=True, kw_only=True)
class Message:
    """One message as it stands now; `blocks` and `text` change when the bot updates it.

    `ephemeral_to` is the one user who sees it (then it is in no history). `state` keeps what people
    chose in the message's selects, as block_id -> action_id -> value. `expected` is set by the
    expectations of a test.
    """

    channel: str
    ts: str
    user: str
    text: str
    at: datetime
    source: Source
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    dropped_metadata: Json | None = None  # what Slack dropped
    thread_ts: str | None = None
    broadcast: bool = False
    ephemeral_to: str | None = None
    client_msg_id: str | None = None
    subtype: str | None = None
    edited_at: datetime | None = None
    deleted: bool = False
    state: Json = field(default_factory=dict)
    visible_at: float = (
        0.0  # when history starts to show it (a scripted lag), on the playground's seconds
    )
    expected: bool = False
    asked_for: bool = False  # shown at once to the person whose act it answers

    @property
    def is_reply(self) -> bool:
        """True for a message inside a thread, False for a thread's root and for plain messages."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(slots=True, kw_only=True)
class View:
    """A modal or a Home tab as the bot last sent it.

    `body` is the bot's view payload (type, title, blocks, submit, close, callback_id,
    private_metadata, …); `state` is what the person has entered so far, as block_id -> action_id ->
    value; `errors` maps block_id to what the bot refused at the last submission. `user` is who sees
    it.
    """

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    state: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """`modal` or `home`."""
        return str(self.body.get("type", "modal"))

    @property
    def blocks(self) -> list[Json]:
        """The view's blocks."""
        return list(self.body.get("blocks", []))

    @property
    def title(self) -> str:
        """The modal's title text; empty for a Home tab."""
        return str((self.body.get("title") or {}).get("text", ""))


@dataclass(slots=True, kw_only=True)
class Group:
    """A user group, mentioned by its handle."""

    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    disabled: bool = False


@dataclass(slots=True, kw_only=True)
class Workspace:
    """All state of one workspace, with look-ups by id or by name."""

    clock: Callable[[], datetime]
    team_id: str = "T0PLAY"
    team_name: str = "Playground"
    domain: str = "playground"
    enterprise_id: str = ""  # the Enterprise organisation that the workspace belongs to
    bot_id: str = "B0BOT"
    bot_user: str = "U0BOT"
    app_id: str = "A0APP"
    is_whole_organisation: bool = False  # the app was installed for an Enterprise organisation
    app_tokens_app: str = "A0APP"  # differs where the operator took the token of another app
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    messages: list[Message] = field(
        default_factory=list
    )  # all, ephemeral and deleted ones too, oldest first
    modals: dict[str, list[View]] = field(
        default_factory=dict
    )  # user id -> stack, the open one last
    homes: dict[str, View] = field(default_factory=dict)  # user id -> Home tab
    signal: ChangeSignal = field(default_factory=ChangeSignal)
    _by_ts: dict[tuple[str, str], Message] = field(default_factory=dict)
    _last_ts: int = 0
    _last_id: int = 0

    def changed(self) -> None:
        """Wake everyone who waits for a change."""
        self.signal.notify()

    def next_ts(self) -> str:
        """A message timestamp that rises even while the clock stands still or steps back."""
        self._last_ts = max(int(self.clock().timestamp() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """A fresh id as Slack writes them: a letter, then capitals and digits."""
        self._last_id += 1
        return f"{prefix}{self._last_id:07d}"

    def user(self, name: str) -> User:
        """The user with this id or handle (with or without @); KeyError if there is none."""
        handle = name.removeprefix("@")
        found = self.users.get(name) or next(
            (u for u in self.users.values() if u.name == handle), None
        )
        if found is None:
            raise KeyError(f"nobody here is called {name}")
        return found

    def channel(self, name: str) -> Channel:
        """The channel with this id or name (with or without #); KeyError if there is none."""
        plain = name.removeprefix("#")
        named = (c for c in self.channels.values() if c.name == plain and not c.is_im)
        found = self.channels.get(name) or next(named, None)
        if found is None:
            raise KeyError(f"there is no channel called {name}")
        return found

    def renumber(self, channel: Channel) -> str:
        """Move a channel and all its messages to a new id."""
        old = channel.id
        channel.id = self.next_id("C")
        self.channels = {one.id: one for one in self.channels.values()}
        for message in self.messages:
            if message.channel == old:
                message.channel = channel.id
                self._by_ts[channel.id, message.ts] = self._by_ts.pop((old, message.ts))
        return channel.id

    def im(self, user_id: str) -> Channel | None:
        """The conversation of this person and the bot, if it was ever opened."""
        return next((c for c in self.channels.values() if c.is_im and user_id in c.members), None)

    def open_im(self, user_id: str) -> Channel:
        """The conversation of this person and the bot, opened now if need be."""
        if found := self.im(user_id):
            return found
        channel = Channel(
            id=self.next_id("D"),
            name="",
            kind=ChannelKind.IM,
            created_at=self.clock(),
            members=[user_id, self.bot_user],
        )
        self.channels[channel.id] = channel
        return channel

    def in_channel(self, channel_id: str) -> Iterator[Message]:
        """What everyone in the channel can read, oldest first: no ephemeral and no deleted
        messages.
        """
        for message in self.messages:
            if (
                message.channel == channel_id
                and message.ephemeral_to is None
                and not message.deleted
            ):
                yield message

    def message(self, channel_id: str, ts: str) -> Message | None:
        """The living, non-ephemeral message at `ts`, or None."""
        found = self._by_ts.get((channel_id, ts))
        return None if found is None or found.ephemeral_to or found.deleted else found

    def modal(self, user_id: str) -> View | None:
        """The modal this person looks at, or None."""
        stack = self.modals.get(user_id)
        return stack[-1] if stack else None

    def add(self, message: Message) -> Message:
        """Keep a new message and tell the waiters."""
        self.messages.append(message)
        self._by_ts[message.channel, message.ts] = message
        self.changed()
        return message
