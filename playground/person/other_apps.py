"""Another app in the workspace: its messages appear beside the bot's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.state.workspace import Channel, Message, Source, User, Workspace


@dataclass(frozen=True, slots=True)
class OtherApp:
    """An app with a bot of its own; `user` is that bot's account."""

    workspace: Workspace
    user: User

    def posts(self, channel: Channel, text: str, *, metadata: Any = None) -> Message:
        """Post with any metadata at all: other apps may store anything."""
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
