"""What a test expects the bot to say; whatever nobody expected is left over in `unexpected()`.

Waits are on the change signal: an expectation that is met returns at once, one that is not fails
after `within` real seconds with what was said instead.
"""

from __future__ import annotations

from collections.abc import Callable

from playground.rules.seen import contains, message_words
from playground.state.signal import WITHIN
from playground.state.workspace import ChannelKind, Message, View, Workspace


class Expectations:
    """Reads the transcript of one workspace and marks messages as expected."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def transcript(self) -> list[Message]:
        """Everything that was said, oldest first: ephemeral, updated and deleted messages too."""
        return list(self.workspace.messages)

    def messages_in(self, channel: str) -> list[Message]:
        """What everyone in a channel can read, threads included."""
        return list(self.workspace.in_channel(self.workspace.channel(channel).id))

    def dms_to(self, person: str) -> list[Message]:
        """What the bot told somebody in their direct messages."""
        im = self.workspace.im(self.workspace.user(person).id)
        bot = self.workspace.bot_user
        return [m for m in self.workspace.in_channel(im.id) if m.user == bot] if im else []

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The replies under a message."""
        return [m for m in self.messages_in(channel) if m.is_reply and m.thread_ts == ts]

    def ephemerals_to(self, person: str) -> list[Message]:
        """What only this person was shown, and has not been deleted."""
        user = self.workspace.user(person).id
        return [m for m in self.workspace.messages if m.ephemeral_to == user and not m.deleted]

    def home_of(self, person: str) -> View | None:
        """Somebody's Home tab."""
        return self.workspace.homes.get(self.workspace.user(person).id)

    def unexpected(self) -> list[Message]:
        """Messages of the bot that no expectation has met, deleted ones too.

        What an act brought its own person at once (`Seen.messages`) was asked for.
        """
        bot = self.workspace.bot_user
        said = (m for m in self.workspace.messages if m.user == bot)
        return [m for m in said if not m.expected and not m.asked_for]

    async def expect_dm(self, person: str, *words: str, within: float = WITHIN) -> Message:
        """A direct message with these words, not yet expected by anyone."""
        return await self._expect(
            lambda: self.dms_to(person), words, what=f"a DM to {person}", within=within
        )

    async def expect_post(self, channel: str, *words: str, within: float = WITHIN) -> Message:
        """A message of the bot in a channel, outside threads."""
        return await self._expect(
            lambda: [m for m in self._said_in(channel) if not m.is_reply or m.broadcast],
            words,
            what=f"a post in {channel}",
            within=within,
        )

    async def expect_thread(
        self, channel: str, root: Message | str, *words: str, within: float = WITHIN
    ) -> Message:
        """A reply of the bot under a message."""
        ts = root if isinstance(root, str) else root.ts
        return await self._expect(
            lambda: [m for m in self._said_in(channel) if m.is_reply and m.thread_ts == ts],
            words,
            what=f"a reply in {channel}",
            within=within,
        )

    async def expect_ephemeral(self, person: str, *words: str, within: float = WITHIN) -> Message:
        """A message only this person sees."""
        return await self._expect(
            lambda: self.ephemerals_to(person), words, what=f"{person} alone to see", within=within
        )

    async def expect_change(self, message: Message, *words: str, within: float = WITHIN) -> None:
        """A message that is there takes on these words, such as a card that is updated in place."""
        changed = await self.workspace.signal.until(
            lambda: contains(message_words(message), words), within=within
        )
        if not changed:
            said = message_words(message)
            raise AssertionError(f"expected a change to {words}, but it says:\n- {said!r}")

    def expect_all(self, *words: str) -> list[Message]:
        """Mark every message of the bot with these words as expected, and return those newly
        marked.
        """
        met = [m for m in self.unexpected() if contains(message_words(m), words)]
        for message in met:
            message.expected = True
        return met

    def _said_in(self, channel: str) -> list[Message]:
        bot = self.workspace.bot_user
        return [m for m in self.messages_in(channel) if m.user == bot]

    async def _expect(
        self, said: Callable[[], list[Message]], words: tuple[str, ...], *, what: str, within: float
    ) -> Message:
        def met() -> Message | None:
            fitting = (m for m in said() if contains(message_words(m), words))
            return next((m for m in fitting if not m.expected), None)

        found = await self.workspace.signal.until(met, within=within)
        if found is None:
            heard = "\n".join(f"- {message_words(m)!r}" for m in said()) or "- nothing"
            raise AssertionError(f"expected {what} with {words}, but heard:\n{heard}")
        found.expected = True
        return found


def place_of(workspace: Workspace, message: Message) -> str:
    """Where a message was said, for a person to read: #launch, @maria."""
    channel = workspace.channels[message.channel]
    if channel.kind is not ChannelKind.IM:
        return f"#{channel.name}"
    person = next(member for member in channel.members if member != workspace.bot_user)
    return f"@{workspace.users[person].name}"
