"""Carries one act of a person to the bot and notes what the person sees of it."""

from __future__ import annotations

from dataclasses import dataclass

from playground.rules.seen import Seen
from playground.state.engine import Engine
from playground.state.errors import NotPossible
from playground.state.workspace import Channel, Json, Message, User, View
from playground.wire import envelopes
from playground.wire.delivery import Deliveries, Envelope, NotAnswered


@dataclass(slots=True, kw_only=True)
class Stage:
    """What every act needs."""

    engine: Engine
    deliveries: Deliveries

    def require_active(self, user: User) -> None:
        """A deactivated person can do nothing."""
        if user.deleted:
            raise NotPossible(f"{user.name} is deactivated")

    def require_member(self, user: User, channel: Channel) -> None:
        """Only members write in a channel that is not archived."""
        self.require_active(user)
        if channel.archived:
            raise NotPossible(f"#{channel.name} is archived")
        if user.id not in channel.members:
            raise NotPossible(f"{user.name} is not in #{channel.name or 'this conversation'}")

    def require_sight(self, user: User, message: Message) -> None:
        """Only who can see a message can act on it."""
        self.require_active(user)
        hidden = message.deleted or message.ephemeral_to not in (None, user.id)
        if hidden or user.id not in self.engine.workspace.channels[message.channel].members:
            raise NotPossible(f"{user.name} cannot see this message")

    async def interact(self, payload: Json) -> Json:
        """Send an interaction; the body of the answer. Raises NotAnswered."""
        return await self.deliveries.deliver(Envelope(type="interactive", payload=payload))

    async def interact_seen(self, user: User, payload: Json) -> Seen:
        """Send an interaction whose answer has no meaning of its own, and note what the person sees
        then.
        """
        before = self.mark(user)
        try:
            await self.interact(payload)
        except NotAnswered as failure:
            return self.seen(user, before, error=complaint(failure))
        return self.seen(user, before)

    def mark(self, user: User) -> tuple[int, str | None]:
        """Where things stand before an act."""
        modal = self.engine.workspace.modal(user.id)
        return len(self.engine.workspace.messages), modal.hash if modal else None

    def seen(self, user: User, before: tuple[int, str | None], *, error: str | None = None) -> Seen:
        """What is new for the person since `before`."""
        count, shown_hash = before
        new = self.engine.workspace.messages[count:]
        modal: View | None = self.engine.workspace.modal(user.id)
        private: tuple[Message, ...] = tuple(m for m in new if m.ephemeral_to == user.id)
        for message in private:
            message.asked_for = True
        fresh = modal if modal is not None and modal.hash != shown_hash else None
        return Seen(messages=private, view=fresh, error=error)

    def event(self, body: Json) -> None:
        """Send an event to the bot in the background."""
        self.deliveries.start_event(envelopes.event(self.engine, body))


def complaint(failure: NotAnswered) -> str:
    """What Slack tells the person when an app does not answer a click."""
    if str(failure) == "operation_timeout":
        return "We had some trouble connecting. Do you want to try that again? (operation_timeout)"
    return f"This app is not responding. ({failure})"
