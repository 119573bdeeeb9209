"""Another app of the workspace: its messages stand beside those of the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.workspace import Channel, Message, Source, User, Workspace


@dataclass(frozen=True, slots=True)
class OtherApp:
    """An app with a bot of its own; `user` is that bot's account."""

    workspace: Workspace
    user: User

    def posts(self, channel: Channel, text: str, *, metadata: Any = None) -> Message:
        """Say something with any metadata at all: what apps have stored is of all kinds."""
        return self.workspace.add(
            Message(
                channel=channel.id,
                ts=self.workspace.next_ts(),
                user=self.user.id,
                text=text,
                at=self.workspace.clock(),
                source=Source.APP,
                metadata=metadata,
            )
        )
