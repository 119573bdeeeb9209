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
class Disowned(EventFacts):
    """The owner says that it is not theirs; `asked` has to name another one `until` then."""

    action = Action.NOT_MINE
    owner: str
    asked: str
    until: datetime | None

    @property
    def users(self) -> tuple[str, ...]:
        """The owner, and who is asked."""
        return self.owner, self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyNamed(EventFacts):
    """Whoever was `asked` named no other owner in time, or has left (`is_gone`)."""

    action = Action.NOBODY_NAMED
    owner: str
    asked: str
    is_gone: bool = False

    @property
    def users(self) -> tuple[str, ...]:
        """The owner, and who was asked."""
        return self.owner, self.asked
