"""A turn: one request on its way to its answer, at one instant, beside the event loop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from escalation.errors import NotAllowed
from escalation.items import Item
from escalation.people import Person
from handlers.services import Services
from messages.reader import Voice
from workflows.items import queries
from workflows.items.queries import Reading
from workflows.transaction.guards import UNKNOWN
from workflows.transaction.unit_of_work import Desk


@dataclass(frozen=True, slots=True)
class Turn:
    """What answering needs besides the request; `now` is UTC.

    Unknown people and channels are read from Slack after the request, for the next time.
    """

    services: Services
    now: datetime

    @property
    def desk(self) -> Desk:
        """The desk that workflows need."""
        return self.services.desk

    def reading(self, actor: str, channel: str) -> Reading:
        """How to read what this person types in this channel ("" for none).

        NotAllowed while the person is unknown: their dates would be read in a wrong time zone.
        """
        refresh = self.services.refresh
        found = queries.reading(self.desk, actor, channel, now=self.now)
        if found.person is None:
            refresh.later(refresh.refresh_person(actor))
        in_it = found.channel is not None and found.channel.member
        if not in_it and not is_direct(channel):
            refresh.later(refresh.refresh_channel(channel))
        if found.person is None:
            raise NotAllowed(UNKNOWN)
        return found

    def person(self, user: str) -> Person | None:
        """One person, if known."""
        refresh = self.services.refresh
        found = queries.person(self.desk, user, now=self.now)
        if found is None:
            refresh.later(refresh.refresh_person(user))
        return found

    def voice(self, user: str, items: Sequence[Item] = ()) -> Voice:
        """How to speak privately to this person about these items."""
        return queries.voice_of(self.desk, user, items, now=self.now)


def is_direct(channel: str) -> bool:
    """True for a direct message or when there is no channel."""
    return not channel or channel.startswith("D")
