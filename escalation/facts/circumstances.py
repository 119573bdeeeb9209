"""The facts of what people change around items: absences, and which ladder an item is on."""

from dataclasses import dataclass
from datetime import datetime

from escalation.facts.action import Action
from escalation.facts.shape import EventFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted(EventFacts):
    """The item was put on this version of its channel's ladder, from the `old` one."""

    action = Action.ADOPTED
    version: int
    old_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WentAway(EventFacts):
    """Who did this is away until then, from `starts_at` or, if that is None, at once."""

    action = Action.AWAY
    until: datetime | None
    stand_in: str = ""
    starts_at: datetime | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """The stand-in."""
        return (self.stand_in,)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack(EventFacts):
    """Who did this is no longer away."""

    action = Action.BACK
