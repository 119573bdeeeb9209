"""The facts of what owners say: that they keep a date, or that an item is not theirs."""

from dataclasses import dataclass
from datetime import datetime

from escalation.facts.action import Action
from escalation.facts.shape import EventFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed(EventFacts):
    """The owner keeps this date; a hold that this prolongs ends at `held_until`."""

    action = Action.AGREE
    due_at: datetime | None
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOwner(EventFacts):
    """An item whose owner says that it is not theirs, and who was asked for another owner."""

    owner: str
    asked: str

    @property
    def users(self) -> tuple[str, ...]:
        """The owner, and who was asked."""
        return self.owner, self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Disowned(OfOwner):
    """The owner has just said so; somebody else has to be named `until` then."""

    action = Action.NOT_MINE
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyNamed(OfOwner):
    """Nobody was named in time, or whoever was asked has left (`is_gone`)."""

    action = Action.NOBODY_NAMED
    is_gone: bool = False
