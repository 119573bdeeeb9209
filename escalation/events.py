"""Events: the append-only history of an item, one immutable fact each."""

from dataclasses import dataclass
from datetime import datetime

from escalation.facts.action import Action
from escalation.facts.shape import EventFacts, OfChannel

BACKSTOP = "backstop"
"""The actor for everything the clock does."""
OPERATOR = "operator"
"""The actor for what is done on the command line of Backstop's machine."""


@dataclass(frozen=True, slots=True)
class EventRef:
    """Names one event for good: its id, and the end of its hash.

    After a restore another event may get the same id, but never the same `mark`.
    """

    id: int
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who did what to which item, when (UTC), and why; the class of `facts` says what was done."""

    at: datetime
    item_id: int | None
    actor: str
    reason: str = ""
    facts: EventFacts

    @property
    def action(self) -> Action:
        """The word for what was done."""
        return self.facts.action

    @property
    def channel(self) -> str:
        """The channel that its facts name; "" for none."""
        return self.facts.channel if isinstance(self.facts, OfChannel) else ""
