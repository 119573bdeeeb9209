"""The facts of hand-overs that ask somebody first: offers, requests, and how they end."""

from dataclasses import dataclass
from datetime import datetime

from escalation.facts.action import Action
from escalation.facts.shape import EventFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class OfHandOver(EventFacts):
    """The owner, who stays the owner for now, and who would be the next one."""

    owner: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed(OfHandOver):
    """It waits for an answer `until` then; it may replace an earlier one, to `instead_of`."""

    until: datetime | None
    instead_of: str | None = None

    @property
    def users(self) -> tuple[str, ...]:
        """The owner, who would be the next one, and who would have been before this."""
        return self.owner, self.to, self.instead_of or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered(Proposed):
    """The item was offered to somebody."""

    action = Action.OFFER


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedToTake(Proposed):
    """Somebody asked the owner to hand it over to them."""

    action = Action.TAKE


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmade(OfHandOver):
    """The item stays with its owner; the offer or request was made `by` somebody."""

    by: str

    @property
    def is_request(self) -> bool:
        """Whether the owner was asked to hand it over."""
        return self.by == self.to

    @property
    def users(self) -> tuple[str, ...]:
        """The owner, who would have been the next one, and who made it."""
        return self.owner, self.to, self.by


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Unmade):
    """The person asked said no."""

    action = Action.DECLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed(Unmade):
    """Nobody answered in time, or one of the two left first (`is_gone`)."""

    action = Action.LAPSED
    is_gone: bool = False
