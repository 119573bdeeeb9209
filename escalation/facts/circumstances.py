"""The facts of what people change around items: absences, and which ladder an item is on."""

from dataclasses import dataclass
from datetime import datetime

from escalation.facts.action import Action
from escalation.facts.shape import EventFacts, OfChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted(EventFacts):
    """The item went from the `old_version` of its channel's ladder to this one."""

    action = Action.ADOPTED
    version: int
    old_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WentAway(EventFacts):
    """Somebody is away until then, from `starts_at` or, if that is None, at once.

    That is `person`, or the actor if it is None. `beside` counts their other absences; None, as in
    older versions, means that this one replaced them all. `instead_of` is the end of the one that
    it replaced.
    """

    action = Action.AWAY
    until: datetime | None
    stand_in: str = ""
    starts_at: datetime | None = None
    person: str | None = None
    beside: int | None = None
    instead_of: datetime | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """The stand-in, and who is away if somebody else entered it."""
        return self.stand_in, self.person or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack(EventFacts):
    """The actor ended their absence, or cancelled one that lay ahead; or one of `person`.

    `until` is the end that it had; None, as in older versions, stands for all of them.
    """

    action = Action.BACK
    until: datetime | None = None
    person: str | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """Whose it was, if somebody else ended it."""
        return (self.person or "",)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapAccepted(EventFacts):
    """Somebody said that the item's ownership gap is fine."""

    action = Action.GAP_FINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured(OfChannel):
    """A channel got this version of its ladder; `old` and `new` are what changed, as JSON."""

    action = Action.CONFIGURED
    version: int
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(EventFacts):
    """What was changed of a customer (`Change`), in words, a user id or an instant."""

    action = Action.CUSTOMER
    customer: int
    change: str
    old: str
    new: str
