"""The narrator: prints every message as it is delivered, with its virtual time."""

import textwrap
from collections.abc import Callable
from datetime import datetime
from html import unescape

from playground.expectations import place_of
from playground.slack import Playground
from playground.state.workspace import Message

WIDTH = 96
MARGIN = 31


class Narrator:
    """Prints a playground's transcript line by line; `say` takes the lines."""

    def __init__(self, slack: Playground, say: Callable[[str], None]) -> None:
        self._slack, self._say = slack, say
        self._told = 0

    def chapter(self, words: str) -> None:
        """Announce what is about to happen."""
        self._say(f"\n── {words} " + "─" * max(3, WIDTH - len(words) - 4))

    def catch_up(self) -> None:
        """Print what was said since the last time."""
        said = self._slack.expectations.transcript()
        for message in said[self._told :]:
            self._tell(message)
        self._told = len(said)

    def typed(self, at: datetime, who: str, words: str) -> None:
        """Print what somebody did."""
        self._line(at, f"{who} ›", words)

    def _tell(self, message: Message) -> None:
        speaker = self._slack.workspace.users.get(message.user)
        if speaker is None or not speaker.is_bot:
            return
        self._line(message.at, self._heading(message), unescape(message.text))

    def _heading(self, message: Message) -> str:
        if message.ephemeral_to:
            return f"only @{self._slack.workspace.users[message.ephemeral_to].name}"
        place = place_of(self._slack.workspace, message)
        if place.startswith("@"):
            return f"DM {place}"
        if message.is_reply:
            return f"{place} {'thread, aloud' if message.broadcast else 'thread'}"
        return place

    def _line(self, at: datetime, heading: str, words: str) -> None:
        first, *more = [
            line
            for paragraph in self.readable(words).splitlines()
            for line in textwrap.wrap(paragraph, WIDTH - MARGIN) or [""]
        ] or [""]
        self._say(f"{at:%a %d %b %H:%M} UTC  {first}   ({heading})")
        for line in more:
            self._say(" " * 22 + line)

    def readable(self, words: str) -> str:
        """Replace the ids of people and channels with their names."""
        for user in self._slack.workspace.users.values():
            words = words.replace(f"<@{user.id}>", f"@{user.name}")
        for channel in self._slack.workspace.channels.values():
            words = words.replace(f"<#{channel.id}>", f"#{channel.name}")
        return words
