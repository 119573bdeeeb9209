"""The parts every Web API method, person and socket of one playground shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from playground.state.grants import Grants
from playground.state.manifest import Manifest
from playground.state.record import Recorder
from playground.state.throttle import Throttle
from playground.state.workspace import Channel, Json, Message, Workspace

BOT_TOKEN = "xoxb-playground"
APP_TOKEN = "xapp-playground"
SIGNING_SECRET = "playground-signing-secret"


@dataclass(slots=True, kw_only=True)
class Engine:
    """State and rules of a running playground; `send_event` hands a subscribed event to the bot's
    transport.
    """

    workspace: Workspace
    manifest: Manifest
    grants: Grants
    throttle: Throttle
    seconds: Callable[[], float]
    recorder: Recorder = field(default_factory=Recorder)
    base_url: str = ""  # http://127.0.0.1:PORT, known once the server listens
    history_lag: float = 0.0  # seconds until a new message shows up in conversations.history
    drops_metadata: bool = False  # Slack posts messages without their metadata
    longest_history: int = 999  # most messages that one call of history or replies returns
    token_error: str | None = None  # what every bot call is refused with, such as token_revoked
    names_scopes: bool = True  # a proxy may leave out the header that names them
    send_event: Callable[[Json], None] = lambda _: None

    def now(self) -> datetime:
        """The playground's instant, aware UTC."""
        return self.workspace.clock()

    def emit(self, subscription: str, event: Json) -> None:
        """Send the event to the bot if its manifest subscribes to it (`app_mention`, `message.im`,
        …).
        """
        if subscription in self.manifest.events:
            self.send_event({"event_ts": self.workspace.next_ts(), **event})

    def bot_is_in(self, channel: Channel) -> bool:
        """True when the bot is a member."""
        return self.workspace.bot_user in channel.members

    def readable(self, channel_id: str) -> list[Message]:
        """What history shows of a channel now, oldest first: a scripted lag hides the newest."""
        now = self.seconds()
        return [m for m in self.workspace.in_channel(channel_id) if m.visible_at <= now]
